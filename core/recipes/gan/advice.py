"""What goes wrong in the game of two networks, how one sees it, and what to change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Samples
from core.recipes.gan import LossName
from core.spec.message import N_, Message

EXPLODED = 1000.0
"""Scores are of the order of 1; those of a critic without bounds may be of the order of 10."""
WON = 0.995
"""How many of the examples the discriminator tells rightly when it has won."""
SHARE = 0.2
"""A class is found if it has this fraction of the samples that are its due."""
VARIETY = 0.25
"""Samples whose variance is less than this fraction of that of real examples are all alike."""

EXPLODING = N_(
    "The discriminator's scores have grown to {score}: the game is exploding. Lower both learning "
    "rates, or raise the gradient penalty"
)
FORGETS = N_(
    "The generator has collapsed: of {classes} kinds of examples it makes {found}. Lower its "
    "learning rate, raise the gradient penalty, or give the discriminator more neurons or more "
    "steps, so that it notices what is missing"
)
REPEATS = N_(
    "The generator has collapsed: its samples are nearly all alike, {percent} % as varied as real "
    "examples. Lower its learning rate, raise the gradient penalty, or give the discriminator more "
    "neurons or more steps, so that it notices what is missing"
)
NO_MATCH = N_(
    "The discriminator has won: it tells {percent} % of the examples rightly, so the generator "
    "learns little from it. Lower the discriminator's learning rate, or raise the gradient penalty "
    "or the instance noise"
)


class Opinions(NamedTuple):
    """The discriminator's scores of real examples and of made ones: (example,) each."""

    real: NDArray[np.float32]
    made: NDArray[np.float32]


def advice(opinions: Opinions, loss: LossName, said: Samples) -> Message | None:
    """Return the worst that is wrong with a game, and what to change; None if nothing is.

    Args:
        opinions: What the discriminator thinks.
        loss: Says which scores mean that an example is real.
        said: What the judge says of the generator's samples.
    """
    largest = float(np.abs(np.concatenate(opinions)).max())
    if largest > EXPLODED:
        return Message(EXPLODING, {"score": f"{largest:.0f}"})
    found = kinds_found(said)
    if found <= said.classes / 2:
        return Message(FORGETS, {"classes": said.classes, "found": found})
    variety = said.made.var(0).sum() / said.real.var(0).sum()
    if variety < VARIETY:
        return Message(REPEATS, {"percent": round(100 * variety)})
    right = told_apart(opinions, loss)
    if right >= WON:
        return Message(NO_MATCH, {"percent": round(100 * right)})
    return None


def kinds_found(said: Samples) -> int:
    """Return how many classes have at least `SHARE` of the samples that are their due.

    1 where there are no classes: all examples are of one kind.
    """
    if not said.classes:
        return 1
    counts = np.bincount(said.labels, minlength=said.classes)
    return int((counts >= max(1.0, SHARE * len(said.labels) / said.classes)).sum())


def told_apart(opinions: Opinions, loss: LossName) -> float:
    """Return how many examples the discriminator tells rightly; a critic only compares: 0."""
    if loss == "wasserstein_gp":
        return 0.0
    middle = 0.5 if loss == "least_squares" else 0.0
    return float(((opinions.real > middle).mean() + (opinions.made < middle).mean()) / 2)
