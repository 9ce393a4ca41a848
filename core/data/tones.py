"""`tones`: short sounds of eight kinds, each as a picture of its loudness over time and pitch.

A clip lasts half a second at 4000 samples a second. Its spectrogram is the power of the short-time
Fourier transform in 28 overlapping frames of 64 ms under Hann's window, summed up in 32 bands of
pitch that overlap like triangles, nine to the octave, in decibels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.descriptions import DataSource, Facts
from core.data.dataset import Dataset
from core.data.labelled import LabelledParams, labelled_dataset, labelled_sizes
from core.spec.message import N_
from core.spec.parameters import Parameters, setting

RATE = 4000  # samples a second
SAMPLES = RATE // 2
FRAME, HOP = 256, 64  # samples
FRAMES = (SAMPLES - FRAME) // HOP + 1
BANDS = 180 * 2 ** (np.arange(32) / 9)
"""The pitch in the middle of each band, Hz."""
CLASSES = (
    *(N_("steady tone"), N_("two tones"), N_("rising"), N_("falling")),
    *(N_("tremolo"), N_("vibrato"), N_("noise burst"), N_("clicks")),
)
_RANGE = 60.0  # decibels below the loudest sine wave, where silence begins
Sounds = NDArray[np.float64]
"""(example, sample), or (example, 1) for what holds throughout a clip."""


class ToneSettings(Parameters):
    """How many clips there are, and how clean."""

    count: int = setting(
        2400,
        N_("Clips"),
        N_("How many clips there are, all splits together, each kind equally often."),
        ge=240,
        le=12_000,
        step=240,
    )
    noise: float = setting(
        0.1,
        N_("Noise"),
        N_(
            "The standard deviation of the hiss added to every clip, where the loudest tones swing "
            "between -1 and 1 and the quietest a fifth of that. Try 0 and then 0.5, and listen."
        ),
        ge=0,
        le=2,
        step=0.05,
    )


class TonesParams(LabelledParams, ToneSettings):
    """Settings of `tones`."""


def facts(params: TonesParams) -> Facts:
    """Return what is known before any clip is made."""
    return Facts((FRAMES, len(BANDS)), CLASSES, labelled_sizes(params, params.count))


def load(params: TonesParams) -> Dataset:
    """Return spectrograms: (example, frame, band), float32, 0 silent to 1 loud.

    Each example's `about` tells its `sound`: (example, sample), float32 between -1 and 1.
    """
    random = np.random.default_rng(params.split_seed)
    labels = np.arange(params.count) % len(CLASSES)
    clean = np.empty((params.count, SAMPLES))
    for label in range(len(CLASSES)):
        members = np.flatnonzero(labels == label)
        clean[members] = _clips(label, len(members), random)
    sounds = clean + params.noise * random.standard_normal(clean.shape)
    loudest = np.abs(sounds).max(axis=1, keepdims=True)
    return labelled_dataset(
        "tones",
        CLASSES,
        spectrogram(sounds),
        labels,
        params,
        about={"sound": (sounds / np.maximum(1, loudest)).astype(np.float32)},
    )


def spectrogram(sounds: Sounds) -> NDArray[np.float32]:
    """Return how loud each band is at each time: (example, frame, band), from 0 to 1."""
    # Some at a time: the frames overlap, so all at once would take sixteen times the memory.
    parts = [_spectrogram(sounds[start : start + 500]) for start in range(0, len(sounds), 500)]
    return np.concatenate(parts)


def _spectrogram(sounds: Sounds) -> NDArray[np.float32]:
    window, starts = np.hanning(FRAME), HOP * np.arange(FRAMES)
    frames = sounds[:, starts[:, None] + np.arange(FRAME)] * window
    # A sine wave between -1 and 1 has half the window's sum at its own frequency, and half of
    # that on each side, so 1.5 times the power of its own frequency if a band holds them all.
    power = np.abs(np.fft.rfft(frames) / (window.sum() / 2)) ** 2 / 1.5
    decibels = 10 * np.log10(power @ _bands() + 1e-12)
    levels: NDArray[np.float32] = np.clip(1 + decibels / _RANGE, 0, 1).astype(np.float32)
    return levels


def _bands() -> NDArray[np.float64]:
    """Return how much of each frequency is in each band: (frequency, band)."""
    frequencies = np.fft.rfftfreq(FRAME, 1 / RATE)
    octaves = np.log2(np.maximum(1, frequencies))[:, None] - np.log2(BANDS)
    parts: NDArray[np.float64] = np.maximum(0, 1 - 9 * np.abs(octaves))
    return parts


def _clips(label: int, count: int, random: np.random.Generator) -> Sounds:
    """Return clips of one kind without hiss, each of its own pitch, phase and loudness."""

    def drawn(low: float, high: float) -> Any:
        return random.uniform(low, high, (count, 1))

    time = np.arange(SAMPLES) / RATE  # seconds
    # As far apart to the ear, whatever the pitch: 300 to 1200 Hz.
    pitch, phase = 300 * 4 ** drawn(0, 1), drawn(0, 2 * np.pi)
    loudness = 10 ** drawn(-0.7, 0)
    kind, swing = CLASSES[label], drawn(4, 12) * time + drawn(0, 1)  # turns of what comes and goes
    if kind == "rising" or kind == "falling":
        change = drawn(0.2, 0.8) * (1 if kind == "rising" else -1)  # octaves in the whole clip
        pitch = pitch * 2 ** (change * (time / time[-1] - 0.5))
    elif kind == "vibrato":
        pitch = pitch * 2 ** (drawn(0.06, 0.25) * np.sin(2 * np.pi * swing))
    wave = _sine(np.broadcast_to(pitch, (count, SAMPLES)), phase)
    if kind == "two tones":
        other = pitch * 2 ** drawn(0.25, 0.75)
        second = _sine(np.broadcast_to(other, (count, SAMPLES)), drawn(0, 2 * np.pi))
        wave = (wave + drawn(0.3, 1) * second) / 2
    elif kind == "tremolo":
        wave = wave * (1 - drawn(0.5, 1) * (1 + np.sin(2 * np.pi * swing)) / 2)
    elif kind == "noise burst":
        middle, width = drawn(0.1, 0.4), drawn(0.03, 0.12)
        wave = 0.5 * random.standard_normal(wave.shape) * np.exp(-(((time - middle) / width) ** 2))
    elif kind == "clicks":
        since = (drawn(12, 40) * time + drawn(0, 1)) % 1  # turns since the last click
        wave = wave * np.exp(-since * drawn(4, 12))
    clips: Sounds = loudness * wave
    return clips


def _sine(pitch: Sounds, phase: Sounds) -> Sounds:
    """Return sine waves whose pitch may change: the phase is the sum of all pitch before.

    Args:
        pitch: (example, sample), Hz.
        phase: (example, 1), radians, at the start.
    """
    waves: Sounds = np.sin(2 * np.pi * np.cumsum(pitch, axis=1) / RATE + phase)
    return waves


SOURCE = DataSource(
    name="tones",
    title=N_("Short sounds"),
    summary=N_(
        "Eight kinds of sound of half a second: tones that stay, rise, fall or tremble, "
        "pairs of them, clicks, hisses. Models get the loudness of 32 pitches at 28 times. Some "
        "clips drown in noise, so nobody gets all of them right."
    ),
    kind="sequence",
    task="classification",
    loader="core.data.tones:load",
    facts=facts,
    params=TonesParams,
    origin=N_("Generated by the playground itself"),
    licence="CC0",
)
