"""Counts of pieces of strings: which pieces there are, and what scikit-learn makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from core.catalog.descriptions import implementation
from core.catalog.find import recipe
from core.data.dataset import Dataset, Examples
from core.data.symbols import encode, vocabulary_of_strings
from core.training.learner import Setup
from core.training.ngrams import BEGIN, END, pieces
from tests.fixtures.playing import small_spec

VOCABULARY = vocabulary_of_strings("abcdefghijklmnopqrstuvwxyz")
PEERS: dict[str, Any] = {
    "ngram_logistic": LogisticRegression(C=1.0, max_iter=2000),
    "ngram_bayes": MultinomialNB(alpha=0.1),
}


def invented(count: int, seed: int) -> list[str]:
    """Return so many words of either of two languages, one after the other."""
    random = np.random.default_rng(seed)
    return [
        "".join(random.choice(list("abcde"), random.integers(2, 6))) + ("ski", "nen")[number % 2]
        for number in range(count)
    ]


def languages(classes: int = 2) -> Dataset:
    """Return words of two languages."""
    splits = {}
    for seed, (split, count) in enumerate((("train", 80), ("valid", 20), ("test", 30))):
        inputs = encode(invented(count, seed), VOCABULARY, 12)
        splits[split] = Examples(inputs, np.arange(count) % 2)
    classes_of = tuple("xyz"[:classes])
    return Dataset("words", classes_of, splits, vocabulary=VOCABULARY)  # type: ignore[arg-type]


def learned(name: str, data: Dataset, **params: Any) -> Any:
    """Return a baseline that has learned."""
    spec = small_spec(name, "names", params={"longest": 3} | params)
    learner = implementation(recipe(name).learner)(
        Setup(spec, data, "cpu", np.random.default_rng(0))
    )
    assert learner.parameter_count() == 0
    learner.step()
    return learner


def test_pieces_by_hand() -> None:
    row = encode(["aba"], VOCABULARY, 6)[0]
    marked = [f"{BEGIN}a", "ab", "ba", f"a{END}"]
    assert sorted(pieces(row, VOCABULARY, 2)) == sorted([BEGIN, "a", "b", "a", END, *marked])
    assert pieces(row, VOCABULARY, 1).count("a") == 2
    longest = max(pieces(row, VOCABULARY, 6), key=len)
    assert longest == f"{BEGIN}aba{END}", "padding is no letter"


@pytest.mark.parametrize("name", PEERS)
def test_they_equal_scikit_learn_done_by_hand(name: str) -> None:
    data = languages()
    said = learned(name, data).predict("test")
    words = [[BEGIN + word + END for word in invented(*told)] for told in ((80, 0), (30, 2))]
    counter = CountVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False)
    peer = PEERS[name].fit(counter.fit_transform(words[0]), data.splits["train"].targets)
    assert said.scores == pytest.approx(peer.predict_proba(counter.transform(words[1])), abs=1e-6)
    assert said.probabilistic
    assert (said.labels == said.targets).mean() == 1, "endings tell everything"


@pytest.mark.parametrize("name", PEERS)
def test_order_beyond_a_piece_is_not_known(name: str) -> None:
    data = languages()
    turned = {
        split: Examples(
            encode([word[::-1] for word in invented(len(part), seed)], VOCABULARY, 12),
            part.targets,
        )
        for seed, (split, part) in enumerate(data.splits.items())
    }
    mirrored = Dataset("words", data.classes, turned, vocabulary=VOCABULARY)  # type: ignore[arg-type]
    one, other = (learned(name, each, longest=1).predict("test") for each in (data, mirrored))
    assert one.scores == pytest.approx(other.scores, abs=1e-3)


@pytest.mark.parametrize("name", PEERS)
def test_a_language_without_examples_is_never_said(name: str) -> None:
    learner = learned(name, languages(classes=3))
    said = learner.predict("test")
    assert said.scores.shape == (30, 3) and (said.scores[:, 2] == 0).all()
    counted = len(learner.model[0].vocabulary_)
    expected = {"ngram_logistic": counted + 1, "ngram_bayes": 2 * counted + 2}
    assert learner.parameter_count() == expected[name]
    assert learner.size_bytes() > 8 * learner.parameter_count()
