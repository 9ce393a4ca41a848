"""The classical models that stand beside a network's plane: those trained, and those not yet."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalog.build import task_of
from core.catalog.find import recipe, recipes
from core.metrics.scoring import metrics_of
from core.spec.run_spec import RunSpec
from core.store import runs
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.score_entries import of_metrics
from pages._ui.studio import fitting_recipes
from pages._ui.visitor import visitor

MOST_OTHERS = 10
_LOOKED_AT = 200  # of the visitor's runs on the same data


def classical_runs(run: Run | None, spec: RunSpec) -> tuple[list[dict[str, str]], list[str]]:
    """Return the visitor's finished classical runs on the same data, and what was never trained.

    Returns:
        Of each setup the newest run, at most ten: id, name and test score in words; and the
        recipes of which there is no run.
    """
    found = runs.find(
        owners=["", visitor()], data_hash=spec.data_hash(), status=["finished"], limit=_LOOKED_AT
    )
    ranking, newest = metrics_of(task_of(spec)), dict[str, Run]()
    for other in found:
        described = recipes().get(other.recipe)
        if described and described.family == "classical" and of_metrics(other, ranking):
            newest.setdefault(other.group_hash, other)
    shown = [
        {"id": other.id, "name": _(recipe(other.recipe).title), "score": _score(other, spec)}
        for other in newest.values()
        if run is None or other.id != run.id
    ]
    trained = {other.recipe for other in newest.values()}
    fitting = fitting_recipes(["tabular"], task_of(spec)).values()
    missing = [
        entry.name for entry in fitting if entry.family == "classical" and entry.name not in trained
    ]
    return shown[:MOST_OTHERS], missing


def _score(run: Run, spec: RunSpec) -> str:
    """Return how good a run is on the test, in words: its accuracy, or its RMSE."""
    task = task_of(spec)
    name = "accuracy" if task == "classification" else "rmse"
    metric = next(metric for metric in metrics_of(task) if metric.name == name)
    value = run.scores["test"].get(name)
    if value is None:
        return ""
    shown = f"{value:.3f}" if task == "classification" else f"{value:.4g}"
    return f"{_(metric.title)} {shown}"


def not_trained(missing: Sequence[str]) -> str:
    """Name in one sentence what is missing beside the network; empty if nothing is."""
    if not missing:
        return ""
    names = _(", ").join(_(recipe(name).title) for name in missing)
    return _(
        "Not trained on this data yet: {names}. The button “Compare with classical models” on the "
        "Scoreboard tab trains them."
    ).format(names=names)
