"""`python -m core compare`: recipes on the same split over several seeds, one table."""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any

from core.catalog.descriptions import Recipe
from core.catalog.find import recipe, recipes, source
from core.cli.setup import spec_from
from core.cli.train import result_of, train_here
from core.spec.message import N_, Message, Problem, SpecError


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="train several recipes on the same split")
    parser.add_argument("data", metavar="DATA")
    parser.add_argument(
        "--recipes", default="", help="names separated by commas; else all that fit"
    )
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from 0")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="assign")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Train everything and print mean and spread of each score."""
    if parsed.seeds < 1:
        text = N_("it must be {ge} or more, not {value}")
        values = {"ge": 1, "value": parsed.seeds}
        raise SpecError([Problem("--seeds", Message(text, values))])
    described = source(parsed.data)
    names = [name for name in parsed.recipes.split(",") if name] or [
        entry.name
        for entry in recipes().values()
        if described.kind in entry.accepts and entry.task == described.task
    ]
    fitting = {name: _fitting(name, names, parsed.assign) for name in names}
    specs = [
        spec_from(
            recipe=name,
            dataset=parsed.data,
            assignments=fitting[name],
            seed=seed,
            device=parsed.device,
        )
        for name in names
        for seed in range(parsed.seeds)
    ]
    results = [result_of(train_here(spec)) for spec in specs]
    for result in results:
        result["memory_mb"] = None  # one process trained them all: its peak is no single run's
    table = {name: summary([r for r in results if r["spec"]["recipe"] == name]) for name in names}
    if parsed.json:
        print(
            json.dumps(
                {
                    "dataset": parsed.data,
                    "seeds": parsed.seeds,
                    "recipes": table,
                    "results": results,
                }
            )
        )
    else:
        _print_table(table)
    return 0 if all(result["status"] == "finished" for result in results) else 1


def _fitting(name: str, names: list[str], assignments: list[str]) -> list[str]:
    """Return the assignments that recipe `name` takes, and those that none of `names` takes.

    So the network's `training.epochs` can be set beside a forest, which has no such setting.
    """

    def takes(entry: Recipe, key: str) -> bool:
        section, _, rest = key.partition(".")
        kind = {"params": entry.params, "training": entry.training}.get(section)
        return kind is None or rest.split(".")[0] in kind.model_fields

    keys = {assignment: assignment.partition("=")[0].strip() for assignment in assignments}
    entries = [recipe(each) for each in names]
    return [
        assignment
        for assignment, key in keys.items()
        if takes(recipe(name), key) or not any(takes(entry, key) for entry in entries)
    ]


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean and standard deviation over seeds of each test score (None for one seed)."""
    names = {name for result in results for name in result["scores"]["test"]}
    scores = {}
    for name in sorted(names):
        values = [r["scores"]["test"].get(name) for r in results]
        known = [value for value in values if value is not None]
        scores[name] = {
            "mean": statistics.fmean(known) if known else None,
            "deviation": statistics.stdev(known) if len(known) > 1 else None,
            "values": values,
        }
    seconds = [r["seconds"]["train"] for r in results if r["seconds"]["train"] is not None]
    return {"test": scores, "seconds": statistics.fmean(seconds) if seconds else None}


def _print_table(table: dict[str, Any]) -> None:
    columns = sorted({name for entry in table.values() for name in entry["test"]})
    print("test scores, mean ± standard deviation over seeds")
    print(f"{'':20}" + "".join(f"{name:>20}" for name in columns) + f"{'seconds':>10}")
    for name, entry in table.items():
        cells = ""
        for column in columns:
            score = entry["test"].get(column, {"mean": None, "deviation": None})
            spread = f" ± {score['deviation']:.4f}" if score["deviation"] is not None else ""
            cells += (
                f"{score['mean']:.4f}{spread}".rjust(20) if score["mean"] is not None else " " * 20
            )
        print(f"{name:20}{cells}{entry['seconds'] or 0:>10.2f}")
