"""Kneser-Ney smoothing: by hand, against a slow one of dictionaries, and that it sums up to 1."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.data.dataset import Dataset, Examples
from core.recipes.ngram_lm.kneser_ney import KneserNey, discount_of
from core.training.learner import Setup
from tests.fixtures.playing import small_spec

Numbers = NDArray[np.int64]


def written(length: int, vocabulary: int = 7, seed: int = 0) -> Numbers:
    """Return a text in which some symbols follow others more often; the last one never occurs."""
    random = np.random.default_rng(seed)
    likely = random.dirichlet(np.full(vocabulary - 1, 0.5), vocabulary - 1)
    text = [0]
    for _ in range(length - 1):
        text.append(int(random.choice(vocabulary - 1, p=likely[text[-1]])))
    return np.array(text)


def slowly(text: Numbers, vocabulary: int, order: int, discount: float | None) -> object:
    """Return the same model by the textbook: from a context and a symbol to the probability."""
    symbols = tuple(text.tolist())
    counts: dict[int, Counter[tuple[int, ...]]] = {
        order: Counter(symbols[i : i + order] for i in range(len(symbols) - order + 1))
    }
    for length in range(order - 1, 0, -1):
        before = defaultdict(set)
        for group in counts[length + 1]:
            before[group[1:]].add(group[0])
        counts[length] = Counter({group: len(found) for group, found in before.items()})

    @cache
    def chance(context: tuple[int, ...], symbol: int) -> float:
        length = len(context) + 1
        shorter = chance(context[1:], symbol) if context else 1 / vocabulary
        after = {group[-1]: n for group, n in counts[length].items() if group[:-1] == context}
        if not after:
            return shorter
        values = list(counts[length].values())
        once, twice = values.count(1), values.count(2)
        computed = once / (once + 2 * twice) if once and twice else 0.5
        off = computed if discount is None else discount
        total = sum(after.values())
        return (max(after.get(symbol, 0) - off, 0) + off * len(after) * shorter) / total

    return chance


def test_a_worked_example() -> None:
    # "abab a c" of a, b, c and a d that never comes: pairs ab 2, ba 2, ac 1, with 1/2 taken off.
    model = KneserNey(np.array([0, 1, 0, 1, 0, 2]), 4, 2, 0.5)
    # Before a, b and c stands one different symbol each: 1 of 3, less 1/2; 3 halves are left over.
    alone = [(1 - 0.5) / 3 + 1.5 / 3 / 4] * 3 + [1.5 / 3 / 4]
    assert model.probabilities(np.zeros((1, 0), np.int64))[0] == pytest.approx(alone)
    # After a came b twice and c once: 3 in all, and 2 halves are left over.
    after_a = [2 / 6 * p + taken / 3 for p, taken in zip(alone, (0, 1.5, 0.5, 0), strict=True)]
    # After b always a; after c nothing, and after d either.
    after_b = [1 / 4 * p + taken / 2 for p, taken in zip(alone, (1.5, 0, 0, 0), strict=True)]
    found = model.probabilities(np.array([[0], [1], [2], [3]]))
    assert found == pytest.approx(np.array([after_a, after_b, alone, alone]))


@pytest.mark.parametrize("order", range(1, 7))
@pytest.mark.parametrize("discount", [None, 0.3])
def test_it_equals_the_textbook(order: int, discount: float | None) -> None:
    text = written(400)
    model, chance = KneserNey(text, 7, order, discount), slowly(text, 7, order, discount)
    random = np.random.default_rng(1)
    for length in range(order):
        places = random.integers(0, len(text) - 6, 20)
        contexts = np.stack([text[place : place + length] for place in places])
        contexts[:5] = random.integers(0, 7, (5, length))  # some were never seen
        expected = [[chance(tuple(c.tolist()), w) for w in range(7)] for c in contexts]  # type: ignore[operator]
        assert model.probabilities(contexts) == pytest.approx(np.array(expected), rel=1e-12)


@pytest.mark.parametrize("order", [1, 2, 4, 6])
@pytest.mark.parametrize("length", [1, 2, 5, 3000])
def test_probabilities_sum_up_to_one_for_any_context(order: int, length: int) -> None:
    model = KneserNey(written(length, 40), 40, order, None)
    for seen in range(8):
        contexts = np.random.default_rng(seen).integers(0, 40, (50, seen))
        contexts[25:] = written(7 + 25, 40)[7 + np.arange(25)[:, None] - np.arange(seen, 0, -1)]
        found = model.probabilities(contexts)
        assert found.sum(axis=1) == pytest.approx(1, abs=1e-12)
        assert (found > 0).all(), "nothing is impossible"


def test_a_symbol_of_one_place_is_unlikely_elsewhere() -> None:
    # "Francisco" and "glasses" are equally common; the one comes after San alone (Chen, Goodman).
    san, francisco, glasses, *others = range(8)
    text = [symbol for other in others * 2 for symbol in (san, francisco, other, glasses)]
    model = KneserNey(np.array(text), 8, 2, None)
    elsewhere = model.probabilities(np.array([[francisco]]))[0]
    assert elsewhere[francisco] < elsewhere[glasses]
    assert model.probabilities(np.array([[san]]))[0].argmax() == francisco


def test_discounts() -> None:
    assert discount_of(np.array([1, 1, 1, 1, 2, 3])) == 4 / 6
    assert discount_of(np.array([1, 1, 3])) == discount_of(np.array([2, 2])) == 0.5


def test_parameters_are_what_is_remembered() -> None:
    # Symbols a, b and c after 1 context, each with a total; pairs ab, ba and ac after 2.
    assert KneserNey(np.array([0, 1, 0, 1, 0, 2]), 4, 2, 0.5).size() == (3 + 2) + (3 + 4)


def learner_of(text: Numbers, vocabulary: int, order: int) -> object:
    """Return a learner that has counted the first part of a text, and is tested on the rest."""
    half = len(text) // 2

    def stream(part: Numbers) -> Examples:
        return Examples(part[:-1], part[1:])

    parts = {"train": stream(text[:half]), "test": stream(text[half:])}
    symbols = tuple("\ufffdabcdefghijklmnop"[:vocabulary])
    data = Dataset("text", (), parts, vocabulary=symbols)  # type: ignore[arg-type]
    spec = small_spec("ngram_lm", "python_docs", params={"order": order})
    learner = implementation(recipe("ngram_lm").learner)(
        Setup(spec, data, "cpu", np.random.default_rng(0))
    )
    learner.step()
    return learner


@pytest.mark.parametrize("order", [1, 3, 6])
def test_each_character_is_judged_by_all_before_it_in_its_split(order: int) -> None:
    text = written(600)
    learner: object = learner_of(text, 7, order)
    said = learner.predict("test")  # type: ignore[attr-defined]
    chance, tested = slowly(text[:300], 7, order, None), text[300:]
    assert said.targets.tolist() == tested[1:].tolist()
    for place in (0, 1, 2, 5, 40, 298):
        before = tuple(tested[max(0, place + 2 - order) : place + 1].tolist())
        expected = [chance(before, symbol) for symbol in range(7)]  # type: ignore[operator]
        assert said.log_likelihoods[place] == pytest.approx(math.log(expected[said.targets[place]]))
        assert said.labels[place] == int(np.argmax(expected))


def test_it_can_be_asked_what_comes_next() -> None:
    learner: object = learner_of(written(600), 7, 4)
    for length in (0, 1, 3, 200):
        context = written(length + 1)[:length]
        found = learner.next_probabilities(context)  # type: ignore[attr-defined]
        assert found.shape == (7,) and found.sum() == pytest.approx(1)
        same = learner.next_probabilities(context[-3:])  # type: ignore[attr-defined]
        assert np.array_equal(found, same), "it looks back three characters"


def test_longer_contexts_help_on_real_text() -> None:
    described = source("python_docs")
    data = implementation(described.loader)(described.params())
    bits = []
    for order in (1, 2, 4, 6):
        spec = small_spec("ngram_lm", "python_docs", params={"order": order})
        setup = Setup(spec, data, "cpu", np.random.default_rng(0))
        learner = implementation(recipe("ngram_lm").learner)(setup)
        learner.step()
        bits.append(learner.evaluate("test").scores["bits_per_character"])
    assert bits == sorted(bits, reverse=True)
    assert bits[0] > 4 and bits[-1] < 2
