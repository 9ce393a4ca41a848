"""What all pairs share: how many there are, their split, and their form as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalog.descriptions import Facts
from core.data.dataset import SPLITS, Dataset, Examples, SplitName, SplitParams
from core.data.symbols import encode
from core.spec.message import N_
from core.spec.parameters import setting


class PairParams(SplitParams):
    """How many pairs there are."""

    count: int = setting(
        12_000,
        N_("Pairs"),
        N_(
            "How many different pairs there are, all splits together; a sixth each is for "
            "validation and test."
        ),
        ge=300,
        le=60_000,
        step=1000,
    )
    subset: int | None = setting(
        None,
        N_("Training pairs"),
        N_(
            "Train on at most so many pairs. Empty means all. Try 500 and see whether the rule "
            "was understood, or only the pairs learned by heart."
        ),
        ge=10,
        step=500,
        empty=N_("all"),
    )


Pair = tuple[str, str]
"""A string, and what is to be made of it."""


def pair_facts(params: PairParams, vocabulary: tuple[str, ...], source: int, target: int) -> Facts:
    """Return the facts of pairs.

    Args:
        params: Their settings.
        vocabulary: The symbol of each number on both sides.
        source: How long the longest string is.
        target: How long the longest answer is, without its end.
    """
    held_back = params.count // 6
    train = params.count - 2 * held_back
    train = train if params.subset is None else min(params.subset, train)
    sizes = {"train": train, "valid": held_back, "test": held_back}
    return Facts((source,), sizes=sizes, vocabulary=vocabulary, answer=(target + 1,))


def pair_dataset(name: str, pairs: Sequence[Pair], facts: Facts) -> Dataset:
    """Lay pairs out as numbers, in the order in which they come: those for the test first.

    Args:
        name: The catalog name.
        pairs: All different, in random order. More of them than `facts` says are not used; those
            for validation and test come first, so that fewer to train on leaves them alone.
        facts: From `pair_facts`.

    Returns:
        The dataset: inputs (example, source), int64; targets (example, target), int64, each with
        the end symbol behind it.
    """
    (source,), (target,) = facts.shape, facts.answer
    splits: dict[SplitName, Examples] = {}
    start = 0
    for split in reversed(SPLITS):
        end = start + facts.sizes[split]
        inputs = encode([pair[0] for pair in pairs[start:end]], facts.vocabulary, source)
        answers = [pair[1] for pair in pairs[start:end]]
        targets = encode(answers, facts.vocabulary, target, ended=True)
        splits[split], start = Examples(inputs, targets), end
    in_order = {split: splits[split] for split in SPLITS}
    return Dataset(name, (), in_order, vocabulary=facts.vocabulary)
