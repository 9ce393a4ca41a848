"""Noise, wrong labels and subsets against what can be counted."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.dataset import Dataset, Parts, hold_back, rank_in_class, split_stratified
from core.data.digits import facts, load
from core.data.images import ImageParams, image_dataset, image_facts

COUNTS = (600, 300, 90, 10)  # of each class, so unlike that a fair share is easily told
LABELS = np.repeat(np.arange(4), COUNTS).astype(np.int64)
PARTS = split_stratified(LABELS, valid=200, test=200, seed=0)


def grey(**settings: Any) -> Dataset:
    """Return mid-grey images, from which noise does not clip, in three splits."""
    images = np.full((len(LABELS), 1, 8, 8), 0.5, np.float32)
    return image_dataset("grey", tuple("abcd"), images, LABELS, PARTS, ImageParams(**settings))


def test_the_split_of_digits_is_what_it_always_was() -> None:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    rest, test = train_test_split(
        np.arange(1797), test_size=360, random_state=5, stratify=bunch.target
    )
    train, valid = train_test_split(
        rest, test_size=360, random_state=5, stratify=bunch.target[rest]
    )
    data = load(ImageParams(split_seed=5))
    for name, index in (("train", train), ("valid", valid), ("test", test)):
        part = data.splits[name]  # type: ignore[index]
        assert np.array_equal(part.inputs[:, 0], (bunch.images[index] / 16).astype(np.float32))
        assert np.array_equal(part.targets, bunch.target[index])


def test_each_class_is_in_each_part_in_proportion() -> None:
    for name, size in (("train", 600), ("valid", 200), ("test", 200)):
        counts = np.bincount(LABELS[PARTS[name]], minlength=4)  # type: ignore[index]
        assert counts.sum() == size
        assert np.abs(counts - np.array(COUNTS) * size / 1000).max() <= 1


def test_holding_back_loses_and_doubles_nothing() -> None:
    kept, held = hold_back(np.arange(100, 1000), LABELS, 90, seed=1)
    assert len(held) == 90
    assert sorted([*kept, *held]) == list(range(100, 1000))


@pytest.mark.parametrize("deviation", [0.02, 0.1])
def test_noise_has_the_standard_deviation_asked_for(deviation: float) -> None:
    for part in grey(noise=deviation).splits.values():
        grain = part.inputs - 0.5
        # 12 800 pixels or more: the mean strays by 1 % of the deviation, the deviation by 0.6 %.
        assert abs(grain.mean()) < 0.05 * deviation
        assert grain.std() == pytest.approx(deviation, rel=0.03)
        assert np.abs(np.corrcoef(grain[:, 0, 0, 0], grain[:, 0, 0, 1])[0, 1]) < 0.2


def test_noise_never_leaves_the_range_and_is_each_split_s_own() -> None:
    data = grey(noise=1.0)
    for part in data.splits.values():
        assert part.inputs.min() == 0 and part.inputs.max() == 1
    valid, test = data.splits["valid"].inputs, data.splits["test"].inputs
    assert not np.array_equal(valid, test)


@pytest.mark.parametrize("fraction", [0.1, 0.5, 1.0])
def test_wrong_labels_are_so_many_and_of_another_class(fraction: float) -> None:
    clean, dirty = grey(), grey(label_noise=fraction)
    changed = clean.splits["train"].targets != dirty.splits["train"].targets
    assert changed.sum() == round(600 * fraction)
    assert set(np.unique(dirty.splits["train"].targets)) <= set(range(4))
    # Of class 0, as many go to each of the three others.
    gone = dirty.splits["train"].targets[changed & (clean.splits["train"].targets == 0)]
    shares = np.bincount(gone.astype(int), minlength=4)[1:] / len(gone)
    assert np.abs(shares - 1 / 3).max() < 4 * np.sqrt(2 / 9 / len(gone))
    for split in ("valid", "test"):
        assert np.array_equal(clean.splits[split].targets, dirty.splits[split].targets)


@pytest.mark.parametrize("most", [10, 60, 300, 599])
def test_a_subset_is_stratified_and_of_the_training_examples_alone(most: int) -> None:
    data = grey(subset=most)
    counts = np.bincount(data.splits["train"].targets.astype(int), minlength=4)
    assert counts.sum() == most
    assert (counts >= 1).all()
    share = np.bincount(LABELS[PARTS["train"]]) * most / 600
    assert np.abs(counts - share).max() <= 3  # the least class's one example comes off the rest
    assert len(data.splits["valid"]) == len(data.splits["test"]) == 200


def test_subsets_lie_within_each_other_and_a_large_one_is_everything() -> None:
    def rows(**settings: Any) -> set[bytes]:
        return {image.tobytes() for image in load(ImageParams(**settings)).splits["train"].inputs}

    assert rows(subset=50) < rows(subset=200) < rows()
    assert rows(subset=10_000) == rows()
    assert image_facts(ImageParams(subset=50), (1, 8, 8), (), {"train": 70}).sizes["train"] == 50
    assert facts(ImageParams(subset=10_000)).sizes["train"] == 1077


def test_the_split_seed_decides_all_of_it_and_settings_do_not_disturb_each_other() -> None:
    harder = {"noise": 0.2, "label_noise": 0.3, "subset": 400}
    one, again = load(ImageParams(**harder)), load(ImageParams(**harder))
    other = load(ImageParams(**harder, split_seed=1))
    for split in ("train", "valid", "test"):
        assert np.array_equal(one.splits[split].inputs, again.splits[split].inputs)
        assert np.array_equal(one.splits[split].targets, again.splits[split].targets)
        assert not np.array_equal(one.splits[split].inputs, other.splits[split].inputs)
    noisy = load(ImageParams(noise=0.2, subset=400))
    assert np.array_equal(one.splits["train"].inputs, noisy.splits["train"].inputs)
    labelled = load(ImageParams(label_noise=0.3, subset=400))
    assert np.array_equal(one.splits["train"].targets, labelled.splits["train"].targets)


def test_bytes_become_fractions_in_the_same_layout() -> None:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (10, 4, 5, 3)).astype(np.uint8)
    channels_first = np.moveaxis(images, -1, 1)  # as torchvision hands out CIFAR-10
    labels = np.arange(10) % 2
    parts: Parts = {"train": np.arange(6), "valid": np.arange(6, 8), "test": np.arange(8, 10)}
    about: dict[str, NDArray[Any]] = {"number": np.arange(10)}
    data = image_dataset("x", ("a", "b"), channels_first, labels, parts, ImageParams(), about)
    train = data.splits["train"]
    assert train.inputs.flags.c_contiguous and train.inputs.shape == (6, 3, 4, 5)
    assert train.inputs[2, 1, 3, 4] == np.float32(images[2, 3, 4, 1]) / 255
    assert data.splits["test"].about["number"].tolist() == [8, 9]


def test_the_rank_counts_within_a_class() -> None:
    assert rank_in_class(np.array([3, 1, 3, 3, 1])).tolist() == [0, 0, 1, 2, 1]
