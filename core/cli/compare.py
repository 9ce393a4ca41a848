"""`python -m core compare`: recipes on the same split over several seeds, one table."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any, get_args

import numpy as np

from core.catalog.descriptions import Recipe, Task
from core.catalog.find import recipe, recipes, source
from core.cli.comparison import print_table, print_uncertainty, ranking_of
from core.cli.setup import assign, spec_from
from core.cli.train import result_of, train_here, train_together_here
from core.engine.queue import MOST_TOGETHER
from core.metrics.control import interquartile_mean, iqm_interval
from core.metrics.kept import compared, in_words, interval_of, tells_of_luck
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec
from core.store import arrays
from core.store.runs import Run


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="train several recipes on the same split")
    parser.add_argument("data", metavar="DATA")
    parser.add_argument(
        "--recipes", default="", help="names separated by commas; else all that fit"
    )
    parser.add_argument(
        "--task", choices=get_args(Task), help="what is asked; else what the data are for"
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
    names = _fitting_recipes(parsed)
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


def _fitting_recipes(parsed: argparse.Namespace) -> list[str]:
    """Return the recipes asked for, else all that do with the data what is asked.

    The data may have to be read to know that.

    Raises:
        SpecError: If they do different things, whose scores cannot be compared, or none does it.
    """
    described, names = source(parsed.data), [name for name in parsed.recipes.split(",") if name]
    chosen = [recipe(name) for name in names]
    raw: dict[str, Any] = {}
    for assignment in parsed.assign:
        assign(raw, assignment)
    facts = described.facts(parse(described.params, raw.get("data", {}), "data"))
    offered = chosen or [entry for entry in recipes().values() if not entry.hidden]
    tasks = {entry.name: entry.asked(described, facts) for entry in offered}
    if not names:
        task = parsed.task or described.asks(facts)
        if task not in tasks.values():
            text = N_("no recipe here does {task} with {dataset}")
            values = {"task": task, "dataset": described.name}
            raise SpecError([Problem("--task", Message(text, values))])
        return [name for name, asked in tasks.items() if asked == task]
    known = {name: asked for name, asked in tasks.items() if asked is not None}
    wanted = {parsed.task} if parsed.task else set()
    if len(wanted | set(known.values())) > 1:
        text = N_("these do different things, whose scores cannot be compared: {recipes}")
        told = ", ".join(f"{name} ({asked})" for name, asked in known.items())
        raise SpecError([Problem("--recipes", Message(text, {"recipes": told}))])
    return names  # those that cannot learn from the data are told of when they are set up


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
    """Return mean and standard deviation over seeds of each test score (None for one seed).

    Of agents also `iqm`: the interquartile mean of their return, and its interval over the seeds.
    """
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
    told = [r["scores"]["test"].get("return_mean") for r in results]
    returns = [value for value in told if value is not None]
    iqm = None
    if len(returns) > 1:
        iqm = [interquartile_mean(np.array(returns)), *iqm_interval(np.array(returns))]
    return {
        "test": scores,
        "seconds": statistics.fmean(seconds) if seconds else None,
        **({"iqm": iqm} if returns else {}),
    }


def add_uncertainty(
    table: dict[str, Any], results: list[dict[str, Any]], *, in_time: bool = False
) -> str | None:
    """Add to each recipe how its first run may compare by luck; return the recipe that is best.

    Adds `interval`, the 95 % bootstrap interval of the score that ranks over test examples, and
    `versus_best`, a paired test against the recipe with the best mean of it; None where there are
    no predictions, as of models that make examples, or for the best itself. `in_time` says that
    they are forecasts, whose neighbours depend on each other.
    """
    first = {result["spec"]["recipe"]: result["run"] for result in reversed(results)}
    kept = {name: arrays.load(first[name], "predictions") for name in table}
    said = {name: stored for name, stored in kept.items() if stored and tells_of_luck(stored)}
    ranking = ranking_of(table)
    best = None
    if ranking is not None:
        means = {name: table[name]["test"].get(ranking.name, {}).get("mean") for name in table}
        scored = [name for name in table if kept[name] and means[name] is not None]
        choose = max if ranking.higher_is_better else min
        best = choose(scored, key=means.__getitem__, default=None)
    for name, entry in table.items():
        entry["interval"] = entry["versus_best"] = None
        if best is not None and name in said:
            entry["interval"] = list(interval_of(said[name], in_time=in_time))
        if best in said and name in said and name != best:
            test = compared(said[best], said[name], in_time=in_time)
            words = in_words(test, best, name).worded()
            entry["versus_best"] = {**test._asdict(), "words": words}
    return best
