"""Toys and surfaces against their formulas, and what makes every table harder."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data import surfaces
from core.data.dataset import SPLITS, Dataset
from core.data.drawn import DrawnParams
from core.data.surfaces import HEIGHTS, SurfacesParams
from core.data.tables import Table, TableParams, table_dataset
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.fixtures.playing import play

TOYS = ("moons", "circles", "xor", "spiral", "blobs")


def toy(name: str, **settings: Any) -> Dataset:
    """Load a toy."""
    entry = source(name)
    data: Dataset = implementation(entry.loader)(parse(entry.params, settings, "data"))
    return data


def whole(data: Dataset) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return x, y and targets of all examples."""
    inputs = np.concatenate([data.splits[split].inputs for split in SPLITS]).astype(np.float64)
    targets = np.concatenate([data.splits[split].targets for split in SPLITS])
    return inputs[:, 0], inputs[:, 1], targets


def test_moons_are_half_circles() -> None:
    x, y, label = whole(toy("moons", noise=0))
    right, up = 1.5 * x + 0.5, 1.5 * y + 0.25
    first = label == 0
    assert np.allclose(np.hypot(right, up)[first], 1, atol=1e-5) and (up[first] > -1e-6).all()
    second = np.hypot(1 - right, 0.5 - up)[~first]
    assert np.allclose(second, 1, atol=1e-5) and (up[~first] < 0.5 + 1e-6).all()


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_circles_have_evenly_spaced_radii(classes: int) -> None:
    x, y, label = whole(toy("circles", noise=0, classes=classes))
    assert np.allclose(np.hypot(x, y), 0.9 * (classes - label) / classes, atol=1e-6)


def test_xor_is_whether_the_signs_agree() -> None:
    x, y, label = whole(toy("xor", noise=0))
    assert np.array_equal(x * y < 0, label == 1)
    quarters = np.unique(2 * (x > 0) + (y > 0), return_counts=True)[1]
    assert len(quarters) == 4 and quarters.min() > 200


@pytest.mark.parametrize(("turns", "classes"), [(2.0, 2), (0.5, 2), (3.25, 4)])
def test_a_spiral_s_angle_grows_with_its_radius(turns: float, classes: int) -> None:
    x, y, label = whole(toy("spiral", noise=0, turns=turns, classes=classes))
    radius = np.hypot(x, y)
    turned = np.arctan2(y, x) / (2 * np.pi) - turns * radius - label / classes
    assert np.abs(turned - np.round(turned)).max() < 1e-5
    assert radius.min() >= 0.1 - 1e-6 and radius.max() <= 1 + 1e-6


def test_the_default_spiral_is_the_one_that_is_promised_on() -> None:
    params = source("spiral").params()
    assert params.model_dump() == {
        **{"size": 1000, "turns": 2.0, "noise": 0.02, "imbalance": 0.0, "classes": 2},
        **{"split_seed": 0, "label_noise": 0.0, "subset": None, "extra_noise_columns": 0},
    }


def test_blobs_are_points_on_a_circle_with_noise() -> None:
    x, y, label = whole(toy("blobs", noise=0, classes=4))
    assert {(round(a, 3), round(b, 3)) for a, b in zip(x + 0, y + 0, strict=True)} == {
        *((0.0, 0.6), (-0.6, 0.0), (-0.0, -0.6), (0.6, -0.0)),
    }
    x, y, label = whole(toy("blobs", noise=0.2, classes=4, size=20_000))
    assert np.std(x[label == 0]) == pytest.approx(0.2, rel=0.05)
    assert np.mean(y[label == 0]) == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize("name", TOYS)
def test_noise_moves_every_point_by_as_much(name: str) -> None:
    clean, noisy = whole(toy(name, noise=0, size=5000)), whole(toy(name, noise=0.3, size=5000))
    assert np.array_equal(clean[2], noisy[2])
    for axis in (0, 1):
        assert np.std(noisy[axis] - clean[axis]) == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize("name", TOYS)
def test_toys_lie_where_a_plane_from_minus_1_5_to_1_5_shows_them(name: str) -> None:
    x, y, _ = whole(toy(name))
    assert max(np.abs(x).max(), np.abs(y).max()) < 1.5
    assert np.abs(x).max() > 0.8


