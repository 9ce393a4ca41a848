"""A strip of examples of an image dataset."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered


def gallery(dataset: str, data: dict[str, Any], classes: tuple[str, ...], count: int = 20) -> None:
    """Draw some training pictures with their labels; a sentence while the probe is starting."""

    def draw(arrays: Arrays) -> None:
        pairs = zip(arrays["inputs"], arrays["targets"], strict=True)
        alt = _("picture of class {name}")
        pictures([(picture, _(classes[int(label)]), alt) for picture, label in pairs])

    request = {"dataset": dataset, "data": data, "split": "train", "count": count}
    when_answered("samples", request, draw, _("Example pictures appear here in a moment."))


def pictures(figures: list[tuple[NDArray[Any], str, str]]) -> None:
    """Draw pictures, each with a caption below it and an alternative text that may name it."""
    drawn = "".join(
        f'<figure><img src="{png(picture)}" alt="{escape(alt.format(name=caption))}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for picture, caption, alt in figures
    )
    st.html(f'<div class="pg-gallery">{drawn}</div>')


def png(image: NDArray[Any]) -> str:
    """Return an image (channel, height, width), bytes or fractions of 1, as a data address."""
    pixels = np.moveaxis(image, 0, -1)
    if pixels.dtype != np.uint8:
        pixels = np.round(pixels.clip(0, 1) * 255).astype(np.uint8)
    if pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
