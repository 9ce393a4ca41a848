"""Drawings and photographs, brought into the form of a dataset's pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from core.catalog.build import build_spec
from core.probes.drawing import fit_drawing
from core.spec.message import SpecError
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal

SIDE = 280
BLOCK = [{"type": "batch_norm"}, {"type": "activation"}]
LAYERS = [
    {"type": "convolution", "channels": 16},
    *BLOCK,
    {"type": "max_pool"},
    {"type": "convolution", "channels": 32},
    *BLOCK,
    {"type": "flatten"},
]


@pytest.fixture(scope="module")
def trained() -> Player:
    """Train a convolutional network on the digits, for a second or two."""
    raw = {"recipe": "cnn", "dataset": "digits", "device": "cpu"}
    raw |= {"params": {"layers": LAYERS}, "training": {"epochs": 6}}
    player = Player(build_spec(raw), MemoryJournal())
    player.play()
    return player


def said(player: Player, images: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return which digits a network sees."""
    network = player.learner.network.eval()
    with torch.inference_mode():
        return network(torch.from_numpy(images)).argmax(1).numpy()


def drawn(digit: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.uint8]:
    """Draw a digit smoothly somewhere on a large sheet, large or small."""
    side = int(random.integers(110, 260))
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    sheet = np.zeros((SIDE, SIDE))
    top, left = random.integers(0, SIDE - side + 1, 2)
    sheet[top : top + side, left : left + side] = np.asarray(large).clip(0, 1)
    return np.round(sheet * 255).astype(np.uint8)


def as_drawn(sheet: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Change nothing: bright strokes on black, as on a canvas."""
    return sheet


def with_hard_edges(sheet: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Draw with a pen that has no soft edge, in colour, on white."""
    white = np.full((SIDE, SIDE, 3), 255, np.uint8)
    white[sheet > 110] = (20, 30, 160)
    return white


def photographed(sheet: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Take a photograph of ink on paper that is lit from one side, with noise."""
    shadow = np.linspace(0, 40, SIDE)[None] + np.linspace(0, 20, SIDE)[:, None]
    grey = 210 - shadow - sheet * (120 / 255) + random.normal(0, 4, sheet.shape)
    return grey.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("made", [as_drawn, with_hard_edges, photographed])
def test_a_drawn_digit_is_recognised_like_the_real_one(trained: Player, made) -> None:
    random = np.random.default_rng(0)
    test = trained.setup.data.splits["test"]
    right = said(trained, test.inputs) == test.targets
    assert right.mean() > 0.9
    inputs, targets = test.inputs[right][:200], test.targets[right][:200]
    sheets = [made(drawn(image[0], random), random) for image in inputs]
    fitted = np.stack([fit_drawing(sheet, (1, 8, 8), "ink") for sheet in sheets])
    kept = (said(trained, fitted) == targets).mean()
    assert kept >= 0.9


def test_ink_on_paper_is_the_same_as_light_on_dark() -> None:
    sheet = np.zeros((100, 80), np.uint8)
    sheet[20:70, 30:40] = 200
    light = fit_drawing(sheet, (1, 28, 28), "ink")
    np.testing.assert_allclose(fit_drawing(255 - sheet, (1, 28, 28), "ink"), light, atol=1e-5)
    np.testing.assert_allclose(
        fit_drawing(np.stack([sheet] * 3, axis=-1), (1, 28, 28), "ink"), light, atol=1e-5
    )


def test_strokes_fill_the_box_of_mnist_and_are_centred_by_mass() -> None:
    sheet = np.zeros((300, 300), np.uint8)
    sheet[10:110, 200:220] = 255  # a tall stroke with a foot to the right
    sheet[100:110, 200:250] = 255
    image = fit_drawing(sheet, (1, 28, 28), "ink")[0]
    rows = np.flatnonzero(image.sum(1) > 0.1)
    assert rows[-1] - rows[0] + 1 == 20
    columns = np.flatnonzero(image.sum(0) > 0.1)
    assert columns[-1] - columns[0] + 1 == 10, "the proportions stay"
    mass = image / image.sum()
    middle = np.arange(28) + 0.5
    assert abs(mass.sum(1) @ middle - 14) <= 0.5
    assert abs(mass.sum(0) @ middle - 14) <= 0.5
    assert image.max() == 1


def test_small_digits_fill_their_frame() -> None:
    sheet = np.zeros((50, 50), np.uint8)
    sheet[5:25, 5:11] = 90
    image = fit_drawing(sheet, (1, 8, 8), "ink")[0]
    assert (image.max(1) > 0.9).all()
    assert np.flatnonzero(image.max(0) > 0.1).tolist() in ([3, 4], [2, 3, 4], [3, 4, 5])


def test_where_and_how_large_one_draws_does_not_matter() -> None:
    small, large = np.zeros((280, 280), np.uint8), np.zeros((280, 280), np.uint8)
    small[200:240, 200:230] = 255
    small[210:230, 210:220] = 0
    large[20:180, 60:180] = 255
    large[60:140, 100:140] = 0
    one, other = (fit_drawing(sheet, (1, 28, 28), "ink") for sheet in (small, large))
    np.testing.assert_allclose(one, other, atol=0.05)


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("shape", [(280, 280), (1, 1), (30, 40, 3)])
def test_an_empty_sheet_gets_a_sentence(level: int, shape: tuple[int, ...]) -> None:
    with pytest.raises(SpecError, match="draw something first"):
        fit_drawing(np.full(shape, level, np.uint8), (1, 28, 28), "ink")


def test_a_photograph_is_cut_to_its_middle() -> None:
    wide = np.zeros((40, 100, 3), np.uint8)
    wide[:, 30:70] = (255, 128, 0)
    image = fit_drawing(wide, (3, 32, 32), "photo")
    assert image.shape == (3, 32, 32)
    assert image.dtype == np.float32
    np.testing.assert_allclose(image[0], 1, atol=0.03)
    np.testing.assert_allclose(image[1], 128 / 255, atol=0.03)
    np.testing.assert_allclose(image[2], 0)
    grey = fit_drawing(wide, (1, 20, 20), "photo")
    np.testing.assert_allclose(grey, 0.299 + 0.587 * 128 / 255, atol=0.03)


def test_a_grey_photograph_serves_where_colours_are_wanted() -> None:
    tall = np.repeat(np.arange(120, dtype=np.uint8)[:, None], 30, axis=1)
    image = fit_drawing(tall, (3, 10, 10), "photo")
    assert image.shape == (3, 10, 10)
    np.testing.assert_allclose(image[0], image[2])
    assert (np.diff(image[0], axis=0) > 0).all()
