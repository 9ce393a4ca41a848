"""`python -m core compare`: recipes on the same split over several seeds, one table."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from core.catalog.descriptions import Recipe
from core.catalog.find import recipe, recipes, source
from core.cli.setup import assign, spec_from
from core.cli.train import result_of, train_here, train_together_here
from core.engine.queue import MOST_TOGETHER
from core.metrics.kept import compared, in_words, interval_of
from core.metrics.metric import Metric
from core.metrics.scoring import metrics_scored
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from core.store import arrays
from core.store.runs import Run

COLUMNS = (
    *("bits_per_character", "perplexity", "exact_match", "edit_distance", "character_error_rate"),
    *("accuracy", "f1_macro", "log_loss", "roc_auc", "mae", "rmse", "mape", "r2"),
)
"""What the printed table shows, as far as a task has it; `--json` has everything."""


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
    """Train everything and print mean and spread of each score, and what may be luck."""
    if parsed.seeds < 1:
        text = N_("it must be {ge} or more, not {value}")
        values = {"ge": 1, "value": parsed.seeds}
        raise SpecError([Problem("--seeds", Message(text, values))])
    names = [name for name in parsed.recipes.split(",") if name] or _all_that_fit(parsed)
    results = _train_all(parsed, names)
    table = {name: summary([r for r in results if r["spec"]["recipe"] == name]) for name in names}
    in_time = source(parsed.data).kind == "series"
    best = add_uncertainty(table, results, in_time=in_time)
    if parsed.json:
        print(
            json.dumps(
                {
                    "dataset": parsed.data,
                    "seeds": parsed.seeds,
                    "recipes": table,
                    "best": best,
                    "results": results,
                }
            )
        )
    else:
        print_table(table, parsed.seeds)
        if best is not None:
            print_uncertainty(table, best)
            if not parsed.recipes and all(recipe(name).family == "deep" for name in table):
                print("\nno classical model here learns this, so there is none to compare with")
    return 0 if all(result["status"] == "finished" for result in results) else 1


def _all_that_fit(parsed: argparse.Namespace) -> list[str]:
    """Return the recipes that can learn from the data, which may have to be read to know that."""
    raw: dict[str, Any] = {}
    for assignment in parsed.assign:
        assign(raw, assignment)
    described = source(parsed.data)
    facts = described.facts(parse(described.params, raw.get("data", {}), "data"))
    return [entry.name for entry in recipes().values() if entry.takes(described, facts)]


def _train_all(parsed: argparse.Namespace, names: list[str]) -> list[dict[str, Any]]:
    """Return the results of all runs, recipe by recipe and seed by seed.

    A recipe that makes the same model whatever the seed is trained once: more would show a spread
    of nothing as if it had been measured.
    """
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
        for seed in range(parsed.seeds if recipe(name).uses_seed else 1)
    ]
    results: list[dict[str, Any]] = []
    for _, group in groupby(specs, RunSpec.group_hash):
        # One process trains them all: its peak of memory is no single run's.
        results += [
            result_of(done) | {"memory_mb": None} for done in _trained(list(group), parsed.json)
        ]
    return results


def _trained(specs: list[RunSpec], silent: bool) -> Iterator[Run]:
    """Train runs that differ in their seed alone, together where their recipe can."""
    together = recipe(specs[0].recipe).together
    size = MOST_TOGETHER if together and together(specs[0].params) else 1
    for party in (specs[first : first + size] for first in range(0, len(specs), size)):
        if not silent:
            seeds = ", ".join(str(spec.seed) for spec in party)
            word = "seeds" if len(party) > 1 else "seed"
            print(f"training {party[0].recipe}, {word} {seeds}", file=sys.stderr)
        if len(party) > 1:
            yield from train_together_here(party)
        else:
            yield train_here(party[0])


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


def add_uncertainty(
    table: dict[str, Any], results: list[dict[str, Any]], *, in_time: bool = False
) -> str | None:
    """Add to each recipe how its first run may compare by luck; return the recipe that is best.

    Adds `interval`, the 95 % bootstrap interval of the score that ranks over test examples, and
    `versus_best`, a paired test against the recipe with the best mean of it; None where there are
    no predictions, or for the best itself. `in_time` says that they are forecasts, whose
    neighbours depend on each other.
    """
    first = {result["spec"]["recipe"]: result["run"] for result in reversed(results)}
    kept = {name: arrays.load(first[name], "predictions") for name in table}
    said = {name: stored for name, stored in kept.items() if stored}
    ranking = _ranking(table)
    best = None
    if ranking is not None and said:
        choose = max if ranking.higher_is_better else min
        best = choose(said, key=lambda name: table[name]["test"][ranking.name]["mean"])
    for name, entry in table.items():
        entry["interval"] = entry["versus_best"] = None
        if best is not None and name in said:
            entry["interval"] = list(interval_of(said[name], in_time=in_time))
        if best is not None and name in said and name != best:
            test = compared(said[best], said[name], in_time=in_time)
            words = in_words(test, best, name).worded()
            entry["versus_best"] = {**test._asdict(), "words": words}
    return best


def _ranking(table: dict[str, Any]) -> Metric | None:
    """Return the metric that ranks these recipes, if they predict anything."""
    metrics = metrics_scored({name for entry in table.values() for name in entry["test"]})
    return metrics[0] if metrics else None


def print_table(table: dict[str, Any], seeds: int) -> None:
    """Print the most telling scores, a recipe a line."""
    columns = [name for name in COLUMNS if any(name in entry["test"] for entry in table.values())]
    columns = columns or sorted({name for entry in table.values() for name in entry["test"]})
    print("test scores" + (f": mean ± standard deviation over {seeds} seeds" if seeds > 1 else ""))
    widths = {column: max(16, len(column) + 2) for column in columns}
    heads = "".join(f"{name:>{width}}" for name, width in widths.items())
    print(f"{'':20}{heads}{'seconds':>9}")
    decimals = {column: _decimals(table, column) for column in columns}
    for name, entry in table.items():
        cells = "".join(
            _cell(entry["test"].get(column), decimals[column]).rjust(width)
            for column, width in widths.items()
        )
        print(f"{name:20}{cells}{entry['seconds'] or 0:>9.2f}")
    once = [name for name in table if not recipe(name).uses_seed]
    if once and seeds > 1:
        print(f"the same whatever the seed, so trained once: {', '.join(once)}")


def _decimals(table: dict[str, Any], column: str) -> int:
    """Return how many decimals give a column five digits: four, and fewer for large numbers."""
    scores = [entry["test"].get(column) for entry in table.values()]
    means = [abs(score["mean"]) for score in scores if score and score["mean"] is not None]
    return max(0, 5 - len(str(int(min(means, default=0)))))


def _cell(score: dict[str, Any] | None, decimals: int) -> str:
    """Return mean and spread in 16 characters, the means below each other."""
    if score is None or score["mean"] is None:
        return f"{'-':^16}"
    spread = " " * 9
    if score["deviation"] is not None:
        spread = f" ± {score['deviation']:.{decimals}f}".ljust(9)
    return f"{score['mean']:.{decimals}f}{spread}".rjust(16)


def print_uncertainty(table: dict[str, Any], best: str) -> None:
    """Print how much of the best recipe's lead over each other may be luck, a line each."""
    ranking = _ranking(table)
    assert ranking is not None, "without it none is best"
    print(
        f"\n{best} has the {'highest' if ranking.higher_is_better else 'lowest'} {ranking.name}. "
        "How much may be luck, by the runs of seed 0, with the"
    )
    over = "test text, in blocks" if ranking.name == "bits_per_character" else "test examples"
    print(f"95 % bootstrap interval of the {ranking.name} over the {over}:")
    decimals = _decimals(table, ranking.name)
    for name, entry in table.items():
        if entry["interval"] is not None:
            low, high = entry["interval"]
            words = entry["versus_best"]["words"] if entry["versus_best"] else "The best."
            print(f"{name:20}{low:.{decimals}f} to {high:.{decimals}f}  {words}")
