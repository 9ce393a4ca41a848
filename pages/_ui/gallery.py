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

from core.probes.ask import ProbeUnavailable, ask
from pages._ui.language import _

# A page must never wait for its decoration.
SECONDS_OF_PATIENCE = 0.5


@st.cache_data(show_spinner=False, max_entries=64)
def _examples(dataset: str, data: dict[str, Any], count: int) -> list[tuple[str, int]]:
    """Return examples as PNG addresses with their labels."""
    request = {"dataset": dataset, "data": data, "split": "train", "count": count}
    arrays = ask("samples", request, seconds=SECONDS_OF_PATIENCE)
    return [
        (_png(image), int(label))
        for image, label in zip(arrays["inputs"], arrays["targets"], strict=True)
    ]


def gallery(dataset: str, data: dict[str, Any], classes: tuple[str, ...], count: int = 20) -> None:
    """Draw some training pictures with their labels; nothing while the probe is starting."""
    try:
        examples = _examples(dataset, data, count)
    except ProbeUnavailable:
        _wait_for_probe(dataset, data, count)
        return
    figures = "".join(
        f'<figure><img src="{address}" alt="{_("picture of class")} {escape(classes[label])}">'
        f"<figcaption>{escape(classes[label])}</figcaption></figure>"
        for address, label in examples
    )
    st.html(f'<div class="pg-gallery">{figures}</div>')


@st.fragment(run_every=2.0)
def _wait_for_probe(dataset: str, data: dict[str, Any], count: int) -> None:
    """Ask again now and then, for a moment only; draw the page once there is an answer."""
    st.caption(_("Example pictures appear here in a moment."))
    try:
        _examples(dataset, data, count)
    except ProbeUnavailable:
        return
    st.rerun()


def _png(image: NDArray[np.float32]) -> str:
    """Return an image (channel, height, width) in [0, 1] as a data address."""
    pixels = np.round(np.moveaxis(image, 0, -1).clip(0, 1) * 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
