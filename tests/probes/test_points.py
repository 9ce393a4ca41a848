"""The examples that a plane draws, and what a model is said to make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.catalog.find import source
from core.data.dataset import SPLITS
from core.probes import points as module
from core.probes.boundary import boundary, refitted_boundary
from core.probes.datasets import dataset
from core.probes.points import points
from core.spec.message import SpecError
from core.store.runs import Run
from tests.probes.test_boundary import trained


def loaded(name: str, **settings: Any) -> Any:
    """Return a dataset of the catalog."""
    return dataset(name, source(name).params(**settings))


def test_a_small_tables_points_are_all_its_examples() -> None:
    answer = points({"dataset": "iris", "axes": [2, 0]})
    data = loaded("iris")
    for split in SPLITS:
        part = data.splits[split]
        np.testing.assert_array_equal(answer[f"x.{split}"], part.inputs[:, 2])
        np.testing.assert_array_equal(answer[f"y.{split}"], part.inputs[:, 0])
        np.testing.assert_array_equal(answer[f"target.{split}"], part.targets)
    assert tuple(answer["features"]) == data.features
    assert answer["x.range"][0] < data.splits["train"].inputs[:, 2].min()
    assert "target.range" not in answer


def test_a_large_tables_points_are_few_and_in_proportion() -> None:
    settings = {"size": 12_000, "imbalance": 0.8}
    answer = points({"dataset": "moons", "data": settings})
    sizes = {split: len(answer[f"target.{split}"]) for split in SPLITS}
    assert sizes == {"train": 1200, "valid": 400, "test": 400}
    assert sum(sizes.values()) <= module.MOST_POINTS
    rare = loaded("moons", **settings).splits["train"].targets.mean()
    assert answer["target.train"].mean() == pytest.approx(rare, abs=0.01)


def test_where_a_number_is_predicted_its_range_and_unit_are_told() -> None:
    answer = points({"dataset": "diabetes", "axes": [2, 8]})
    known = loaded("diabetes").splits["train"].targets
    np.testing.assert_allclose(answer["target.range"], [known.min(), known.max()])


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"dataset": "moons", "axes": [0, 2]}, "must be from 0 to 1, not 2"),
        ({"dataset": "moons", "axes": [1, 1]}, "two different features"),
        ({"dataset": "digits"}, "through a table only"),
        ({"dataset": "nowhere"}, "nowhere"),
    ],
)
def test_what_is_no_plane_is_refused(request_: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        points(request_)


@pytest.fixture(scope="module")
def line(home_of_probes: Path) -> Run:
    """Return a linear network for two classes."""
    return trained(home_of_probes, "mlp", "moons", params={"depth": 0}, training={"epochs": 3})


def weights_of_a_line(angle: tuple[float, float], bias: float) -> list[dict[str, Any]]:
    """Return edits after which class B leads where `angle` times the inputs plus `bias` is > 0."""
    numbers = dict(zip((0, 1, "bias"), (*angle, bias), strict=True))
    return [
        {"layer": 1, "unit": unit, "input": name, "value": value if unit else 0.0}
        for unit in (0, 1)
        for name, value in numbers.items()
    ]


def test_a_linear_networks_border_is_where_it_must_be(line: Run) -> None:
    request = {"run": line.id, "tick": "live", "resolution": 40, "examples": True}
    answer = boundary(request | {"edits": weights_of_a_line((2.0, -1.0), 0.5)})
    train = loaded("moons").splits["train"].inputs.astype(np.float64)

    def standard(values: Any, feature: int) -> Any:
        return (values - train[:, feature].mean()) / train[:, feature].std()

    x, y = standard(answer["x"], 0), standard(answer["y"], 1)
    lead = 2 * x[None, :] - y[:, None] + 0.5
    np.testing.assert_array_equal(answer["scores"].argmax(0), lead > 0)
    np.testing.assert_allclose(answer["scores"][1], 1 / (1 + np.exp(-lead)), atol=1e-5)
    test = loaded("moons").splits["test"].inputs
    expected = 2 * standard(test[:, 0], 0) - standard(test[:, 1], 1) + 0.5 > 0
    np.testing.assert_array_equal(answer["said.test"], expected)


def test_an_edited_copy_is_judged_beside_the_run(line: Run) -> None:
    request = {"run": line.id, "tick": "live", "examples": True}
    known = loaded("moons").splits["valid"].targets
    plain = boundary(request)
    assert "original" not in plain
    assert plain["score"] == pytest.approx((plain["said.valid"] == known).mean())
    always_b = weights_of_a_line((0.0, 0.0), 1.0)
    edited = boundary(request | {"edits": always_b})
    assert edited["score"] == pytest.approx((known == 1).mean())
    assert edited["original"] == pytest.approx(plain["score"])
    assert edited["scored"] == len(known)


def test_a_regressors_score_is_its_rmse_on_validation(home_of_probes: Path) -> None:
    run = trained(home_of_probes, "ridge", "diabetes")
    answer = refitted_boundary({"run": run.id, "tick": "live", "examples": True})
    assert answer["score"] == pytest.approx(run.scores["valid"]["rmse"])
    assert not any(name.startswith("said") for name in answer)
    assert "score" not in refitted_boundary({"run": run.id, "tick": "live"})
