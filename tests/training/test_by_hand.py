"""Every baseline against scikit-learn called by hand, on the same split with the same settings."""

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import Lasso, LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, recipes, source
from core.data.dataset import Dataset
from core.training.data_order import DataOrder
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play, small_spec

SEED = 3
EPOCHS = 8
Rows = NDArray[np.float32]
Fit = Callable[[Rows, Any], Any]
DATA = {
    "digits": "classification",
    "digit_rows": "classification",
    "breast_cancer": "classification",
    "diabetes": "regression",
    "sine_mix": "regression",  # of what comes next, from the values before it
}


class Peer(NamedTuple):
    """How a baseline is done by hand.

    Attributes:
        scaled: Whether features, and targets that are numbers, are standardised.
        fits: By task, from the count of features and whether they are pixels to a fitting function.
        changes: Settings that differ from the defaults, to be quick.
    """

    scaled: bool
    fits: dict[str, Callable[[int, bool], Fit]]
    changes: dict[str, Any] = {}  # noqa: RUF012 - never written to


def once(make: Callable[[int, bool], Any]) -> Callable[[int, bool], Fit]:
    """Return how an estimator is fitted at once."""
    return lambda count, pixels: lambda rows, targets: make(count, pixels).fit(rows, targets)


def descended(estimator: Any, **known: Any) -> Fit:
    """Return how a linear model is trained, epoch by epoch, in the order of the run's seed."""

    def fit(rows: Rows, targets: Any) -> Any:
        order = DataOrder(len(rows), len(rows), SEED)
        classes = {"classes": np.unique(targets)} if known else {}
        for _ in range(EPOCHS):
            turn = order.next().numpy()
            estimator.partial_fit(rows[turn], targets[turn], **classes)
        return estimator

    return fit


PACE: dict[str, Any] = {"learning_rate": "constant", "eta0": 0.01, "shuffle": False}
BOOSTING: dict[str, Any] = {"max_iter": 12, "early_stopping": False, "random_state": SEED}
FOREST: dict[str, Any] = {"random_state": SEED, "max_features": "sqrt"}
BY_HAND = {
    "logistic_regression": Peer(
        True, {"classification": once(lambda n, p: LogisticRegression(C=1.0, max_iter=2000))}
    ),
    "linear_svm": Peer(True, {"classification": once(lambda n, p: LinearSVC(C=0.1, dual=False))}),
    "rbf_svm": Peer(
        True, {"classification": once(lambda n, p: SVC(C=3.0, gamma=1 / n, break_ties=True))}
    ),
    "naive_bayes": Peer(
        True, {"classification": once(lambda n, p: GaussianNB(var_smoothing=0.03))}
    ),
    "ridge": Peer(True, {"regression": once(lambda n, p: Ridge(alpha=1.0))}),
    "lasso": Peer(True, {"regression": once(lambda n, p: Lasso(alpha=0.01, max_iter=10_000))}),
    "svr": Peer(True, {"regression": once(lambda n, p: SVR(C=1.0, epsilon=0.1, gamma=1 / n))}),
    "k_neighbors": Peer(
        True,
        {
            "classification": once(lambda n, p: KNeighborsClassifier(5, weights="distance")),
            "regression": once(lambda n, p: KNeighborsRegressor(5, weights="distance")),
        },
    ),
    "decision_tree": Peer(
        False,
        {
            "classification": once(lambda n, p: DecisionTreeClassifier(random_state=SEED)),
            "regression": once(lambda n, p: DecisionTreeRegressor(random_state=SEED)),
        },
    ),
    "random_forest": Peer(
        False,
        {
            "classification": once(lambda n, p: RandomForestClassifier(25, **FOREST)),
            "regression": once(lambda n, p: RandomForestRegressor(25, **FOREST)),
        },
        {"params": {"trees": 25}},
    ),
    "gradient_boosting": Peer(
        False,
        {
            "classification": once(
                lambda n, p: HistGradientBoostingClassifier(
                    max_features=0.1 if p else 0.25, **BOOSTING
                )
            ),
            "regression": once(
                lambda n, p: HistGradientBoostingRegressor(max_features=0.25, **BOOSTING)
            ),
        },
        {"params": {"rounds": 12}},
    ),
    "sgd": Peer(
        True,
        {
            "classification": lambda n, p: descended(
                SGDClassifier(loss="log_loss", **PACE), classes=True
            ),
            "regression": lambda n, p: descended(SGDRegressor(**PACE)),
        },
        {"training": {"epochs": EPOCHS}},
    ),
    "dummy": Peer(
        False,
        {
            "classification": once(lambda n, p: DummyClassifier(strategy="prior")),
            "regression": once(lambda n, p: DummyRegressor(strategy="mean")),
        },
    ),
}


@cache
def loaded(name: str) -> Dataset:
    """Return a dataset as small runs learn from it."""
    spec = small_spec("dummy", name)
    data: Dataset = implementation(source(name).loader)(spec.data)
    return data


