"""`random_agent`: what is earned without any thought."""

from __future__ import annotations

from core.catalog.descriptions import Recipe
from core.catalog.reference import CHARTS, PHASES, STEP_NAME
from core.spec.message import N_

RECIPE = Recipe(
    name="random_agent",
    title=N_("Random actions"),
    summary=N_(
        "Takes any action, each equally often. Whoever is not clearly better has learned nothing "
        "yet."
    ),
    family="classical",
    tasks=frozenset({"control"}),
    accepts=frozenset({"environment"}),
    learner="core.recipes.random_agent.learner:Learner",
    phases=PHASES,
    step_name=STEP_NAME,
    charts=CHARTS,
    network="core.networks.rule_agents:random_agent",
    uses_seed=False,
)
