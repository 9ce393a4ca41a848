"""What may be luck, from the arrays that runs keep: the same as from the predictions."""

import numpy as np

from core.metrics import error_uncertainty, uncertainty
from core.metrics.error_uncertainty import mae_interval, sign_flip
from core.metrics.kept import compared, in_words, interval_of
from core.metrics.metric import Estimates, Predictions, as_arrays
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
