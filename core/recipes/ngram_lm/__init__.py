"""`ngram_lm`: counts what followed the last few characters, with Kneser-Ney smoothing."""

from __future__ import annotations

from core.catalog.descriptions import Chart, Curve, Recipe
from core.spec.message import N_
from core.spec.parameters import Parameters, setting


class NgramLMParams(Parameters):
    """How far back it looks, and how much it leaves for what it has not seen."""

    order: int = setting(
        6,
        N_("Order"),
        N_(
            "How many characters are counted together: the next one and those before it. 1 counts "
            "letters alone. Try each from 1 to 6 and see where it stops to help."
        ),
        ge=1,
        le=6,
    )
    discount: float | None = setting(
        None,
        N_("Discount"),
        N_(
            "What is taken off each count and given to what was never seen there. Empty: computed "
            "from how many groups occur once and twice. Try 0.1 and see it grow too sure."
        ),
        gt=0,
        lt=1,
        step=0.05,
        empty=N_("automatic"),
        advanced=True,
    )


RECIPE = Recipe(
    name="ngram_lm",
    title=N_("Counting characters (Kneser-Ney)"),
    summary=N_(
        "Counts what followed the last few characters, and asks shorter contexts where a long one "
        "is rare. Trained in a second, it was the best there is for decades; it never looks "
        "farther back."
    ),
    family="classical",
    tasks=frozenset({"language_modelling"}),
    accepts=frozenset({"text"}),
    learner="core.recipes.ngram_lm.learner:NgramLMLearner",
    params=NgramLMParams,
    phases=(N_("fit"),),
    step_name=N_("Fit"),
    charts=(
        Chart(
            N_("Bits per character"),
            N_("Surprise (bits for each character)"),
            (Curve("valid/bits_per_character", N_("Validation")),),
        ),
    ),
    uses_seed=False,
)
