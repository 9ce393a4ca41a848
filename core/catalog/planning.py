"""What recipes that plan in a known model have in common."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve, Recipe
from core.spec.message import N_
from core.spec.planning import PlanningParams, PlanningTraining

CHARTS = (
    Chart(
        N_("Return"),
        N_("Sum of an episode's rewards"),
        (Curve("valid/return_mean", N_("Best actions, computed")),),
    ),
    Chart(
        N_("Largest change"),
        N_("Largest change of a value"),
        (Curve("train/change", N_("In one step")),),
    ),
    Chart(
        N_("Value of the start"),
        N_("Expected discounted return"),
        (Curve("train/value", N_("Value where episodes begin")),),
    ),
)


def planning_recipe(
    name: str,
    title: str,
    summary: str,
    params: type[PlanningParams],
    step_name: str,
    phases: tuple[str, ...],
) -> Recipe:
    """Describe a method that plans in a known model (texts marked).

    Args:
        name: The catalog name; its learner is `Learner` in `core.recipes.NAME.learner`.
        title: What people call it.
        summary: One or two sentences.
        params: The settings class.
        step_name: What one step is.
        phases: What one step consists of.
    """
    return Recipe(
        name=name,
        title=title,
        summary=summary,
        family="classical",
        tasks=frozenset({"control"}),
        accepts=frozenset({"modelled"}),
        learner=f"core.recipes.{name}.learner:Learner",
        params=params,
        training=PlanningTraining,
        phases=phases,
        step_name=step_name,
        charts=CHARTS,
        network="core.networks.tables:plain_table",
        uses_seed=False,
    )
