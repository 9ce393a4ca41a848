"""What recipes with a table of values have in common."""

from __future__ import annotations

from core.catalog.acting import EPISODES
from core.catalog.descriptions import Chart, Curve, Facts, Recipe
from core.spec.acting import TabularParams, TabularTraining
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.run_spec import RunSpec

MOST_STATES = 300_000
"""States of the largest table."""

CHARTS = (
    *EPISODES,
    Chart(
        N_("Surprise"),
        N_("Mean size of (target - value)"),
        (Curve("train/td_error", N_("TD error"), smooth=True),),
    ),
    Chart(
        N_("Value of the start"),
        N_("Expected discounted return"),
        (Curve("train/value", N_("Value of the best action"), smooth=True),),
    ),
    Chart(
        N_("Exploration"),
        N_("Fraction of random actions"),
        (Curve("train/exploration", N_("Epsilon")),),
        y_range=(0, 1),
        advanced=True,
    ),
)


def check_bins(spec: RunSpec, facts: Facts) -> None:
    """Raise SpecError where a table over a run's bins would be too large."""
    bins = int(getattr(spec.params, "bins", 1))
    if facts.states is not None or bins ** facts.shape[0] <= MOST_STATES:
        return
    text = N_(
        "{bins} bins for each of {numbers} observed numbers make a table of {states} states; "
        "{most} is the most, so at most {fitting} bins fit here"
    )
    numbers = facts.shape[0]
    values = {
        "bins": bins,
        "numbers": numbers,
        "states": bins**numbers,
        "most": MOST_STATES,
        "fitting": next(fit for fit in range(bins, 0, -1) if fit**numbers <= MOST_STATES),
    }
    raise SpecError([Problem("params.bins", Message(text, values))])


def table_recipe(
    name: str,
    title: str,
    summary: str,
    params: type[TabularParams],
    phases: tuple[str, ...] = (N_("act"), N_("learn")),
) -> Recipe:
    """Describe a method that learns a table of values (texts marked).

    Args:
        name: The catalog name; its learner is `Learner` in `core.recipes.NAME.learner`.
        title: What people call it.
        summary: One or two sentences.
        params: The settings class.
        phases: What one step consists of.
    """
    return Recipe(
        name=name,
        title=title,
        summary=summary,
        family="classical",
        tasks=frozenset({"control"}),
        accepts=frozenset({"discrete"}),
        learner=f"core.recipes.{name}.learner:Learner",
        params=params,
        training=TabularTraining,
        phases=phases,
        step_name=N_("Step in the environment"),
        charts=CHARTS,
        network="core.networks.tables:recorded_table",
        check=check_bins,
    )
