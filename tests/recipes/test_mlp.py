"""The network for tables: its layers, its losses, its scaling, and how well its defaults learn."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.catalog.build import build_spec, network_rows
from core.metrics.metric import Estimates, Predictions
from core.recipes.mlp.learner import MLPLearner
from core.spec.losses import CLASSIFYING, REGRESSING
from core.spec.message import SpecError
from core.training.losses import HUBER_DELTA, answers, loss_of
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play

PENGUINS = Path(__file__).parents[3] / "shared" / "data" / "penguins.csv"


def spec_of(data: str = "moons", seed: int = 0, **sections: Any) -> Any:
    """Return a run on the processor."""
    raw = {"recipe": "mlp", "dataset": data, "device": "cpu", "seed": seed}
    return build_spec(raw | sections)


def learner_of(data: str = "moons", **sections: Any) -> MLPLearner:
    """Return a run's learner before its first step."""
    learner = Player(spec_of(data, **sections), MemoryJournal()).learner
    assert isinstance(learner, MLPLearner)
    return learner


@pytest.mark.parametrize("data", ["iris", "diabetes"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"depth": 0},
        {"depth": 4, "width": 7, "residual": True, "normalisation": "layer"},
        {"normalisation": "batch", "dropout": 0.2},
    ],
)
def test_shapes_and_counts_are_torchs_own(data: str, params: dict[str, Any]) -> None:
    learner = learner_of(data, params=params)
    rows = network_rows(learner.setup.spec)
    assert sum(row.measured.parameters for row in rows) == learner.parameter_count()
    values = torch.from_numpy(learner.examples("train").inputs[:8])
    network = learner.network.eval()
    assert isinstance(network, torch.nn.Sequential)
    for row, layer in zip(rows, network, strict=True):
        values = layer(values)
        assert values.shape[1:] == row.measured.output


@pytest.mark.parametrize(
    ("data", "loss", "sentence"),
    [
        ("diabetes", "hinge", "hinge tells classes apart, but here the answer is a number"),
        ("diabetes", "cross_entropy", "use one of auto, mse, mae, huber"),
        ("iris", "huber", "huber compares numbers, but here the answer is one of 3 classes"),
    ],
)
def test_a_loss_that_does_not_fit_gets_a_sentence(data: str, loss: str, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence) as caught:
        spec_of(data, params={"loss": loss})
    assert caught.value.problems[0].field == "params.loss"


def test_a_network_that_is_too_large_gets_a_sentence_too() -> None:
    with pytest.raises(SpecError, match="one batch of the 600 training examples holds only one"):
        spec_of("moons", params={"normalisation": "batch"}, training={"batch_size": 599})


OUTPUTS = torch.randn(7, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
LABELS = torch.tensor([0, 1, 2, 3, 3, 1, 0])
ROWS = torch.arange(7)


def by_hand(name: str) -> torch.Tensor:
    """Return a classifier's loss of each example, spelled out."""
    sure = OUTPUTS.exp() / OUTPUTS.exp().sum(1, keepdim=True)
    right = sure[ROWS, LABELS]
    if name == "cross_entropy":
        return -right.log()
    if name == "focal":
        return -((1 - right) ** 2) * right.log()
    if name == "mse":
        return (sure**2).sum(1) - right**2 + (1 - right) ** 2
    if name == "mae":
        return 2 * (1 - right)
    if name == "zero_one":
        return (OUTPUTS.argmax(1) != LABELS).double()
    assert name == "hinge"
    leads = [
        max(0.0, 1 + max(row[other] for other in range(4) if other != label) - row[label])
        for row, label in zip(OUTPUTS.tolist(), LABELS.tolist(), strict=True)
    ]
    return torch.tensor(leads, dtype=torch.float64)


@pytest.mark.parametrize("name", CLASSIFYING)
def test_losses_of_classifiers_by_hand(name: Any) -> None:
    torch.testing.assert_close(loss_of(name, 4)(OUTPUTS, LABELS), by_hand(name))
    # A batch of networks gives each the loss that it has alone.
    both = loss_of(name, 4)(torch.stack([OUTPUTS, 2 * OUTPUTS]), torch.stack([LABELS, LABELS]))
    assert torch.equal(both[0], loss_of(name, 4)(OUTPUTS, LABELS))


@pytest.mark.parametrize("name", REGRESSING)
def test_losses_of_regressors_are_torchs_own(name: Any) -> None:
    outputs, targets = OUTPUTS[:, :1], OUTPUTS[:, 1] * 3
    theirs = {
        "mse": functional.mse_loss,
        "mae": functional.l1_loss,
        "huber": lambda *pair: functional.huber_loss(*pair, delta=HUBER_DELTA),
    }
    mine = loss_of(name, 0)(outputs, targets)
    assert mine.shape == (7,)
    torch.testing.assert_close(mine.mean(), theirs[name](outputs[:, 0], targets))


def test_the_zero_one_loss_has_no_gradient_and_teaches_nothing() -> None:
    outputs = OUTPUTS.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_of("zero_one", 4)(outputs, LABELS).sum(), outputs)
    assert not gradient.any()
    training = {"epochs": 2, "weight_decay": 0.0}
    learner = learner_of(params={"loss": "zero_one"}, training=training)
    before = learner.flat.vector.detach().clone()
    learner.step()
    assert torch.equal(learner.flat.vector, before)


