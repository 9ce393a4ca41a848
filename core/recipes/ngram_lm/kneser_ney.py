"""Interpolated Kneser-Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1999, section 2.7)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Level(NamedTuple):
    """What is known of groups of one length; a group is a context and the symbol after it.

    Groups of k symbols are written as one whole number, in base V: the symbol is its last digit,
    so that the groups of one context lie together.

    Attributes:
        contexts: (context,), ascending: those that occur.
        starts: (context + 1,), where in the groups each one's begin, and the end.
        symbols: (group,), what comes after the context.
        counts: (group,), how often; below the highest order, after how many different symbols.
        totals: (context,), the counts of each context together.
        discount: What is taken off each count.
    """

    contexts: Numbers
    starts: Numbers
    symbols: Numbers
    counts: Floats
    totals: Floats
    discount: float


class KneserNey:
    """An n-gram model of symbols 0 to V - 1.

    The highest order gives each symbol what it was counted, less a discount D:

        p(w | context) = max(c(context w) - D, 0) / c(context) + D n(context) / c(context) q(w)

    where n counts the different symbols after the context, and q is the same of the context without
    its first symbol. There c(context w) is not how often that was seen but after how many different
    symbols: "Francisco" is common, but only after "San", and so unlikely anywhere else. Below the
    empty context q is 1 / V. A context never seen leaves everything to the shorter one.
    """

    def __init__(self, text: Numbers, vocabulary: int, order: int, discount: float | None) -> None:
        """Count a text.

        Args:
            text: (character,), numbers of symbols; at least one.
            vocabulary: How many symbols there are, V.
            order: How long the longest groups are.
            discount: What is taken off each count, at every order; None to compute it.
        """
        self.vocabulary, self.order = vocabulary, order
        self.levels: list[Level] = []
        groups, counts = np.unique(_groups(text, order, vocabulary), return_counts=True)
        for length in range(order, 0, -1):
            self.levels.insert(0, _level(groups, counts, vocabulary, discount))
            # Each different group counts once for what is left without its first symbol.
            shorter = groups % vocabulary ** (length - 1)
            groups, counts = np.unique(shorter, return_counts=True)

    def probabilities(self, contexts: Numbers) -> Floats:
        """Return how likely each symbol is to come next: (context, symbol).

        Args:
            contexts: (context, length), what came before, the latest last; of long ones only the
                last `order` - 1 symbols matter, and for shorter ones lower orders are asked.
        """
        found = np.full((len(contexts), self.vocabulary), 1 / self.vocabulary)
        longest = min(contexts.shape[1], self.order - 1)
        asked = np.zeros(len(contexts), np.int64)
        for length in range(longest + 1):
            if length:
                asked += contexts[:, -length] * self.vocabulary ** (length - 1)
            _refine(found, asked, self.levels[length])
        return found

    def size(self) -> int:
        """Return how many numbers it remembers: a count a group, a total and number a context."""
        return sum(len(level.counts) + 2 * len(level.totals) for level in self.levels)


def _groups(text: Numbers, length: int, vocabulary: int) -> Numbers:
    """Return every group of so many symbols of a text as a whole number: (group,)."""
    found = np.zeros(max(0, len(text) - length + 1), np.int64)
    for place in range(length):
        found = found * vocabulary + text[place : place + len(found)]
    return found


def _level(groups: Numbers, counts: Numbers, vocabulary: int, discount: float | None) -> Level:
    """Arrange different groups, ascending, by their contexts."""
    contexts, starts = np.unique(groups // vocabulary, return_index=True)
    ends = np.append(starts, len(groups))
    sums = np.concatenate([[0], np.cumsum(counts)]).astype(np.float64)
    return Level(
        contexts,
        ends,
        groups % vocabulary,
        counts.astype(np.float64),
        sums[ends[1:]] - sums[ends[:-1]],
        discount_of(counts) if discount is None else discount,
    )


def discount_of(counts: Numbers) -> float:
    """Return n1 / (n1 + 2 n2), of groups counted once and twice (Ney, Essen and Kneser 1994).

    Where that says nothing or everything, since there are none of one of them, a half.
    """
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    return once / (once + 2 * twice) if once and twice else 0.5


def _refine(lower: Floats, asked: Numbers, level: Level) -> None:
    """Turn what shorter contexts say (row, symbol) into what these say, where they occur.

    Args:
        lower: What is written over.
        asked: (row,), the context of each row.
        level: What is known of groups of that length.
    """
    if not len(level.contexts):
        return
    place = np.searchsorted(level.contexts, asked).clip(max=len(level.contexts) - 1)
    rows = np.flatnonzero(level.contexts[place] == asked)
    place = place[rows]
    different = level.starts[place + 1] - level.starts[place]
    left = level.discount * different / level.totals[place]
    lower[rows] *= left[:, None]
    # Every group of each row's context, one after the other.
    row = np.repeat(np.arange(len(rows)), different)
    within = np.arange(len(row)) - np.repeat(np.cumsum(different) - different, different)
    group = level.starts[place][row] + within
    shares = (level.counts[group] - level.discount) / level.totals[place][row]
    lower[rows[row], level.symbols[group]] += shares