@pytest.mark.parametrize(
    ("settings", "counts"),
    [
        ({"size": 1000}, [500, 500]),
        ({"size": 101}, [51, 50]),
        ({"size": 1000, "imbalance": 0.75}, [800, 200]),
        ({"size": 100, "imbalance": 0.95}, [95, 5]),
        ({"size": 600, "imbalance": 0.5, "classes": 3}, [267, 200, 133]),
    ],
)
def test_the_last_class_may_be_rare(settings: dict[str, Any], counts: list[int]) -> None:
    data = toy("circles", **settings)
    assert np.bincount(whole(data)[2]).tolist() == counts
    for part in data.splits.values():  # in the same proportion everywhere
        assert np.bincount(part.targets) / len(part) == pytest.approx(
            np.array(counts) / sum(counts), abs=0.02
        )


def test_what_was_drawn_is_what_is_learned() -> None:
    points = tuple((x / 20, -x / 40, 7 if x % 3 else 2) for x in range(20))
    params = DrawnParams(points=points)
    facts = source("drawn").facts(params)
    assert facts.classes == ("C", "H") and facts.sizes == {"train": 12, "valid": 4, "test": 4}
    x, y, label = whole(implementation(source("drawn").loader)(params))
    found = sorted(zip(x.round(4), y.round(4), 2 + 5 * label, strict=True))
    assert found == [pytest.approx(point) for point in sorted(points)]


@pytest.mark.parametrize(
    ("points", "answer"),
    [
        ((), "draw 5 or more points"),
        (((0, 0, 0),) * 4, "draw 5 or more points"),
        (((0, 0, 0),) * 30 + ((1, 1, 1),) * 4, "draw 5 or more points"),
        (((0, 0, 0),) * 2001, "2000 is the most"),
        (((0, 9, 0),), "1.5 or less, not 9"),
        (((0, 0, 10),), "less than 10, not 10"),
        (((0, 0, 0.5),), "whole number"),
        (((0, float("nan"), 1),), "finite"),
    ],
)
def test_what_cannot_be_learned_from_is_said(points: Any, answer: str) -> None:
    with pytest.raises(SpecError, match=answer):
        source("drawn").facts(parse(DrawnParams, {"points": points}, "data"))


def test_points_of_one_class_can_be_imitated_but_not_told_apart() -> None:
    data = {"points": [[x / 30, x / 60, 3] for x in range(30)]}
    outcome, _ = play(
        build_spec(
            {
                **{"recipe": "gan", "dataset": "drawn", "data": data},
                "training": {"epochs": 1, "steps_per_epoch": 2, "batch_size": 8},
            }
        )
    )
    assert outcome.status == "finished"
    with pytest.raises(SpecError, match="one class, D; to tell classes apart takes two") as told:
        build_spec({"recipe": "mlp", "dataset": "drawn", "data": data})
    assert [problem.field for problem in told.value.problems] == ["data"]


@pytest.mark.parametrize(
    ("name", "x", "y", "height"),
    [
        ("plane", 0.5, 0.25, 0.375),
        ("saddle", 0.5, -1.0, -0.75),
        ("ripple", 0.0, 0.0, 1.0),
        ("ripple", 0.3, 0.4, np.sin(5) / 5),
        ("peaks", 0.0, 0.0, 0.9810118431238463 / 8),  # MATLAB: peaks(0, 0)
        ("peaks", 0.0, 1 / 3, (3 * np.exp(-4) + 10 * np.exp(-1) - np.exp(-2) / 3) / 8),
    ],
)
def test_surfaces_have_the_heights_of_their_formulas(
    name: Any, x: float, y: float, height: float
) -> None:
    assert HEIGHTS[name](np.array([x]), np.array([y]))[0] == pytest.approx(height)


