"""Classical generators: mixtures over principal components, and what follows of them exactly."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.networks.repair import Known
from core.training.classical_generative import ClassicalGenerator
from core.training.code_mixture import CodeMixture
from core.training.learner import Setup
from tests.fixtures.playing import small_spec

NAMES = ("pca_sampling", "gaussian_mixture", "kernel_density")


def mixture(bells: int = 3, size: int = 2, values: int = 5, noise: float = 0.3) -> CodeMixture:
    """Return a random mixture; its bells are few, so that all can be worked out at length."""
    random = np.random.default_rng(0)
    basis, _ = np.linalg.qr(random.normal(size=(values, size)))
    roots = random.normal(size=(bells, size, size))
    return CodeMixture(
        mean=random.normal(size=values),
        basis=basis.T,
        noise=noise,
        weights=random.dirichlet(np.ones(bells)),
        means=2 * random.normal(size=(bells, size)),
        covariances=roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(size),
    )


def at_length(model: CodeMixture, matrix: np.ndarray, values: np.ndarray, trust: float):
    """Condition the joint normal distribution of each bell, in the examples' own coordinates."""
    covariances = np.broadcast_to(
        model.covariances, (len(model.weights), *model.covariances.shape[1:])
    )
    # The noise of each known sum, of which no example keeps anything.
    own = np.diag(trust + model.noise * np.square(matrix).sum(1))
    means, shares = [], []
    for weight, centre, covariance in zip(model.weights, model.means, covariances, strict=True):
        spread = model.basis.T @ covariance @ model.basis
        middle = model.mean + model.basis.T @ centre
        within = matrix @ spread @ matrix.T + own
        gain = spread @ matrix.T @ np.linalg.inv(within)
        means.append(middle + gain @ (values - matrix @ middle))
        shares.append(weight * multivariate_normal(matrix @ middle, within).pdf(values))
    return np.average(means, axis=0, weights=shares)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("known", [1, 3])
def test_what_is_expected_is_the_conditional_mean(shared: bool, known: int) -> None:
    model = mixture()
    if shared:
        model = CodeMixture(**{**vars(model), "covariances": model.covariances[:1]})
    random = np.random.default_rng(1)
    matrix, values = random.normal(size=(known, 5)), random.normal(size=known)
    expected = at_length(model, matrix, values, 0.2)
    assert model.expected(matrix, values, 0.2) == pytest.approx(expected)


def test_a_bell_of_no_weight_changes_nothing() -> None:
    model = mixture()
    weights = np.array([0.5, 0.5, 0.0])
    two = CodeMixture(
        **{**vars(model), "weights": weights[:2], "means": model.means[:2]}
        | {"covariances": model.covariances[:2]}
    )
    three = CodeMixture(**{**vars(model), "weights": weights})
    matrix, values = np.eye(5)[:2], np.ones(2)
    assert three.expected(matrix, values, 0.1) == pytest.approx(two.expected(matrix, values, 0.1))


def test_draws_have_the_moments_of_the_mixture() -> None:
    model = mixture()
    drawn = model.draw(100_000, np.random.default_rng(0))
    mean = model.weights @ model.means
    between = (model.means - mean).T * model.weights @ (model.means - mean)
    covariance = np.tensordot(model.weights, model.covariances, 1) + between
    assert drawn.mean(0) == pytest.approx(mean, abs=0.05)
    assert np.cov(drawn, rowvar=False) == pytest.approx(covariance, rel=0.05, abs=0.05)


def learner(name: str, data: str, **params: object) -> ClassicalGenerator:
    """Return a fitted generator."""
    spec = small_spec(name, data, params=params)
    described = source(data)
    loaded = implementation(described.loader)(spec.data)
    made = implementation(recipe(name).learner)(
        Setup(spec, loaded, "cpu", np.random.default_rng(0))
    )
    list(made.step())
    return made


