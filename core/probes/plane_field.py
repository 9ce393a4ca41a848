"""Probe `plane_field`: real and made points of a plane, and what happens between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dataset import Dataset, Modes
from core.metrics.generation import within
from core.networks.generative import GenerativeNetwork
from core.probes.criticism import Critic, critic_of
from core.probes.generation_requests import PlaneFieldRequest
from core.probes.makers import Examples, Maker, decoded, maker_of, told
from core.probes.plane import Plane, plane_through, table_of
from core.spec.parameters import parse
from core.training.judge import NEAR

AXES = (0, 1)
_MARGIN = 0.2  # beyond the training points, where what is made may lie, too
_LINES, _ALONG = 9, 33  # of the bent grid: lines each way, and points of each
_NEIGHBOURS = 5
_SHARE = 0.2  # of what a place would have if all had as many, from which on it counts as found
_JUDGED = 500  # validation points by which a discriminator is judged
Arrays = dict[str, NDArray[Any]]


def plane_field(request: dict[str, Any]) -> Arrays:
    """Return what a model makes in the plane of its first two features, and how it is moved.

    Args:
        request: See `PlaneFieldRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `x`, `y`: (resolution,), from low to high. `made`,
        `real`: (point, 2), float32. `labels`: (point,), which classes it was told to make.
        `precision`: fraction of those made that lie where real ones do (Kynkaanniemi et al. 2019);
        `coverage`: of those real with a made one nearer than their fifth neighbour (Naeem et al.
        2020, equation 4; unlike recall it does not rise when points are made everywhere).
        `places`: how many places the data have where points gather, `found`: how many of them have
        a fifth or more of their share of the made points, for a few stray ones lie anywhere by
        chance; `near`: fraction of made points at any. `columns`: how many features a point has.
        With a discriminator `field`: (y, x), how real it finds each point; `probabilistic`: whether
        that is a probability; `middle`: what lies between real and made; `arrows`: (point, 2),
        where the generator's loss pulls each made point; `right.real`, `right.made`: fractions of
        validation points and of made ones that it takes for what they are; `says.real`,
        `says.made`: its means. Of a network that decodes codes `lines`: (line, point, 2), where a
        regular grid of codes goes, lines along one number first.
    """
    asked = parse(PlaneFieldRequest, request, "")
    maker = maker_of(asked, averaged=asked.averaged)
    data = table_of(maker.described)
    plane = plane_through(data, AXES, asked.resolution, _MARGIN)
    made = maker.make(asked.count)
    labels = maker.labels(asked.count)
    answer = maker.moment() | plane.arrays() | places(data.modes, made)
    real = data.splits["train"].inputs[: asked.count]
    answer |= {"made": made[:, AXES], "real": real[:, AXES], **_shared(made, real)}
    answer["columns"] = np.array(made.shape[1])
    if labels is not None:
        answer["labels"] = labels.numpy()
    if isinstance(maker.network, GenerativeNetwork):
        answer |= _grid(maker.network, asked)
    critic = critic_of(maker.described, maker.network)
    if critic is not None:
        answer["field"] = plane.laid_out(_field(critic, plane, maker, asked.label))
        answer["arrows"] = critic.pushes(made, labels)[:, AXES]
        answer |= _told_apart(critic, data, made, labels)
    return answer


def _field(critic: Critic, plane: Plane, maker: Maker, label: int | None) -> Examples:
    """Return how real the discriminator finds each point; of any class, the one it suits best."""
    network = maker.network
    classes = network.classes if isinstance(network, GenerativeNetwork) else 0
    if not classes:
        return critic.opinions(plane.rows, None)
    wanted = range(classes) if label is None else [label]
    count = len(plane.rows)
    said = [critic.opinions(plane.rows, torch.full((count,), each)) for each in wanted]
    best: Examples = np.max(said, axis=0)
    return best


def _grid(network: GenerativeNetwork, asked: PlaneFieldRequest) -> Arrays:
    """Return where a grid goes that two numbers of the code span; the others are 0.

    It reaches as far as codes that are drawn: their squared length is chi-squared distributed,
    with mean `latent` and variance `2 latent`. Told to make classes, a network bends one grid for
    each, and that of a single class is drawn.
    """
    latent = network.latent
    if latent < 2 or (network.classes and asked.label is None):
        return {}
    reach = (latent + 2 * (2 * latent) ** 0.5) ** 0.5
    across, along = torch.linspace(-reach, reach, _LINES), torch.linspace(-reach, reach, _ALONG)
    codes = torch.zeros(2, _LINES, _ALONG, latent)
    codes[0, :, :, 0], codes[0, :, :, 1] = across[:, None], along
    codes[1, :, :, 1], codes[1, :, :, 0] = across[:, None], along
    flat = codes.reshape(-1, latent)
    labels = told(network, asked.label, len(flat))
    points = decoded(network, flat, labels, averaged=asked.averaged)
    return {"lines": points[:, AXES].reshape(2 * _LINES, _ALONG, 2)}


def _told_apart(
    critic: Critic, data: Dataset, made: Examples, labels: torch.Tensor | None
) -> Arrays:
    """Return how well the discriminator tells validation points from made ones."""
    held = data.splits["valid"]
    targets = None if labels is None else torch.from_numpy(held.targets[:_JUDGED].astype(np.int64))
    real = critic.opinions(np.ascontiguousarray(held.inputs[:_JUDGED]), targets)
    fake = critic.opinions(made, labels)
    middle = critic.middle(real, fake)
    return {
        "probabilistic": np.array(int(critic.probabilistic)),
        "middle": np.array(middle),
        "right.real": np.array((real > middle).mean()),
        "right.made": np.array((fake <= middle).mean()),
        "says.real": np.array(real.mean()),
        "says.made": np.array(fake.mean()),
    }


def _shared(made: Examples, real: Examples) -> Arrays:
    """Return how much of what is made looks real, and how much of what is real is made."""
    rows, others = made.astype(np.float64), real.astype(np.float64)
    among = np.sort(np.linalg.norm(others[:, None] - others, axis=2), axis=1)
    radius = among[:, min(_NEIGHBOURS, len(others) - 1)]  # the first is the point itself
    hit = np.linalg.norm(others[:, None] - rows, axis=2).min(1) <= radius
    return {"precision": np.array(within(rows, others)), "coverage": np.array(hit.mean())}


def places(modes: Modes | None, made: Examples) -> Arrays:
    """Return `places`, `found` and `near` of made points (point, feature); see `plane_field`."""
    if modes is None:
        return {}
    known = modes.centres.shape[1]
    apart = np.linalg.norm(made[:, None, :known] - modes.centres, axis=2)
    at = apart.min(1) <= NEAR * modes.deviation
    count = len(modes.centres)
    there = np.bincount(apart.argmin(1)[at], minlength=count)
    return {
        "places": np.array(count),
        "found": np.array((there >= _SHARE * len(made) / count).sum()),
        "near": np.array(at.mean()),
    }
