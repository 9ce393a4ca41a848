"""Probe `look`: what a network says of one picture, and what every layer makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.probes.pictures import picture
from core.probes.requests import LookRequest
from core.probes.snapshots import snapshot
from core.spec.parameters import parse

MOST_CHANNELS = 32
MOST_FEATURES = 512


def look(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the answer of a run's network at one moment, and the way to it.

    Args:
        request: See `LookRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment.
        `input`: (channel, height, width), float32, as the network sees it; `target`: its label,
        -1 if it was drawn; `probabilities`: (class,), float32.
        For each layer i `maps.i`: uint8, (channel, height, width) with at most 32 channels, or
        (1, 1, feature) with at most 512; `range.i`: what 0 and 255 stand for; `count.i`: how many
        channels or features there really are.
    """
    asked = parse(LookRequest, request, "")
    taken = snapshot(asked)
    image, target = picture(taken.described, asked.image)
    outputs = [output[0] for output in taken.outputs(image[None])]
    answer: dict[str, NDArray[Any]] = {
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
        "input": image,
        "target": np.array(target),
        "probabilities": outputs[-1].double().softmax(0).float().numpy(),
    }
    for index, output in enumerate(outputs):
        maps, ends = _as_bytes(output)
        answer |= {
            f"maps.{index}": maps,
            f"range.{index}": ends,
            f"count.{index}": np.array(len(output)),
        }
    return answer


def _as_bytes(output: torch.Tensor) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a layer's output as bytes, and the two values that 0 and 255 stand for."""
    kept = output[:MOST_CHANNELS] if output.ndim == 3 else output[None, None, :MOST_FEATURES]
    values = kept.nan_to_num().numpy()  # of a network that diverged
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low) if high > low else 0.0)
    return np.round(scaled).astype(np.uint8), np.array([low, high], dtype=np.float32)
