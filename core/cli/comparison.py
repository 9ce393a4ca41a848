"""How a comparison is printed: a line a recipe, and how much of the best one's lead may be luck."""

from __future__ import annotations

from typing import Any

from core.catalog.find import recipe
from core.metrics.metric import Metric
from core.metrics.scoring import metrics_scored

COLUMNS = (
    *("frechet_distance", "recognised", "classes_covered", "copied"),
    *("return_mean", "success_rate", "length_mean", "solved_steps", "exploitability"),
    *("bits_per_character", "perplexity", "exact_match", "edit_distance", "character_error_rate"),
    *("accuracy", "f1_macro", "log_loss", "roc_auc", "mae", "rmse", "mape", "r2"),
)
"""What the printed table shows, as far as a task has it; `--json` has everything."""


def ranking_of(table: dict[str, Any]) -> Metric | None:
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
    real = _real_examples(table, widths, decimals)
    if real:
        print(f"{'real examples':20}{real}")
    for name, entry in table.items():
        if entry.get("iqm"):
            middle, low, high = (f"{value:.{decimals['return_mean']}f}" for value in entry["iqm"])
            print(f"{name:20}interquartile mean {middle}, 95 % interval over seeds {low} to {high}")
    once = [name for name in table if not recipe(name).uses_seed]
    if once and seeds > 1:
        print(f"the same whatever the seed, so trained once: {', '.join(once)}")


def _real_examples(table: dict[str, Any], widths: dict[str, int], decimals: dict[str, int]) -> str:
    """Return the cells of what real examples reach among themselves; empty if none were scored.

    They are the same for every model: what a perfect one would have.
    """
    scores: dict[str, Any] = next((entry["test"] for entry in table.values()), {})
    if "frechet_floor" not in scores:
        return ""
    real = {"frechet_distance": "frechet_floor", "recognised": "recognised_real"}
    return "".join(
        _cell(_alone(scores.get(real.get(column, ""))), decimals[column]).rjust(width)
        for column, width in widths.items()
    )


def _alone(score: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a score without its spread."""
    return score and score | {"deviation": None}


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
    ranking = ranking_of(table)
    assert ranking is not None, "without it none is best"
    lead = f"\n{best} has the {'highest' if ranking.higher_is_better else 'lowest'} {ranking.name}."
    if all(entry["interval"] is None for entry in table.values()):
        print(f"{lead} How much of its lead is luck, the spread over seeds tells alone.")
        return
    print(f"{lead} How much may be luck, by the runs of seed 0, with the")
    over = "test text, in blocks" if ranking.name == "bits_per_character" else "test examples"
    print(f"95 % bootstrap interval of the {ranking.name} over the {over}:")
    decimals = _decimals(table, ranking.name)
    for name, entry in table.items():
        if entry["interval"] is not None:
            low, high = entry["interval"]
            words = entry["versus_best"]["words"] if entry["versus_best"] else "The best."
            print(f"{name:20}{low:.{decimals}f} to {high:.{decimals}f}  {words}")
