"""Augmentation: what it changes, that each example is changed differently, and by what dice."""

import pytest
import torch

from core.spec.training import ImageTraining
from core.training.augmentation import augment
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play, small_spec


@pytest.fixture
def pictures() -> torch.Tensor:
    """Return 64 equal pictures (64, 1, 8, 8) with a single bright pixel right of the middle."""
    images = torch.zeros(64, 1, 8, 8)
    images[:, :, 3, 5] = 1.0
    return images


def places(images: torch.Tensor) -> list[tuple[int, int]]:
    """Return row and column of the brightest pixel of each picture."""
    flat = images.flatten(1).argmax(1)
    return [(int(index) // 8, int(index) % 8) for index in flat]


def test_what_is_off_costs_nothing(pictures: torch.Tensor) -> None:
    before = torch.get_rng_state()
    assert augment(pictures, ImageTraining()) is pictures
    assert torch.equal(torch.get_rng_state(), before)


def test_a_shift_moves_by_whole_pixels_and_no_further(pictures: torch.Tensor) -> None:
    torch.manual_seed(0)
    found = augment(pictures, ImageTraining(shift=1))
    assert found.shape == pictures.shape
    assert found.dtype == pictures.dtype
    assert set(places(found)) == {(row, column) for row in (2, 3, 4) for column in (4, 5, 6)}
    assert torch.allclose(found.sum((1, 2, 3)), torch.ones(64), atol=1e-4)


def test_a_mirror_swaps_left_and_right_in_half_of_the_pictures(pictures: torch.Tensor) -> None:
    torch.manual_seed(0)
    found = places(augment(pictures, ImageTraining(flip=True)))
    assert set(found) == {(3, 5), (3, 2)}
    assert 16 < found.count((3, 2)) < 48


def test_a_rotation_turns_about_the_middle() -> None:
    torch.manual_seed(0)
    bar = torch.zeros(32, 1, 9, 9)
    bar[:, :, 4, :] = 1.0
    found = augment(bar, ImageTraining(rotation=45.0))
    assert torch.allclose(found[:, 0, 4, 4], torch.ones(32), atol=1e-4), "the middle stays"
    ends = found[:, 0, 4, 0]
    assert ends.min() < 0.1 < 0.9 < ends.max()


def test_a_zoom_makes_larger_and_smaller() -> None:
    torch.manual_seed(0)
    square = torch.zeros(64, 1, 16, 16)
    square[:, :, 4:12, 4:12] = 1.0
    areas = augment(square, ImageTraining(zoom=0.5)).sum((1, 2, 3))
    assert areas.min() < 64 * 0.6**2
    assert areas.max() > 64 * 1.4**2
    assert (areas > 64 * 0.45**2).all()
    assert (areas < 64 * 1.55**2).all()


def test_every_example_is_changed_differently_and_every_time() -> None:
    torch.manual_seed(0)
    image = torch.rand(1, 3, 16, 16).expand(8, -1, -1, -1)
    training = ImageTraining(rotation=20.0, zoom=0.1)
    once, again = augment(image, training), augment(image, training)
    everything = torch.cat([once, again]).flatten(1)
    assert len(everything.unique(dim=0)) == 16


def test_the_dice_are_torchs_own_which_checkpoints_keep(pictures: torch.Tensor) -> None:
    training = ImageTraining(shift=2, rotation=10.0, zoom=0.1, flip=True)
    state = torch.get_rng_state()
    first = augment(pictures, training)
    torch.set_rng_state(state)
    assert torch.equal(augment(pictures, training), first)


def test_an_augmented_run_is_resumed_exactly() -> None:
    training = {"shift": 1, "rotation": 10.0, "zoom": 0.1, "flip": True}
    spec = small_spec("cnn", "digits", training=training)
    outcome, journal = play(spec)
    resumed = MemoryJournal()
    while (final := Player(spec, resumed).play("batch")).status == "paused":
        pass
    assert resumed.events() == journal.events()
    assert final.scores == outcome.scores