def test_answers_are_probabilities_but_for_the_hinge() -> None:
    for name in CLASSIFYING:
        said = answers(OUTPUTS, LABELS.numpy(), name, 4)
        assert isinstance(said, Predictions)
        assert said.probabilistic == (name != "hinge")
        np.testing.assert_array_equal(said.labels, OUTPUTS.argmax(1))
    outcome, _ = play(spec_of(params={"loss": "hinge"}, training={"epochs": 3}))
    assert outcome.scores["test"]["log_loss"] is None
    assert outcome.scores["test"]["accuracy"] is not None


def test_features_and_targets_are_standardised_as_measured_on_the_training_part() -> None:
    learner = learner_of("diabetes")
    train = learner.examples("train")
    scale, back = learner.network[0], learner.network[-1]  # type: ignore[index]
    np.testing.assert_allclose(scale.mean, train.inputs.mean(0), atol=1e-6)
    np.testing.assert_allclose(scale.deviation, train.inputs.std(0), rtol=1e-4)
    np.testing.assert_allclose(back.mean, [train.targets.mean()], rtol=1e-5)
    assert learner.targets.mean().item() == pytest.approx(0, abs=1e-5)
    assert learner.targets.std(correction=0).item() == pytest.approx(1, rel=1e-5)
    said = learner.predict("valid")
    assert isinstance(said, Estimates)
    # Untrained it says about the mean, in the target's own unit.
    assert said.values.mean() == pytest.approx(train.targets.mean(), abs=30)


@pytest.mark.parametrize("loss", REGRESSING)
def test_the_validation_loss_is_in_standard_deviations(loss: str) -> None:
    learner = learner_of("diabetes", params={"loss": loss})
    scores = learner.validation_scores()
    said = learner.predict("valid")
    assert isinstance(said, Estimates)
    errors = torch.from_numpy(said.errors / learner.unit)
    expected = loss_of(loss, 0)(errors[:, None], torch.zeros(len(errors))).mean()  # type: ignore[arg-type]
    assert scores["loss"] == pytest.approx(expected.item(), rel=1e-4)
    told = {scalar.name: scalar.number for scalar in learner.step()}
    if loss == "mse":
        assert told["rmse"] == pytest.approx(told["loss"] ** 0.5 * learner.unit, rel=1e-4)


def mean_score(metric: str, recipe: str, dataset: str, seeds: int, **sections: Any) -> float:
    """Return the mean test score of a recipe's defaults."""
    raw = {"recipe": recipe, "dataset": dataset, "device": "cpu", **sections}
    outcomes = [play(build_spec(raw | {"seed": seed}))[0] for seed in range(seeds)]
    found = [outcome.scores["test"][metric] for outcome in outcomes]
    return statistics.fmean(value for value in found if value is not None)


@pytest.mark.slow
def test_the_defaults_unwind_the_spiral() -> None:
    assert mean_score("accuracy", "mlp", "spiral", seeds=3) >= 0.98


@pytest.mark.slow
def test_the_defaults_are_no_worse_than_ridge_on_little_noisy_data() -> None:
    ridge = mean_score("rmse", "ridge", "diabetes", seeds=1)
    assert mean_score("rmse", "mlp", "diabetes", seeds=5) <= 1.03 * ridge


@pytest.mark.slow
@pytest.mark.skipif(not PENGUINS.exists(), reason="the file of penguins is not there")
def test_the_defaults_know_penguins() -> None:
    data = {"path": str(PENGUINS), "target": "species"}
    assert mean_score("accuracy", "mlp", "csv", seeds=3, data=data) >= 0.97
