"""`heuristic`: a rule of thumb that somebody wrote."""

from __future__ import annotations

from core.catalog.descriptions import Facts, Recipe
from core.catalog.reference import CHARTS, PHASES, STEP_NAME
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.run_spec import RunSpec

KNOWN = (
    "FrozenLake-v1",
    "CliffWalking-v1",
    "Taxi-v4",
    "Blackjack-v1",
    "CartPole-v1",
    "Acrobot-v1",
    "MountainCar-v0",
    "Pendulum-v1",
)
"""Environments for which somebody wrote a rule."""


def check_known(spec: RunSpec, facts: Facts) -> None:
    """Raise SpecError where no rule is known."""
    if spec.dataset not in KNOWN:
        text = N_("no rule of thumb is known for {name}; take random actions as a baseline")
        raise SpecError([Problem("recipe", Message(text, {"name": spec.dataset}))])


RECIPE = Recipe(
    name="heuristic",
    title=N_("Rule of thumb"),
    summary=N_(
        "Acts by a rule that fits on one line, such as: push the cart to where the pole falls; or "
        "in a grid: take the action most likely to lead nearer to the goal."
    ),
    family="classical",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.heuristic.learner:Learner",
    phases=PHASES,
    step_name=STEP_NAME,
    charts=CHARTS,
    network="core.networks.rule_agents:rule_agent",
    uses_seed=False,
    check=check_known,
)
