"""What learners around estimators share: scaling, sizes, absent classes, states, threads."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, recipes, source
from core.data.dataset import Dataset, Examples
from core.training.learner import Setup
from core.training.player import Player
from core.training.scaling import ChannelScaler, TargetScaler
from tests.fixtures.playing import MemoryJournal, play, small_spec


def classical(task: str) -> list[str]:
    """Return the baselines for a task."""
    return [
        name
        for name, entry in recipes().items()
        if entry.family == "classical" and task in entry.tasks and "tabular" in entry.accepts
    ]


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """Return the default split."""
    described = source("digits")
    data: Dataset = implementation(described.loader)(described.params())
    return data


def player_of(name: str, data: str = "digits", **changes: Any) -> Player:
    """Return a player whose run is at its end."""
    player = Player(small_spec(name, data, **changes), MemoryJournal())
    assert player.learner.parameter_count() == 0
    assert player.learner.size_bytes() is None
    player.play()
    return player


@pytest.mark.parametrize(
    ("name", "data", "changes", "count"),
    [
        ("logistic_regression", "digits", {}, 10 * 64 + 10),
        ("linear_svm", "digits", {}, 10 * 64 + 10),
        ("sgd", "digits", {}, 10 * 64 + 10),
        ("k_neighbors", "digits", {}, 1077 * 64 + 1077),
        ("naive_bayes", "digits", {}, 10 * 64 * 2 + 10),
        ("dummy", "digits", {}, 10),
        ("decision_tree", "digits", {"params": {"max_depth": 1}}, 3),
        ("random_forest", "digits", {"params": {"trees": 4, "max_depth": 1}}, 4 * 3),
        ("ridge", "diabetes", {}, 10 + 1),
        ("lasso", "diabetes", {}, 10 + 1),
        ("sgd", "diabetes", {}, 10 + 1),
        ("dummy", "diabetes", {}, 1),
        ("decision_tree", "diabetes", {"params": {"max_depth": 1}}, 3),
        ("random_forest", "diabetes", {"params": {"trees": 4, "max_depth": 1}}, 4 * 3),
    ],
)
def test_parameters_are_the_numbers_that_are_learned(
    name: str, data: str, changes: dict[str, Any], count: int
) -> None:
    player = player_of(name, data, **changes)
    assert player.learner.parameter_count() == count
    size = player.learner.size_bytes()
    assert size is not None
    bytes_a_number = {"decision_tree": 50, "random_forest": 50}.get(name, 4)
    assert count * bytes_a_number <= size < count * 100 + 10_000


def test_parameters_of_a_kernel_are_its_support_vectors() -> None:
    learner: Any = player_of("rbf_svm").learner
    vectors = learner.model.n_support_.sum()
    assert 100 < vectors < 1077
    # Each has 64 features and a coefficient in 9 of the 45 borders, each of which has an intercept.
    assert learner.parameter_count() == vectors * (64 + 9) + 45


def test_parameters_of_boosting_are_its_nodes() -> None:
    learner: Any = player_of("gradient_boosting", params={"rounds": 6}).learner
    trees = [tree for round in learner.model._predictors for tree in round]
    assert len(trees) == 6 * 10
    leaves = sum(tree.get_n_leaf_nodes() for tree in trees)
    assert learner.parameter_count() == 2 * leaves - len(trees), "a binary tree"
    # Of numbers, a round adds one tree.
    learner = player_of("gradient_boosting", "diabetes", params={"rounds": 6}).learner
    assert len(learner.model._predictors) == 6
    assert 6 < learner.parameter_count() < 6 * 61, "scikit-learn's trees have 31 leaves at most"


@pytest.mark.parametrize(
    ("shape", "alike"), [((50, 7), (50, 7)), ((20, 3, 4, 5), (20, 3, 20))], ids=["table", "colour"]
)
def test_a_channel_is_scaled_as_a_whole(shape: tuple[int, ...], alike: tuple[int, ...]) -> None:
    random = np.random.default_rng(0)
    inputs = (random.normal(size=shape) * 7 + 3).astype(np.float32)
    inputs[:, 2] = 5  # constant: nothing to divide by
    scaled = ChannelScaler(inputs)(inputs)
    assert scaled.shape == shape and scaled.dtype == np.float32
    channels = scaled.reshape(alike).swapaxes(0, 1).reshape(shape[1], -1)
    assert channels.mean(axis=1) == pytest.approx(0, abs=1e-5)
    deviations = np.ones(shape[1])
    deviations[2] = 0
    assert channels.std(axis=1) == pytest.approx(deviations, abs=1e-5)
    if len(shape) == 2:
        assert np.array_equal(scaled, StandardScaler().fit_transform(inputs))


def test_only_training_examples_are_measured(digits: Dataset) -> None:
    train = digits.splits["train"].inputs
    assert ChannelScaler(train)(train).mean() == pytest.approx(0, abs=1e-5)
    brighter = ChannelScaler(train)(train + 1)
    assert brighter.mean() == pytest.approx(1 / train.std(), rel=1e-4)


@pytest.mark.parametrize("name", ["logistic_regression", "k_neighbors", "gradient_boosting"])
def test_a_picture_read_row_by_row_is_learned_as_the_picture(name: str) -> None:
    # So that on their common scoreboard they are the same model.
    said = [player_of(name, data).learner.predict("test") for data in ("digits", "digit_rows")]
    assert np.array_equal(said[0].scores, said[1].scores)
    assert np.array_equal(said[0].targets, said[1].targets)


def small_table(classes: int, known: int) -> Dataset:
    """Return a table with so many classes, of which training holds only some."""
    random = np.random.default_rng(0)

    def examples(kinds: int, count: int) -> Examples:
        targets = np.arange(count) % kinds
        centres = np.stack([np.arange(classes) * 4.0, np.arange(classes) % 2 * 4.0], axis=1)
        inputs = centres[targets] + random.normal(size=(count, 2))
        return Examples(inputs.astype(np.float32), targets.astype(np.int64))

    return Dataset(
        "table",
        tuple("abcde"[:classes]),
        {"train": examples(known, 60), "valid": examples(classes, 20), "test": examples(known, 20)},
    )


@pytest.mark.parametrize("name", classical("classification"))
@pytest.mark.parametrize(("classes", "known"), [(2, 2), (4, 3)])
def test_tables_few_classes_and_absent_ones(name: str, classes: int, known: int) -> None:
    data = small_table(classes, known)
    setup = Setup(small_spec(name, "digits"), data, "cpu", np.random.default_rng(0))
    learner = implementation(recipe(name).learner)(setup)
    while learner.progress().step < learner.progress().steps:
        learner.step()
    predictions = learner.predict("test")
    assert predictions.scores.shape == (20, classes)
    assert set(predictions.labels) <= set(range(known)), "a class that training lacks is not said"
    if predictions.probabilistic:
        assert predictions.scores.sum(axis=1) == pytest.approx(1)
        assert (predictions.scores[:, known:] == 0).all()
    if name != "dummy":
        assert learner.evaluate("test").scores["accuracy"] >= 0.8


@pytest.mark.parametrize("data_name", ["digits", "diabetes"])
def test_restored_coefficients_are_equal_to_the_last_bit(data_name: str) -> None:
    def trained(steps: int, state: Any = None, orders: Any = None) -> tuple[Any, Setup]:
        spec = small_spec("sgd", data_name)
        data = implementation(source(data_name).loader)(spec.data)
        setup = Setup(spec, data, "cpu", np.random.default_rng(0))
        learner = implementation(recipe("sgd").learner)(setup)
        if state:
            learner.load_state_dict(state)
            setup.orders["train"].load_state_dict(orders)
        for _ in range(steps):
            learner.step()
        return learner, setup

    whole, _ = trained(5)
    half, setup = trained(2)
    rest, _ = trained(3, half.state_dict(), setup.orders["train"].state_dict())
    for name, value in whole.state_dict().items():
        same = rest.state_dict()[name]
        assert torch.equal(same, value) if name != "updates" else same == value
    said, expected = rest.predict("test"), whole.predict("test")
    if data_name == "digits":
        assert np.array_equal(said.scores, expected.scores)
    else:
        assert np.array_equal(said.values, expected.values)


def test_targets_are_scaled_and_scaled_back() -> None:
    targets = (np.random.default_rng(0).normal(size=40) * 1e6 + 5e6).astype(np.float32)
    scaler = TargetScaler(targets)
    scaled = scaler(targets)
    assert scaled.mean() == pytest.approx(0, abs=1e-9) and scaled.std() == pytest.approx(1)
    assert scaler.back(scaled) == pytest.approx(targets.astype(np.float64), rel=1e-12)
    # All alike: nothing to divide by, though the computed deviation of 0.1 three times is not 0.
    assert TargetScaler(np.full(3, 0.1)).deviation == 1
    assert TargetScaler(np.full(3, 7))(np.array([7, 8])).tolist() == [0, 1]


def slope(unit: float) -> Dataset:
    """Return a table whose target is almost linear in its two columns, told in such units."""
    random = np.random.default_rng(0)

    def examples(count: int) -> Examples:
        inputs = random.normal(size=(count, 2)).astype(np.float32)
        targets = (inputs @ [3.0, -1.0] + 0.1 * random.normal(size=count) + 5) * unit
        return Examples(inputs, targets.astype(np.float32))

    parts = {"train": examples(80), "valid": examples(20), "test": examples(20)}
    return Dataset("slope", (), parts, ("a", "b"), "y")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", classical("regression"))
def test_numbers_come_in_the_unit_of_the_target(name: str) -> None:
    said, scores = {}, {}
    for unit in (1.0, 1024.0):  # a power of two, so that nothing is rounded otherwise
        setup = Setup(small_spec(name, "diabetes"), slope(unit), "cpu", np.random.default_rng(0))
        learner = implementation(recipe(name).learner)(setup)
        while learner.progress().step < learner.progress().steps:
            learner.step()
        said[unit], scores[unit] = learner.predict("test"), learner.evaluate("test").scores
    assert said[1024.0].values == pytest.approx(1024 * said[1.0].values, rel=1e-5)
    assert scores[1024.0]["rmse"] == pytest.approx(1024 * scores[1.0]["rmse"], rel=1e-5)
    assert scores[1024.0]["mse"] == pytest.approx(1024**2 * scores[1.0]["mse"], rel=1e-5)
    assert scores[1024.0]["r2"] == pytest.approx(scores[1.0]["r2"], rel=1e-5)
    assert (scores[1.0]["r2"] > 0.2) == (name != "dummy")


def test_a_wild_learning_rate_diverges_and_says_so() -> None:
    spec = small_spec("sgd", "diabetes", training={"epochs": 50, "learning_rate": 0.3})
    outcome, journal = play(spec)
    assert outcome.status == "diverged"
    assert journal.progress["epoch"] < 50
    assert outcome.message is not None and "learning rate" in outcome.message.worded()


@pytest.mark.slow
def test_a_run_computes_on_one_thread_whatever_the_environment_says() -> None:
    # Two OpenMP threads on cores that others use too wait for each other: boosting on digits,
    # 8 s of computing on one thread, then took 260 s instead of 14 s.
    program = """
import sys
from sklearn.utils._openmp_helpers import _openmp_effective_n_threads
from threadpoolctl import threadpool_info
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, small_spec
player = Player(small_spec("gradient_boosting", "diabetes"), MemoryJournal())
player.play()
print(_openmp_effective_n_threads(), *[pool["num_threads"] for pool in threadpool_info()])
"""
    unlimited = {
        name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env=unlimited,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.split()) > 2 and set(done.stdout.split()) == {"1"}