def test_outliers_are_thrown_into_training_alone() -> None:
    clean, thrown = (surfaces.load(SurfacesParams(outliers=part)) for part in (0.0, 0.1))
    assert np.array_equal(clean.splits["test"].targets, thrown.splits["test"].targets)
    assert np.array_equal(clean.splits["valid"].targets, thrown.splits["valid"].targets)
    off = thrown.splits["train"].targets - clean.splits["train"].targets
    assert np.count_nonzero(off) == 60
    assert ((abs(off[off != 0]) > 2 - 1e-5) & (abs(off[off != 0]) < 4 + 1e-5)).all()
    assert (off > 0).any() and (off < 0).any()


def test_noise_on_heights_is_as_large_as_it_says() -> None:
    for noise in (0.0, 0.2):
        x, y, height = whole(surfaces.load(SurfacesParams(noise=noise, size=5000)))
        assert np.std(height - HEIGHTS["ripple"](x, y)) == pytest.approx(noise, rel=0.05, abs=1e-6)


def small_table(**changes: Any) -> Table:
    """Return a table of two columns, the second in thousands, with the number as the answer."""
    inputs = np.random.default_rng(0).normal(0, (1, 1000), (500, 2)).astype(np.float32)
    values: dict[str, Any] = {"targets": inputs[:, 0] * 2, "features": ("a", "b")}
    return Table(inputs, **(values | changes))


def test_a_missing_value_becomes_the_median_of_the_training_examples() -> None:
    table = small_table()
    table.inputs[::3, 1] = np.nan
    data = table_dataset("x", table, TableParams())
    train = data.splits["train"].about["row"]
    median = np.nanmedian(table.inputs[train, 1])
    for part in data.splits.values():
        raw = table.inputs[part.about["row"]]
        assert np.array_equal(part.inputs, np.where(np.isnan(raw), median, raw))
    assert median != np.nanmedian(table.inputs[:, 1])
    few = table_dataset("x", table, TableParams(subset=20))  # nothing but those may be looked at
    chosen = few.splits["train"].about["row"]
    assert len(chosen) == 20 and set(chosen) < set(train)
    gaps = np.isnan(table.inputs[few.splits["test"].about["row"], 1])
    assert (few.splits["test"].inputs[gaps, 1] == np.nanmedian(table.inputs[chosen, 1])).all()


def test_noise_is_in_units_of_each_feature() -> None:
    clean = table_dataset("x", small_table(), TableParams())
    noisy = table_dataset("x", small_table(), TableParams(extra_noise_columns=1), noise=0.5)
    deviations = clean.splits["train"].inputs.std(axis=0)
    for split in SPLITS:
        added = noisy.splits[split].inputs[:, :2] - clean.splits[split].inputs
        assert added.std(axis=0) / deviations == pytest.approx([0.5, 0.5], rel=0.15)


def test_columns_of_noise_say_nothing_and_change_nothing() -> None:
    clean, more, most = (toy("moons", extra_noise_columns=count) for count in (0, 3, 5))
    assert more.features == ("x", "y", "noise 1", "noise 2", "noise 3")
    for split in SPLITS:
        assert np.array_equal(more.splits[split].inputs[:, :2], clean.splits[split].inputs)
        assert np.array_equal(most.splits[split].inputs[:, :5], more.splits[split].inputs)
    noise = np.concatenate([most.splits[split].inputs[:, 2:] for split in SPLITS])
    assert noise.mean(axis=0) == pytest.approx(np.zeros(5), abs=0.15)
    assert noise.std(axis=0) == pytest.approx(np.ones(5), abs=0.1)
    assert np.abs(np.corrcoef(noise.T) - np.eye(5)).max() < 0.15


@pytest.mark.parametrize("fraction", [0.0, 0.25, 1.0])
def test_wrong_labels_are_as_many_as_wanted(fraction: float) -> None:
    clean, wrong = toy("blobs"), toy("blobs", label_noise=fraction)
    changed = clean.splits["train"].targets != wrong.splits["train"].targets
    assert changed.sum() == round(600 * fraction)


def test_wrong_numbers_are_those_of_other_examples() -> None:
    clean = table_dataset("x", small_table(), TableParams())
    wrong = table_dataset("x", small_table(), TableParams(label_noise=0.5))
    before, after = clean.splits["train"].targets, wrong.splits["train"].targets
    assert (before != after).sum() == 150
    assert set(after.tolist()) <= set(before.tolist())
