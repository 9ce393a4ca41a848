"""The judged examples of a split, against scikit-learn on the same predictions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn import metrics

from core.probes import confusion as module
from core.probes.confusion import confusion
from core.store.runs import Run
from tests.probes.test_look import examples, network_at, ticks


@pytest.mark.parametrize("moment", [0, -1])
@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_everything_equals_scikit_learn(run: Run, split: str, moment: int) -> None:
    tick = ticks(run)[moment]
    answer = confusion({"run": run.id, "tick": tick, "split": split})
    part = examples(run, split)
    with torch.inference_mode():
        logits = network_at(run, tick)(torch.from_numpy(part.inputs))
    probabilities = logits.double().softmax(1).numpy()
    predicted = probabilities.argmax(1)
    np.testing.assert_array_equal(answer["predicted"], predicted)
    np.testing.assert_array_equal(answer["targets"], part.targets)
    np.testing.assert_array_equal(answer["indices"], np.arange(len(part)))
    np.testing.assert_allclose(answer["confidence"], probabilities.max(1), atol=1e-6)
    truth = probabilities[np.arange(len(part)), part.targets]
    np.testing.assert_allclose(answer["truth"], truth, atol=1e-6)
    matrix = metrics.confusion_matrix(part.targets, predicted, labels=range(10))
    np.testing.assert_array_equal(answer["matrix"], matrix)
    scores = metrics.precision_recall_fscore_support(
        part.targets, predicted, labels=range(10), zero_division=0
    )
    for name, expected in zip(("precision", "recall", "f1", "support"), scores, strict=True):
        np.testing.assert_allclose(answer[name], expected)
    assert answer["accuracy"] == pytest.approx(metrics.accuracy_score(part.targets, predicted))
    loss = metrics.log_loss(part.targets, probabilities, labels=range(10))
    assert answer["loss"] == pytest.approx(loss, rel=1e-5)
    assert answer["sampled"] == 0


def test_a_sample_is_evenly_chosen(run: Run) -> None:
    whole = confusion({"run": run.id, "tick": "live", "split": "test"})
    some = confusion({"run": run.id, "tick": "live", "split": "test", "most": 50})
    assert some["sampled"] == 1
    assert len(set(some["indices"].tolist())) == 50
    assert set(np.diff(some["indices"])) == {7, 8}  # 360 / 50 = 7.2
    np.testing.assert_array_equal(some["predicted"], whole["predicted"][some["indices"]])
    assert some["matrix"].sum() == some["support"].sum() == 50


def test_what_was_judged_is_not_judged_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    request = {"run": run.id, "tick": ticks(run)[1], "split": "valid"}
    first = confusion(request)
    monkeypatch.setattr(module, "_judge", None)
    np.testing.assert_array_equal(confusion(request)["matrix"], first["matrix"])
