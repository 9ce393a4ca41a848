"""Collecting scalars, and noticing the first one that is no number."""

import math

import torch

from core.training.learner import Scalar
from core.training.recorder import Recorder


def test_scalars_become_series() -> None:
    recorder = Recorder(["loss"])
    recorder.add([Scalar(1, "train", "loss", torch.tensor(0.5)), Scalar(1, "valid", "loss", 0.25)])
    recorder.add([Scalar(2, "train", "loss", torch.tensor(0.125))])
    series, broken = recorder.take()
    assert series == {
        "train/loss": {"x": [1, 2], "y": [0.5, 0.125]},
        "valid/loss": {"x": [1], "y": [0.25]},
    }
    assert broken is None
    assert recorder.take() == ({}, None)


def test_nothing_is_kept_after_the_first_broken_loss() -> None:
    recorder = Recorder(["loss"])
    for step, value in enumerate([3.0, math.inf, math.nan, 1.0], start=1):
        recorder.add([Scalar(step, "train", "loss", value), Scalar(step, "train", "right", value)])
    series, broken = recorder.take()
    assert broken == 2
    assert series["train/loss"] == {"x": [1, 2], "y": [3.0, None]}
    assert series["train/right"] == {"x": [1, 2], "y": [3.0, None]}


def test_the_first_of_several_watched_names_counts() -> None:
    recorder = Recorder(["one", "two"])
    recorder.add([Scalar(5, "train", "one", math.nan), Scalar(3, "train", "two", -math.inf)])
    assert recorder.take() == ({"train/two": {"x": [3], "y": [None]}}, 3)


def test_what_is_not_watched_may_be_undefined() -> None:
    recorder = Recorder(["loss"])
    recorder.add([Scalar(1, "valid", "roc_auc", math.nan), Scalar(2, "train", "loss", 1.0)])
    series, broken = recorder.take()
    assert broken is None
    assert series == {"valid/roc_auc": {"x": [1], "y": [None]}, "train/loss": {"x": [2], "y": [1]}}


def test_tensors_and_numbers_may_share_a_name() -> None:
    recorder = Recorder(["loss"])
    recorder.add([Scalar(1, "train", "loss", torch.tensor(0.5)), Scalar(2, "train", "loss", 2)])
    assert recorder.take()[0] == {"train/loss": {"x": [1, 2], "y": [0.5, 2.0]}}


def test_of_several_numbers_the_mean_is_recorded() -> None:
    recorder = Recorder(["loss"])
    right = [torch.tensor([True, False, False]), torch.tensor([[True, True], [True, False]])]
    recorder.add(Scalar(step, "train", "accuracy", value) for step, value in enumerate(right, 1))
    recorder.add([Scalar(1, "train", "mixed", right[0]), Scalar(2, "train", "mixed", 0.1)])
    assert recorder.take()[0] == {
        "train/accuracy": {"x": [1, 2], "y": [1 / 3, 0.75]},
        "train/mixed": {"x": [1, 2], "y": [1 / 3, 0.1]},
    }
