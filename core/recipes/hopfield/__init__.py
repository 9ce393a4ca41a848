"""`hopfield`: memories as places where an energy is low, from 1982 to attention."""

from __future__ import annotations

from typing import Literal

from core.catalog.charts import OF_SAMPLES
from core.catalog.descriptions import Chart, Curve, Preset, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

KindName = Literal["hebbian", "pseudo_inverse", "modern"]


class HopfieldParams(Parameters):
    """How patterns are stored, and how many."""

    kind: KindName = setting(
        "pseudo_inverse",
        N_("Storage"),
        N_(
            "Hebbian ties pixels that agree, and mixes up patterns that are alike. The "
            "pseudo-inverse takes out what they have in common. Modern networks weigh all "
            "patterns by attention and can store far more."
        ),
        choices={
            "hebbian": N_("Hebbian (1982)"),
            "pseudo_inverse": N_("Pseudo-inverse (1985)"),
            "modern": N_("Modern: attention (2020)"),
        },
    )
    per_class: int = setting(
        2,
        N_("Pictures of each class"),
        N_(
            "How many training pictures of each class are stored. Classic networks forget all of "
            "them at once when there are too many: watch the stable ones."
        ),
        ge=1,
        le=100,
    )
    beta: float = setting(
        4.0,
        N_("Sharpness (beta)"),
        N_(
            "How clearly the most similar pattern outweighs the others. With 1 it is attention as "
            "in a transformer, and similar patterns blend; try 10."
        ),
        gt=0,
        le=1000,
        logarithmic=True,
        only_with={"kind": ["modern"]},
    )


RECIPE = Recipe(
    name="hopfield",
    title=N_("Hopfield network"),
    summary=N_(
        "A memory that completes what it is reminded of: a half-erased picture falls to where an "
        "energy is lowest. The ancestor of Boltzmann machines, and in its modern form attention."
    ),
    family="deep",
    tasks=frozenset({"generation"}),
    accepts=frozenset({"image"}),
    learner="core.recipes.hopfield.learner:HopfieldLearner",
    params=HopfieldParams,
    phases=(N_("train"),),
    step_name=N_("Patterns stored"),
    charts=(
        Chart(
            N_("Memory"),
            N_("Fraction"),
            (
                Curve("train/stable", N_("Patterns that stay as they are")),
                Curve("train/recalled", N_("Pixels right when a tenth was turned around")),
            ),
            (0, 1),
        ),
        Chart(
            N_("Energy"),
            N_("Energy of the pattern just stored"),
            (Curve("train/energy", N_("Each pattern")),),
        ),
        *OF_SAMPLES,
    ),
    presets=(
        Preset("pseudo_inverse", N_("Pseudo-inverse, two pictures a class")),
        Preset("hebbian", N_("Hebbian, one picture a class"), {"kind": "hebbian", "per_class": 1}),
        Preset("modern", N_("Modern, ten pictures a class"), {"kind": "modern", "per_class": 10}),
    ),
    network="core.recipes.hopfield.network:build",
)