def test_components_are_those_of_scikit_learn() -> None:
    made = learner("pca_sampling", "digits", components=10)
    rows = made.data.splits["train"].inputs.reshape(-1, 64).astype(np.float64)
    components = PCA(10, random_state=0).fit(rows)
    assert made.fitted().noise == pytest.approx(
        (rows.var(0).sum() - components.transform(rows).var(0).sum()) / 64
    )
    held = made.data.splits["valid"].inputs
    again = made.rebuild(held)
    expected = components.inverse_transform(components.transform(held.reshape(-1, 64)))
    assert again.reshape(-1, 64) == pytest.approx(expected.clip(0, 1), abs=1e-5)


@pytest.mark.parametrize("shape", ["full", "tied", "diag", "spherical"])
def test_bells_of_every_shape_are_those_of_scikit_learn(shape: str) -> None:
    made = learner("gaussian_mixture", "ring", bells=5, shape=shape)
    model = made.fitted()
    codes = model.codes(made.rows(made.data.splits["train"].inputs))
    found = GaussianMixture(
        5,
        covariance_type=shape,  # type: ignore[arg-type]
        reg_covar=0.003 * float(codes.var(0).mean()) + 1e-12,
        random_state=0,
        max_iter=200,
    ).fit(codes)
    covariances = np.broadcast_to(model.covariances, (5, 2, 2))
    densities = [
        weight * multivariate_normal(mean, covariance).pdf(codes)
        for weight, mean, covariance in zip(model.weights, model.means, covariances, strict=True)
    ]
    assert np.log(np.sum(densities, axis=0)) == pytest.approx(found.score_samples(codes), abs=1e-6)


def test_a_kernel_is_as_wide_as_it_is_told() -> None:
    narrow, wide = (learner("kernel_density", "digits", bandwidth=width) for width in (0.01, 1.0))
    assert wide.fitted().covariances[0, 0, 0] == pytest.approx(
        1e4 * narrow.fitted().covariances[0, 0, 0]
    )
    train = narrow.data.splits["train"].inputs.reshape(-1, 1, 64)
    made = narrow.sample(20, 0).reshape(20, 64)
    of_training = narrow.rebuild(train.reshape(-1, 1, 8, 8)).reshape(-1, 64)
    nearest = np.abs(made[:, None] - of_training).max(2).min(1)
    assert nearest.max() < 0.05  # each is a training example, seen through the components


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_pictures_or_points(name: str) -> None:
    pictures = learner(name, "digits").sample(50, 0)
    assert (pictures.shape, pictures.dtype) == ((50, 1, 8, 8), np.float32)
    assert pictures.min() >= 0 and pictures.max() <= 1
    plane = learner(name, "ring")
    points = plane.sample(50, 0)
    assert (points.shape, points.dtype) == ((50, 2), np.float32)
    assert points.min() < 0
    assert (plane.sample(50, 0) == points).all()
    assert not (plane.sample(50, 1) == points).all()
    assert plane.rebuild(points) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_half_erased_digit_is_filled_better_than_by_the_mean(name: str) -> None:
    made = learner(name, "digits")
    usual = torch.from_numpy(made.data.splits["train"].inputs.mean(0)).flatten()
    gone = torch.arange(64) >= 32
    errors = []
    for digit in made.data.splits["valid"].inputs[:40]:
        truth = torch.from_numpy(digit).flatten()
        filled = made.repair(Known.erased(truth, gone), torch.Generator())
        assert (filled[~gone] == truth[~gone]).all()
        errors.append([(each - truth)[gone].square().mean() for each in (filled, usual)])
    model, plain = np.mean(errors, axis=0)
    assert model < 0.9 * plain


@pytest.mark.parametrize("name", NAMES)
def test_before_it_is_fitted_there_is_nothing_to_score(name: str) -> None:
    spec = small_spec(name, "ring")
    loaded = implementation(source("ring").loader)(spec.data)
    made = implementation(recipe(name).learner)(
        Setup(spec, loaded, "cpu", np.random.default_rng(0))
    )
    assert made.epoch_scores() == [] and made.evaluate("test").scores == {}
    assert (made.parameter_count(), made.size_bytes()) == (0, None)
    made.step()
    assert made.size_bytes() > 8 * made.parameter_count() > 0
