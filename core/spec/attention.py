"""Settings that all transformers share, and what has to fit what in them."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationInfo, field_validator

from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting

PositionName = Literal["none", "sinusoidal", "learned", "rotary"]
NormName = Literal["pre", "post"]


def check_heads(heads: int, width: int | None, *, rotary: bool = False) -> None:
    """Raise SpecError unless `width` can be shared among the heads.

    Args:
        heads: Parts into which each vector is cut.
        width: Length of the vectors; None if it is at fault itself.
        rotary: Whether the numbers of each part are turned in pairs.
    """
    if width is None:
        return
    values = {"heads": heads, "width": width}
    if width % heads:
        text = N_(
            "the heads share the width evenly, and {width} is no multiple of {heads}; choose "
            "another number of heads or another width"
        )
        raise SpecError([Problem("params.heads", Message(text, values))])
    if rotary and width // heads % 2:
        text = N_(
            "rotary positions turn numbers in pairs, and {width} shared among {heads} heads is odd "
            "for each; choose another number of heads or another width"
        )
        raise SpecError([Problem("params.heads", Message(text, values))])


class TransformerParams(Parameters):
    """What the blocks of a transformer have in common."""

    layers: int = setting(
        2,
        N_("Layers"),
        N_(
            "How many blocks of attention and feed-forward layer follow each other. Later ones "
            "look at what earlier ones found. Try 1 and 4."
        ),
        ge=1,
        le=12,
    )
    width: int = setting(
        64,
        N_("Width"),
        N_(
            "How many numbers stand for each place of the sequence. More can hold more, and "
            "training takes longer. Try 16 to see what is too little."
        ),
        ge=4,
        le=512,
    )
    feed_forward: int = setting(
        128,
        N_("Feed-forward width"),
        N_(
            "How many neurons work on each place by itself, after attention has brought together "
            "what belongs together. Two to four times the width is usual; try that."
        ),
        ge=1,
        le=2048,
    )
    positions: PositionName = setting(
        "learned",
        N_("Positions"),
        N_(
            "How the network is told what comes before what, which attention alone ignores. With "
            "none, it sees a bag of places in no order: try that. Rotary positions tell distances."
        ),
        choices={
            "none": N_("None"),
            "sinusoidal": N_("Sinusoidal (waves)"),
            "learned": N_("Learned"),
            "rotary": N_("Rotary (distances)"),
        },
    )
    heads: int = setting(
        4,
        N_("Heads"),
        N_(
            "How many different things each place can look for at once. They share the width, "
            "which must be a multiple of their number; try 1 and 8 and compare the maps."
        ),
        ge=1,
        le=16,
    )
    norm: NormName = setting(
        "pre",
        N_("Normalisation"),
        N_(
            "Whether numbers are brought to one scale before attention and feed-forward layers, as "
            "is usual today, or after them, as in the first transformer. Try both with 6 layers."
        ),
        choices={"pre": N_("Before each change"), "post": N_("After each change (2017)")},
    )
    dropout: float = setting(
        0.1,
        N_("Dropout"),
        N_(
            "Fraction of numbers switched off at random while training, so that none is relied "
            "on. Try 0.3 with few examples. 0 switches it off."
        ),
        ge=0,
        lt=1,
        step=0.05,
    )

    @field_validator("heads")
    @classmethod
    def _heads_share_the_width(cls, heads: int, info: ValidationInfo) -> int:
        rotary = info.data.get("positions") == "rotary"
        check_heads(heads, info.data.get("width"), rotary=rotary)
        return heads