def rows_of(data: Dataset, scaled: bool) -> dict[str, Rows]:
    """Return the inputs with an example a row; what shares a unit is scaled alike."""
    train = data.splits["train"].inputs
    columns = {
        split: part.inputs.reshape(-1, 1) if train.ndim > 2 else part.inputs
        for split, part in data.splits.items()
    }
    if scaled:
        scaler = StandardScaler().fit(columns["train"])
        columns = {split: scaler.transform(values) for split, values in columns.items()}
    return {split: values.reshape(-1, train[0].size) for split, values in columns.items()}


def test_every_baseline_has_its_peer() -> None:
    classical = {
        name: set(entry.tasks) - {"forecasting"}  # the same estimators as for any number
        for name, entry in recipes().items()
        if entry.family == "classical" and "tabular" in entry.accepts
    }
    assert {name: set(peer.fits) for name, peer in BY_HAND.items()} == classical


@pytest.mark.parametrize(
    ("name", "data_name"),
    [(name, data) for name in BY_HAND for data in DATA if DATA[data] in BY_HAND[name].fits],
)
def test_scores_equal_scikit_learn_called_by_hand(name: str, data_name: str) -> None:
    peer, data = BY_HAND[name], loaded(data_name)
    settings = {"params": {}, "training": {}} | peer.changes
    outcome, _ = play(small_spec(name, data_name, SEED, **settings))
    rows = rows_of(data, peer.scaled)
    pixels = data.splits["train"].inputs.ndim > 2 and bool(data.classes)
    fit = peer.fits[DATA[data_name]](rows["train"].shape[1], pixels)
    targets, test = data.splits["train"].targets, data.splits["test"].targets
    said: Any = outcome.predictions["test"]
    if data.classes:
        estimator = fit(rows["train"], targets)
        assert np.array_equal(said.labels, estimator.predict(rows["test"]))
        expected = classifier_scores(estimator, rows["test"], test)
    else:
        answers = targets.astype(np.float64)
        mean, deviation = (answers.mean(), answers.std()) if peer.scaled else (0.0, 1.0)
        estimator = fit(rows["train"], (answers - mean) / deviation)
        values = estimator.predict(rows["test"]) * deviation + mean
        assert said.values == pytest.approx(values, rel=1e-9)
        assert np.array_equal(said.targets, test)
        expected = regressor_scores(test, values)
    assert list(outcome.scores["test"]) == list(expected)
    for metric, value in outcome.scores["test"].items():
        assert value == (expected[metric] and pytest.approx(expected[metric], rel=1e-9)), metric


def classifier_scores(estimator: Any, rows: Rows, targets: Any) -> dict[str, float | None]:
    """Return scikit-learn's scores of a classifier; no loss for one without probabilities."""
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
    if len(estimator.classes_) == 2:
        second = values if values.ndim == 1 else values[:, 1]
        scores["roc_auc"] = metrics.roc_auc_score(targets, second)
    else:
        scores["roc_auc"] = metrics.roc_auc_score(np.eye(10)[targets], values)
    return scores


def regressor_scores(targets: Any, values: Any) -> dict[str, float | None]:
    """Return scikit-learn's scores of estimates."""
    return {
        "mae": metrics.mean_absolute_error(targets, values),
        "mse": metrics.mean_squared_error(targets, values),
        "rmse": metrics.root_mean_squared_error(targets, values),
        "r2": metrics.r2_score(targets, values),
        "mape": metrics.mean_absolute_percentage_error(targets, values),
    }


@pytest.mark.parametrize("name", ["random_forest", "gradient_boosting"])
@pytest.mark.parametrize("data_name", ["digits", "diabetes"])
@pytest.mark.parametrize("seed", [0, 1])
def test_growing_equals_one_fit_to_the_last_bit(name: str, data_name: str, seed: int) -> None:
    params = {"trees": 25} if name == "random_forest" else {"rounds": 12}
    player = Player(small_spec(name, data_name, seed, params=params), MemoryJournal())
    player.play()
    data, rows = loaded(data_name), rows_of(loaded(data_name), scaled=False)
    learner: Any = player.learner
    single = learner.estimator(next(iter(params.values()))).set_params(warm_start=False)
    single.fit(rows["train"], data.splits["train"].targets)
    said = learner.predict("test")
    if data.classes:
        assert np.array_equal(said.scores, single.predict_proba(rows["test"]))
    else:
        assert np.array_equal(said.values, single.predict(rows["test"]))


def test_a_count_of_features_becomes_the_fraction_that_is_rounded_up_to_it() -> None:
    for count in range(1, 11):
        spec = small_spec("gradient_boosting", "diabetes", params={"features": count})
        learner: Any = Player(spec, MemoryJournal()).learner
        assert int(np.ceil(learner.estimator(1).max_features * 10)) == count
    assert recipe("gradient_boosting").params().features is None
