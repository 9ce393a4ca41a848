"""What may be luck, from the arrays that runs keep: the same as from the predictions."""

import numpy as np
import pytest

from core.metrics import blocks, error_uncertainty, uncertainty
from core.metrics.blocks import BlockFlip, block_flip, block_interval, series_block
from core.metrics.error_uncertainty import mae_interval, sign_flip
from core.metrics.kept import compared, in_words, interval_of, tells_of_luck
from core.metrics.language import bits_per_character
from core.metrics.metric import Estimates, Likelihoods, Predictions, Transcripts, as_arrays
from core.metrics.uncertainty import bootstrap_interval, mcnemar


def test_classifiers_are_compared_by_right_answers() -> None:
    random = np.random.default_rng(0)
    targets, scores = random.integers(0, 3, 80), random.random((2, 80, 3))
    said = [Predictions(targets, each) for each in scores]
    first, second = (as_arrays({"valid": each, "test": each}) for each in said)
    right = [each.labels == targets for each in said]
    assert interval_of(first) == bootstrap_interval(right[0])
    test = compared(first, second, "valid")
    assert test == mcnemar(*right)
    assert in_words(test, "A", "B") == uncertainty.in_words(mcnemar(*right), "A", "B")


def test_regressors_are_compared_by_absolute_errors() -> None:
    random = np.random.default_rng(0)
    targets, values = random.normal(size=80), random.normal(size=(2, 80))
    said = [Estimates(targets, each) for each in values]
    first, second = (as_arrays({"valid": each, "test": each}) for each in said)
    assert interval_of(second) == mae_interval(said[1].errors)
    test = compared(first, second)
    assert test == sign_flip(said[0].errors, said[1].errors)
    assert isinstance(test, error_uncertainty.SignFlip)
    assert in_words(test, "A", "B") == error_uncertainty.in_words(test, "A", "B")


def test_forecasts_are_compared_in_blocks() -> None:
    random = np.random.default_rng(0)
    targets, values = random.normal(size=80), random.normal(size=(2, 80)).cumsum(axis=1)
    said = [Estimates(targets, each) for each in values]
    first, second = (as_arrays({"test": each}) for each in said)
    sizes = [np.abs(each.errors) for each in said]
    assert interval_of(first, in_time=True) == block_interval(sizes[0], series_block(sizes[0]))
    test = compared(first, second, in_time=True)
    assert test == block_flip("mae", *sizes, series_block(sizes[0] - sizes[1]))
    assert in_words(test, "A", "B") == blocks.in_words(test, "A", "B")


def test_language_models_are_compared_by_bits_in_blocks_of_text() -> None:
    random = np.random.default_rng(0)
    targets, chances = random.integers(0, 9, 2000), random.uniform(0.1, 1, (2, 2000))
    said = [Likelihoods(targets, targets, np.log(each)) for each in chances]
    first, second = (as_arrays({"test": each}) for each in said)
    assert interval_of(first).low < bits_per_character(said[0]) < interval_of(first).high
    test = compared(first, second)
    assert isinstance(test, BlockFlip)
    assert (test.blocks, test.length) == (10, 200)
    assert test.first == pytest.approx(bits_per_character(said[0]), rel=1e-6)
    assert in_words(test, "A", "B") == blocks.in_words(test, "A", "B")


def test_written_strings_are_compared_by_those_that_are_right() -> None:
    targets = np.array(["abc", "de", "f", "g"])
    said = [
        Transcripts(targets, np.array(each))
        for each in (["abc", "de", "x", "longer"], ["abc", "xx", "f", "g"])
    ]
    first, second = (as_arrays({"test": each}) for each in said)
    right = [np.array([True, True, False, False]), np.array([True, False, True, True])]
    assert interval_of(first) == bootstrap_interval(right[0])
    assert compared(first, second) == mcnemar(*right)


def test_luck_is_told_from_answers_and_not_from_samples() -> None:
    targets = np.arange(6) % 2
    answered = as_arrays({"test": Predictions(targets, np.eye(2)[targets])})
    assert tells_of_luck(answered) and not tells_of_luck(answered, "valid")
    assert not tells_of_luck({"test.made": np.ones((3, 2)), "test.sure": np.ones(3)})
    assert not tells_of_luck({"test.targets": np.zeros(0)})
