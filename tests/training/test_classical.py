"""Every baseline against scikit-learn called by hand, on the same split with the same settings."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, recipes, source
from core.data.dataset import Dataset, Examples
from core.training.data_order import DataOrder
from core.training.learner import Setup
from core.training.player import Player
from core.training.scaling import ChannelScaler
from tests.fixtures.playing import MemoryJournal, play, small_spec

SEED = 3
Rows = NDArray[np.float32]


def one_fit(estimator: Any) -> Callable[[Rows, Any], Any]:
    """Return how an estimator is fitted at once."""
    return lambda rows, targets: estimator.fit(rows, targets)


def descended(rows: Rows, targets: Any) -> SGDClassifier:
    """Train a linear model by hand, epoch by epoch, in the order that the run's seed gives."""
    estimator = SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.01, shuffle=False)
    order = DataOrder(len(rows), len(rows), SEED)
    for _ in range(8):
        turn = order.next().numpy()
        estimator.partial_fit(rows[turn], targets[turn], classes=np.arange(10))
    return estimator


# By recipe: whether the pixels are standardised (all together: they share a unit), settings that
# differ from the defaults to be quick, and how it is done by hand.
BY_HAND: dict[str, tuple[bool, dict[str, Any], Callable[[Rows, Any], Any]]] = {
    "logistic_regression": (True, {}, one_fit(LogisticRegression(C=1.0, max_iter=2000))),
    "linear_svm": (True, {}, one_fit(LinearSVC(C=0.1, dual=False))),
    "rbf_svm": (True, {}, one_fit(SVC(C=3.0, gamma=1 / 64, break_ties=True))),
    "k_neighbors": (True, {}, one_fit(KNeighborsClassifier(5, weights="distance"))),
    "naive_bayes": (True, {}, one_fit(GaussianNB(var_smoothing=0.03))),
    "decision_tree": (False, {}, one_fit(DecisionTreeClassifier(random_state=SEED))),
    "random_forest": (
        False,
        {"params": {"trees": 25}},
        one_fit(RandomForestClassifier(25, random_state=SEED)),
    ),
    "gradient_boosting": (
        False,
        {"params": {"rounds": 12}},
        one_fit(
            HistGradientBoostingClassifier(
                max_iter=12, max_features=0.1, early_stopping=False, random_state=SEED
            )
        ),
    ),
    "sgd": (True, {"training": {"epochs": 8}}, descended),
    "dummy": (False, {}, one_fit(DummyClassifier(strategy="prior"))),
}


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """Return the default split."""
    described = source("digits")
    data: Dataset = implementation(described.loader)(described.params())
    return data


def test_every_baseline_has_its_peer() -> None:
    classical = {
        name
        for name, entry in recipes().items()
        if entry.family == "classical" and "tabular" in entry.accepts
    }
    assert set(BY_HAND) == classical


@pytest.mark.parametrize("name", BY_HAND)
def test_scores_equal_scikit_learn_called_by_hand(name: str, digits: Dataset) -> None:
    scaled, changes, fit = BY_HAND[name]
    outcome, _ = play(small_spec(name, "digits", SEED, **{"params": {}, "training": {}} | changes))
    train, test = digits.splits["train"], digits.splits["test"]
    pixels = {"train": train.inputs.reshape(-1, 1), "test": test.inputs.reshape(-1, 1)}
    if scaled:
        scaler = StandardScaler().fit(pixels["train"])
        pixels = {split: scaler.transform(values) for split, values in pixels.items()}
    estimator = fit(pixels["train"].reshape(-1, 64), train.targets)
    rows = pixels["test"].reshape(-1, 64)
    expected = by_hand(estimator, rows, test.targets)
    assert list(outcome.scores["test"]) == list(expected)
    for metric, value in outcome.scores["test"].items():
        assert value == (expected[metric] and pytest.approx(expected[metric], rel=1e-9)), metric
    assert np.array_equal(outcome.predictions["test"].labels, estimator.predict(rows))


def by_hand(estimator: Any, rows: Rows, targets: Any) -> dict[str, float | None]:
    """Return scikit-learn's scores of an estimator; no loss for one without probabilities."""
    labels, probabilistic = estimator.predict(rows), hasattr(estimator, "predict_proba")
    values = estimator.predict_proba(rows) if probabilistic else estimator.decision_function(rows)
    values = values.astype(np.float64)
    scores: dict[str, float | None] = {"accuracy": metrics.accuracy_score(targets, labels)}
    for average in ("macro", "weighted"):
        for metric in ("precision", "recall", "f1"):
            score = getattr(metrics, f"{metric}_score")
            scores[f"{metric}_{average}"] = score(
                targets, labels, average=average, zero_division=0.0
            )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of float32, whose rows sum to one less exactly
        scores["log_loss"] = metrics.log_loss(targets, values) if probabilistic else None
    scores["roc_auc"] = metrics.roc_auc_score(np.eye(10)[targets], values)
    return scores


@pytest.mark.parametrize("name", ["random_forest", "gradient_boosting"])
@pytest.mark.parametrize("seed", [0, 1])
def test_growing_equals_one_fit_to_the_last_bit(name: str, seed: int, digits: Dataset) -> None:
    params = {"trees": 25} if name == "random_forest" else {"rounds": 12}
    player = Player(small_spec(name, "digits", seed, params=params), MemoryJournal())
    player.play()
    rows = {split: part.inputs.reshape(-1, 64) for split, part in digits.splits.items()}
    learner: Any = player.learner
    single = learner.estimator(next(iter(params.values()))).set_params(warm_start=False)
    single.fit(rows["train"], digits.splits["train"].targets)
    assert np.array_equal(learner.predict("test").scores, single.predict_proba(rows["test"]))


def player_of(name: str, **changes: Any) -> Player:
    """Return a player whose run is at its end."""
    player = Player(small_spec(name, "digits", **changes), MemoryJournal())
    assert player.learner.parameter_count() == 0
    assert player.learner.size_bytes() is None
    player.play()
    return player


@pytest.mark.parametrize(
    ("name", "changes", "count"),
    [
        ("logistic_regression", {}, 10 * 64 + 10),
        ("linear_svm", {}, 10 * 64 + 10),
        ("sgd", {}, 10 * 64 + 10),
        ("k_neighbors", {}, 1077 * 64 + 1077),
        ("naive_bayes", {}, 10 * 64 * 2 + 10),
        ("dummy", {}, 10),
        ("decision_tree", {"params": {"max_depth": 1}}, 3),
        ("random_forest", {"params": {"trees": 4, "max_depth": 1}}, 4 * 3),
    ],
)
def test_parameters_are_the_numbers_that_are_learned(
    name: str, changes: dict[str, Any], count: int
) -> None:
    player = player_of(name, **changes)
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


@pytest.mark.parametrize("name", BY_HAND)
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


def test_restored_coefficients_are_equal_to_the_last_bit() -> None:
    def trained(steps: int, state: Any = None, orders: Any = None) -> tuple[Any, Setup]:
        spec = small_spec("sgd", "digits")
        data = implementation(source("digits").loader)(spec.data)
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
    assert np.array_equal(rest.predict("test").scores, whole.predict("test").scores)
