"""Probes `latent` and `decoded`: the plane of a model's codes, and pictures of places in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.probes.codes import code_of, encoded, generative, make, plane_of
from core.probes.datasets import as_bytes
from core.probes.making_requests import DecodedRequest, LatentRequest
from core.probes.pictures import split_of
from core.probes.snapshots import Snapshot, snapshot
from core.spec.parameters import parse

Arrays = dict[str, NDArray[Any]]
_MOST_PIXELS = 300_000  # in a lattice, of all its pictures together


def latent(request: dict[str, Any]) -> Arrays:
    """Return the plane of a model's codes at one moment.

    Args:
        request: See `LatentRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `x`, `y`: (column,), (row,), float32, places from low
        to high; `lattice`: (row, column, channel, height, width), uint8, what it makes there.
        `share`: which fraction of the codes' variance the plane shows; `latent`: how many numbers
        a code has; `classes`: how many classes it can be told to make.
        If the model tells codes: `places`: (example, 2), float32, where examples lie; `targets`:
        (example,), their labels; `indices`: (example,), which ones they are.
    """
    asked = parse(LatentRequest, request, "")
    taken = snapshot(asked)
    network, plane = generative(taken), plane_of(taken)
    side = min(asked.side, int((_MOST_PIXELS / np.prod(network.shape)) ** 0.5))
    line = torch.linspace(-plane.reach, plane.reach, max(2, side))
    up, across = torch.meshgrid(line, line, indexing="ij")
    codes = plane.codes(torch.stack((across.flatten(), up.flatten()), 1))
    lattice = as_bytes(make(network, codes, asked.label))
    answer = _moment(taken) | {
        "x": line.numpy(),
        "y": line.numpy(),
        "lattice": lattice.reshape(len(line), len(line), *lattice.shape[1:]),
        "share": np.array(plane.share, np.float32),
        "latent": np.array(network.latent),
        "classes": np.array(network.classes),
    }
    part = split_of(taken.described, asked.split)
    chosen = _spread_out(len(part), asked.count)
    found = encoded(network, part, chosen)
    if found is None:
        return answer
    return answer | {
        "places": plane.places(found).numpy(),
        "targets": part.targets[chosen],
        "indices": chosen,
    }


def decoded(request: dict[str, Any]) -> Arrays:
    """Return what a model makes of places in the plane of its codes, or of codes on a walk.

    A walk between codes that were drawn keeps their length, by turning from one to the other
    (Shoemake 1985; White 2016): in between, a straight line passes codes that are never drawn.

    Args:
        request: See `DecodedRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `pictures`: (place, channel, height, width), uint8;
        `places`: (place, 2), float32, where they lie in the plane.
    """
    asked = parse(DecodedRequest, request, "")
    taken = snapshot(asked)
    network, plane = generative(taken), plane_of(taken)
    if asked.ends is None:
        places = torch.tensor(asked.at, dtype=torch.float32)
        codes = plane.codes(places)
    else:
        first, last = (code_of(taken, place) for place in asked.ends)
        drawn = all(place.seed is not None for place in asked.ends)
        codes = walk(first, last, asked.steps, turning=drawn)
        places = plane.places(codes)
    pictures = as_bytes(make(network, codes, asked.label))
    return _moment(taken) | {"pictures": pictures, "places": places.numpy()}


def walk(first: torch.Tensor, last: torch.Tensor, steps: int, *, turning: bool) -> torch.Tensor:
    """Return codes from one to another in even steps, both included: (step, latent)."""
    parts = torch.linspace(0, 1, steps)[:, None]
    straight: torch.Tensor = (1 - parts) * first + parts * last
    if not turning:
        return straight
    lengths = first.norm(), last.norm()
    cosine = (first @ last / (lengths[0] * lengths[1]).clamp(min=1e-12)).clamp(-1, 1)
    angle = torch.arccos(cosine)
    if float(angle.sin()) < 1e-3:  # in one line
        return straight
    leaving = torch.sin((1 - parts) * angle) / angle.sin() * first / lengths[0]
    coming = torch.sin(parts * angle) / angle.sin() * last / lengths[1]
    turned: torch.Tensor = (leaving + coming) * ((1 - parts) * lengths[0] + parts * lengths[1])
    return turned


def _spread_out(size: int, count: int) -> NDArray[np.int64]:
    """Return places of `count` of so many examples, from the first to the last."""
    return np.unique(np.linspace(0, max(0, size - 1), min(size, count)).astype(np.int64))


def _moment(taken: Snapshot) -> Arrays:
    return {name: np.array(value) for name, value in taken.at._asdict().items()}
