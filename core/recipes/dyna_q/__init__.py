"""`dyna_q`: Sutton (1990); Sutton and Barto (2018), section 8.2."""

from __future__ import annotations

from core.catalog.tabular import table_recipe
from core.spec.acting import TabularParams
from core.spec.message import N_
from core.spec.parameters import setting


class DynaQParams(TabularParams):
    """How much is imagined beside what is lived through."""

    planning: int = setting(
        10,
        N_("Planning steps"),
        N_(
            "How many remembered steps it goes through again in its head after each real one. 0 is "
            "plain Q-learning; try 5 and 50."
        ),
        ge=0,
        le=200,
    )


RECIPE = table_recipe(
    "dyna_q",
    N_("Dyna-Q"),
    N_(
        "Q-learning that also remembers what followed each action, and practises on that in its "
        "head. It needs far fewer real steps, and computes more in each."
    ),
    DynaQParams,
    (N_("act"), N_("learn"), N_("plan")),
)
