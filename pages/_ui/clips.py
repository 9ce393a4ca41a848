"""Short sounds: how each swings, how loud it is at each pitch, and a button to hear it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.tones import RATE
from pages._ui.gallery import png
from pages._ui.language import _

_SIDE = (60, 220)  # pixels of a waveform
_BLUE = (37, 99, 235)
_COLUMNS = 4
_LEAST_RATE = 16_000  # samples a second; not every browser plays slower ones


def clips(sounds: NDArray[Any], spectrograms: NDArray[Any], names: Sequence[str]) -> None:
    """Draw sounds in a grid.

    Args:
        sounds: (clip, sample), float32 between -1 and 1, `RATE` samples a second.
        spectrograms: (clip, time, band), float32, low pitches first.
        names: Of their classes.
    """
    for first in range(0, len(names), _COLUMNS):
        places = st.columns(_COLUMNS)
        for clip in range(first, min(first + _COLUMNS, len(names))):
            with places[clip - first]:
                _clip(sounds[clip], spectrograms[clip], names[clip])
    st.caption(
        _(
            "Above: how the air swings over time. Below: the spectrogram, which is what the model "
            "is given, one column a step: time to the right, pitch upward, the brighter the "
            "louder. Press play to hear the clip."
        )
    )


def _clip(sound: NDArray[Any], spectrogram: NDArray[Any], name: str) -> None:
    wave, map_ = png(waveform(sound)), png(_brightness(spectrogram)[None])
    of_wave = escape(_("How a sound of class {name} swings").format(name=name))
    of_map = escape(_("Spectrogram of a sound of class {name}").format(name=name))
    style = "width:100%;border-radius:6px;image-rendering:pixelated;display:block;margin-top:4px"
    st.html(
        f"<strong>{escape(name)}</strong>"
        f'<img src="{wave}" alt="{of_wave}" style="{style}">'
        f'<img src="{map_}" alt="{of_map}" style="{style};aspect-ratio:1.6">'
    )
    times = -(-_LEAST_RATE // RATE)
    fine = np.arange(len(sound) * times) / times
    st.audio(np.interp(fine, np.arange(len(sound)), sound), sample_rate=RATE * times)


def waveform(sound: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a picture of a sound on clear ground: (4, height, width), red, green, blue, opacity.

    In each column all is filled between the lowest and the highest sample of its time.
    """
    height, width = _SIDE
    parts = np.array_split(sound, width)
    middle = (height - 1) / 2
    top = np.array([middle - middle * part.max() for part in parts])
    bottom = np.array([middle - middle * part.min() for part in parts])
    rows = np.arange(height)[:, None]
    filled = (rows >= np.floor(top)) & (rows <= np.ceil(bottom))
    picture = np.zeros((4, height, width), np.uint8)
    picture[:3] = np.array(_BLUE, np.uint8)[:, None, None]
    picture[3] = np.where(filled, 255, 0)
    return picture


def _brightness(spectrogram: NDArray[Any]) -> NDArray[np.float64]:
    """Return a spectrogram as a picture, pitch upward: (band, time) in [0, 1]."""
    low, high = spectrogram.min(), spectrogram.max()
    scaled = (spectrogram - low) / (high - low) if high > low else np.zeros_like(spectrogram)
    return scaled.T[::-1]
