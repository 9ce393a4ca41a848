"""Digits row by row, sounds, and names."""

import unicodedata

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.data import digit_rows, digits, names, tones
from core.data.dataset import SPLITS
from core.data.digit_rows import DigitRowsParams
from core.data.images import ImageParams
from core.data.names import NamesParams
from core.data.symbols import decode
from core.data.tones import TonesParams


@pytest.mark.parametrize(
    "changes", [{}, {"noise": 0.2, "label_noise": 0.1, "subset": 100, "split_seed": 4}], ids=str
)
def test_rows_of_digits_are_the_digits(changes: dict[str, float]) -> None:
    rows = digit_rows.load(DigitRowsParams.model_validate(changes))
    images = digits.load(ImageParams.model_validate(changes))
    assert rows.classes == images.classes
    for split in SPLITS:
        one, other = rows.splits[split], images.splits[split]
        assert np.array_equal(one.inputs.reshape(len(one), -1), other.inputs.reshape(len(one), -1))
        assert np.array_equal(one.inputs, other.inputs[:, 0])
        assert np.array_equal(one.targets, other.targets)


def test_scores_on_rows_and_on_digits_are_comparable() -> None:
    def hashed(dataset: str, **data: int) -> str:
        recipe = "rnn" if dataset == "digit_rows" else "cnn"
        return build_spec({"recipe": recipe, "dataset": dataset, "data": data}).data_hash()

    assert hashed("digits") == hashed("digit_rows")
    assert hashed("digits", split_seed=1) == hashed("digit_rows", split_seed=1)
    assert hashed("digits") != hashed("digit_rows", split_seed=1)


def test_a_spectrogram_shows_the_pitch_of_a_sine_wave() -> None:
    time = np.arange(tones.SAMPLES) / tones.RATE
    pitches = tones.BANDS[[3, 12, 25]]
    waves = np.sin(2 * np.pi * pitches[:, None] * time)
    shown = tones.spectrogram(np.concatenate([waves, 0.1 * waves, 0 * waves]))
    assert shown.shape == (9, tones.FRAMES, len(tones.BANDS))
    assert (shown[:6].argmax(axis=-1) == np.array([3, 12, 25] * 2)[:, None]).all()
    # 20 decibels less is a third of the 60 that are shown; silence is 0.
    loudest = shown.max(axis=-1).mean(axis=1)
    assert loudest[:3] - loudest[3:6] == pytest.approx(20 / 60, abs=0.01)
    assert (loudest[:3] > 0.93).all() and loudest.max() < 1 and not loudest[6:].any()


def test_kinds_of_sound_are_what_they_are_called() -> None:
    data = tones.load(TonesParams(count=480, noise=0, subset=None))
    part = data.splits["train"]
    sounds = part.about["sound"]
    assert sounds.dtype == np.float32 and sounds.shape == (len(part), tones.SAMPLES)
    assert np.abs(sounds).max() <= 1
    where = part.inputs.argmax(axis=-1).astype(float)
    moved = where[:, -4:].mean(axis=1) - where[:, :4].mean(axis=1)
    kinds = np.array(data.classes)[part.targets]
    assert (moved[kinds == "rising"] > 0.5).mean() > 0.95
    assert (moved[kinds == "falling"] < -0.5).mean() > 0.95
    assert (np.abs(moved[kinds == "steady tone"]) < 0.5).all()
    swings = part.inputs.max(axis=-1).std(axis=1)
    assert swings[kinds == "tremolo"].mean() > 5 * swings[kinds == "steady tone"].mean()


def test_names_are_those_that_only_one_language_has() -> None:
    found, shared = names.chosen()
    assert len(found) == len(names.CLASSES) == 10
    everything = [name for own in found for name in own]
    assert len(set(everything)) == len(everything)
    assert shared > 100 and max(map(len, found)) <= 600 and min(map(len, found)) > 300
    # What is told without loading Faker is true of the version that is pinned.
    told = names.facts(NamesParams())
    assert sum(told.sizes.values()) == len(everything)
    assert told.notes[0].values["count"] == shared
    assert set("".join(everything)) == set(names.VOCABULARY[1:])
    assert all(3 <= len(name) <= names.LONGEST for name in everything)
    assert all(name == unicodedata.normalize("NFC", name.lower()) for name in everything)


def test_names_are_laid_out_with_their_languages() -> None:
    data = names.load(NamesParams())
    lists = dict(zip(data.classes, names.chosen()[0], strict=True))
    for part in data.splits.values():
        for row, label in list(zip(part.inputs, part.targets, strict=True))[:50]:
            assert decode(row, data.vocabulary) in lists[data.classes[label]]
    assert "kowalewski" in lists["Polish"] and "virtanen" in lists["Finnish"]
