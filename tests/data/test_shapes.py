"""Generated shapes: what is said of them against what is drawn, and that they are worth it."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.dataset import Examples
from core.data.shapes import CLASSES, SIDE, TEXTURES, ShapesParams, draw, load
from core.recipes.cnn import CNNParams
from tests.fixtures.playing import play, small_spec

FILLED, OUTLINED = TEXTURES.index("filled"), TEXTURES.index("outlined")


@pytest.fixture(scope="module")
def train() -> Examples:
    """Return the training examples of the default set."""
    return load(ShapesParams()).splits["train"]


def one(shape: str, *, radius: float, angle: float = 0.0) -> NDArray[np.float32]:
    """Draw one filled shape, white on black, in the middle of its picture."""
    about = {
        **{"x": SIDE / 2, "y": SIDE / 2, "radius": radius, "angle": angle},
        **{"brightness": 1.0, "ground": 0.0},
    }
    arrays = {key: np.array([value], np.float32) for key, value in about.items()}
    arrays["texture"] = np.array([FILLED])
    return draw(np.array([CLASSES.index(shape)]), arrays)[0]


STAR = 5 * 0.42 * np.sin(np.pi / 5)  # ten triangles between a point, a waist and the middle


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ("circle", np.pi),
        ("square", 2.0),
        ("triangle", 3 * np.sqrt(3) / 4),
        ("cross", 4 * (2 / 3) - (2 / 3) ** 2),
        ("star", STAR),
        ("ring", np.pi * (1 - 0.5**2)),
    ],
)
@pytest.mark.parametrize("angle", [0.0, 0.4])
def test_the_area_drawn_is_the_area_of_the_shape(shape: str, area: float, angle: float) -> None:
    drawn = one(shape, radius=11.0, angle=angle).sum()
    assert drawn == pytest.approx(area * 11**2, rel=0.02)


def test_shapes_lie_where_it_is_said_and_wholly_inside(train: Examples) -> None:
    about = train.about
    ground = about["ground"][:, None, None]
    bright = (train.inputs[:, 0] - ground) / (about["brightness"][:, None, None] - ground)
    centre = np.arange(SIDE) + 0.5
    whole = bright.sum((1, 2))
    across = (bright.sum(1) * centre).sum(1) / whole
    down = (bright.sum(2) * centre).sum(1) / whole
    even = about["texture"] == FILLED
    assert np.abs(across - about["x"])[even].max() < 0.3
    assert np.abs(down - about["y"])[even].max() < 0.3
    for place in ("x", "y"):
        assert (about[place] - about["radius"] >= -1e-4).all()
        assert (about[place] + about["radius"] <= SIDE + 1e-4).all()
        assert about[place].min() < 9 and about[place].max() > SIDE - 9


def test_every_class_comes_in_every_texture_alike(train: Examples) -> None:
    table = np.zeros((len(CLASSES), len(TEXTURES)), int)
    np.add.at(table, (train.targets, train.about["texture"]), 1)
    assert table.sum() == 2000
    assert table.min() > 50
    outlined = train.about["texture"] == OUTLINED
    light = train.inputs[:, 0].mean((1, 2)) - train.about["ground"]
    assert light[outlined].mean() < 0.6 * light[train.about["texture"] == FILLED].mean()


def test_drawing_is_quick_and_repeatable() -> None:
    began = time.process_time()
    first = load(ShapesParams())
    assert time.process_time() - began < 1
    again, other = load(ShapesParams()), load(ShapesParams(split_seed=1))
    assert np.array_equal(first.splits["test"].inputs, again.splits["test"].inputs)
    assert not np.array_equal(first.splits["test"].inputs, other.splits["test"].inputs)


@pytest.mark.slow
def test_a_convolutional_network_sees_what_a_linear_model_cannot() -> None:
    from sklearn.linear_model import LogisticRegression

    data = load(ShapesParams())
    train, test = data.splits["train"], data.splits["test"]
    linear = LogisticRegression(max_iter=50, tol=1e-2)
    linear.fit(train.inputs.reshape(len(train), -1), train.targets)
    score = linear.score(test.inputs.reshape(len(test), -1), test.targets)
    spec = small_spec(
        "cnn",
        "shapes",
        params={"layers": CNNParams().layers},
        training={"epochs": 10, "batch_size": 64},
        data={"count": 3000},
    )
    accuracy = play(spec)[0].scores["test"]["accuracy"]
    assert score < 0.45
    assert accuracy is not None and accuracy > 0.85
