"""How much may be luck where neighbours are alike: scores of forecasts and of texts. NumPy alone.

One year's forecast errs much like the next one's, and what makes one character hard makes its
neighbours hard. To draw such examples one by one would take them for more evidence than they are,
so they are drawn in blocks of neighbours, within which they may depend on each other as they like.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.error_uncertainty import flip_p_value
from core.metrics.uncertainty import CHANCE, Interval, share
from core.spec.message import N_, Message

TEXT_BLOCK = 200
"""Characters in a block of text: about two sentences, beyond which hardly a letter depends."""
FEWEST_BLOCKS = 8
"""Long blocks of a short series would leave too few to compare."""


def text_block(count: int) -> int:
    """Return how many characters of `count` make a block."""
    return max(1, min(TEXT_BLOCK, count // FEWEST_BLOCKS))


def series_block(values: NDArray[np.float64]) -> int:
    """Return how many neighbours make a block of a series of scores: (example,), oldest first.

    Twice the lag up to which they are more alike than chance makes them (two standard errors
    above 0; Politis and White 2004 take twice such a lag as well), at least the cube root
    of their number, by which the best length grows (Hall, Horowitz and Jing 1995), and so few that
    `FEWEST_BLOCKS` remain.
    """
    count = len(values)
    most = max(1, count // FEWEST_BLOCKS)
    likeness = autocorrelation(values, most)
    over = np.flatnonzero(likeness[1:] < 2 / math.sqrt(count))
    alike = int(over[0]) if len(over) else most
    return min(max(2 * alike, math.ceil(math.cbrt(count))), most)


def autocorrelation(values: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Return how alike values are that lie 0, 1, ..., `most` steps apart: (lag,), from -1 to 1.

    0 for values that are all alike, of which that cannot be said (Box and Jenkins 1970, 2.1.5).
    """
    off = values - values.mean()
    total = float(np.square(off).sum())
    if not total:
        return np.zeros(most + 1)
    return np.array([float(off[lag:] @ off[: len(off) - lag]) / total for lag in range(most + 1)])


def block_interval(
    values: NDArray[np.float64],
    length: int,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return the interval of a mean by the circular block bootstrap (Politis and Romano 1992).

    Blocks of neighbours are drawn with replacement, from anywhere on the circle that the values
    make, until there are as many values as before, many times over; the interval holds the middle
    `level` of their means. A single block has no width: it says nothing of any other.

    Args:
        values: (example,), in their order; at least one.
        length: Of a block.
        level: The fraction of resamples inside.
        resamples: How many.
        seed: Of their randomness.
    """
    count = len(values)
    sums = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values[: length - 1]]))])
    means = (sums[length:] - sums[:count]) / length  # of the block that begins at each place
    random = np.random.default_rng(seed)
    starts = random.integers(0, count, (resamples, max(1, round(count / length))))
    low, high = np.quantile(means[starts].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


class BlockFlip(NamedTuple):
    """What a paired permutation test of blocks says of two models on the same examples.

    Attributes:
        measure: What is compared: `mae` of forecasts or `bits_per_character` of texts.
        first: The first model's mean of it.
        second: The second one's.
        p_value: How often two equally good models would differ at least this much.
        blocks: How many blocks were compared.
        length: How many neighbours make a block, at least.
    """

    measure: str
    first: float
    second: float
    p_value: float
    blocks: int
    length: int


def block_flip(
    measure: str, first: NDArray[np.float64], second: NDArray[np.float64], length: int
) -> BlockFlip:
    """Test whether two models lose the same on average; see `sign_flip`.

    Were they equally good, it would be a toss of a coin which of them a block's two sums belong
    to. As few blocks as 5 or fewer cannot show anything: 2 of their 32 ways are more than 5 %.

    Args:
        measure: What the losses are.
        first: (example,), what the first model loses with each example, in their order.
        second: The same of the second.
        length: How many neighbours make a block.
    """
    blocks = max(1, len(first) // length)
    ends = np.arange(blocks + 1) * len(first) // blocks
    differences = np.add.reduceat(first - second, ends[:-1])
    p_value = flip_p_value(differences)
    return BlockFlip(
        measure, float(first.mean()), float(second.mean()), p_value, blocks, len(first) // blocks
    )


def in_words(test: BlockFlip, first: str | Message, second: str | Message) -> Message:
    """Say what a test found of two models, called `first` and `second`."""
    digits = 4 if test.measure == "bits_per_character" else 5
    values = {
        "first": first,
        "second": second,
        "first_score": f"{test.first:.{digits}g}",
        "second_score": f"{test.second:.{digits}g}",
        "blocks": test.blocks,
        "length": test.length,
        "share": share(test.p_value),
    }
    return Message(_SENTENCES[test.measure, test.p_value < CHANCE], values)


_SENTENCES = {
    ("mae", False): N_(
        "{first} is off by {first_score} on average, {second} by {second_score}. Neighbouring "
        "forecasts err alike, so {blocks} blocks of about {length} were compared. Were both "
        "equally good, luck alone would make a difference this large in {share} of cases: the "
        "difference is within chance."
    ),
    ("mae", True): N_(
        "{first} is off by {first_score} on average, {second} by {second_score}. Neighbouring "
        "forecasts err alike, so {blocks} blocks of about {length} were compared. Were both "
        "equally good, luck alone would make a difference this large in {share} of cases: the "
        "difference is more than chance."
    ),
    ("bits_per_character", False): N_(
        "{first} needs {first_score} bits for a character, {second} {second_score}. Neighbouring "
        "characters are hard together, so {blocks} blocks of about {length} were compared. Were "
        "both equally good, luck alone would make a difference this large in {share} of cases: "
        "the difference is within chance."
    ),
    ("bits_per_character", True): N_(
        "{first} needs {first_score} bits for a character, {second} {second_score}. Neighbouring "
        "characters are hard together, so {blocks} blocks of about {length} were compared. Were "
        "both equally good, luck alone would make a difference this large in {share} of cases: "
        "the difference is more than chance."
    ),
}
