"""Probe `attention_aim`: how often attention looks where the answer stands, where that is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.alignment import known, right_places
from core.networks.transducer import START, Transducer
from core.probes.attention_requests import AimRequest
from core.probes.datasets import examples
from core.probes.requests import refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

MOST_EXAMPLES = 256
FARTHEST = 3
"""Places beside the right one that are told apart; farther ones count together."""


def attention_aim(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how often the largest weight is on the right place.

    Each symbol is written after the right ones before it, so that an early mistake does not count
    many times.

    Args:
        request: See `AimRequest`; the run must be of an encoder-decoder with attention, on pairs
            of which the right places are known.

    Returns:
        `tick`, `step`, `epoch`: the moment. `examples`, `steps`: how many were looked at. For each
        layer i, (head,) each, float32: `share.i`, the fraction of steps in which the largest
        weight is on a right place; `weight.i`, the mean weight there; and `offsets.i`: (head,
        7), in which fraction the largest weight is so many places before or behind the nearest
        right one: -3 or more, -2, -1, 0, 1, 2, 3 or more.
    """
    asked = parse(AimRequest, request, "")
    taken = snapshot(asked)
    name, network = taken.described.spec.dataset, taken.network
    if not known(name) or not isinstance(network, Transducer):
        text = N_("where to look is known only for reversing and sorting")
        raise refused("run", text)
    part = examples(name, taken.described.spec.data, asked.split)
    source, target = part.inputs[:MOST_EXAMPLES], part.targets[:MOST_EXAMPLES].astype(np.int64)
    right, steps = right_places(name, source, target)
    answer: dict[str, NDArray[Any]] = {
        **{key: np.array(value) for key, value in taken.at._asdict().items()},
        "examples": np.array(len(source)),
        "steps": np.array(int(steps.sum())),
    }
    for layer, weights in enumerate(_weights(taken, network, source, target)):
        answer |= {f"{key}.{layer}": value for key, value in _aim(weights, right, steps).items()}
    return answer


def _weights(
    taken: Snapshot, network: Transducer, source: NDArray[Any], target: NDArray[np.int64]
) -> list[NDArray[np.float32]]:
    """Return the attention of each layer to the source: (example, head, target, source)."""
    started = np.concatenate((np.full((len(target), 1), START), target[:, :-1]), 1)
    with torch.inference_mode():
        traced = network.trace(torch.from_numpy(source), torch.from_numpy(started))
    layers = sum(name.startswith("attention.") for name in traced)
    if not layers:
        text = N_("{recipe} has no attention in this setup, so it looks nowhere")
        raise refused("run", text, recipe=taken.described.spec.recipe)
    return [traced[f"attention.{layer}"].float().numpy() for layer in range(layers)]


def _aim(
    weights: NDArray[np.float32], right: NDArray[np.bool_], steps: NDArray[np.bool_]
) -> dict[str, NDArray[np.float32]]:
    """Return what one layer looks at; shapes are as in `attention_aim` and `right_places`."""
    heads = np.moveaxis(weights, 1, 0)[:, steps]  # (head, step, source)
    there = right[steps]
    looked = heads.argmax(-1)
    distances = _distances(there)[np.arange(len(there)), looked].clip(-FARTHEST, FARTHEST)
    counts = [(distances == by).mean(1) for by in range(-FARTHEST, FARTHEST + 1)]
    return {
        "share": (distances == 0).mean(1).astype(np.float32),
        "weight": (heads * there).sum(-1).mean(1),
        "offsets": np.stack(counts, 1).astype(np.float32),
    }


def _distances(right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return by how many places each place lies behind the nearest right one: (step, source)."""
    places = np.arange(right.shape[1])
    apart = places[:, None] - places  # (place, right one)
    far = np.where(right[:, None, :], np.abs(apart), right.shape[1] + 1)
    nearest = far.argmin(-1)
    distances: NDArray[np.int64] = places - nearest
    return distances
