"""Probe `repaired`: a picture is harmed, and a model that makes such pictures mends it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from core.networks.build import has_network
from core.networks.repair import Known, repair
from core.probes.holes import holes
from core.probes.making_requests import RepairedRequest
from core.probes.pictures import picture, split_of
from core.probes.refitted import refitted
from core.probes.requests import MomentRequest, Picture, refused
from core.probes.snapshots import Described, described, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

Arrays = dict[str, NDArray[Any]]
_AVERAGED = 2000  # training pictures whose mean fills holes
# Of a pixel and its neighbours: so gentle that digits gain by it at all but the weakest noise.
_BLUR = torch.tensor([1.0, 6.0, 1.0]) / 8


class Harm(NamedTuple):
    """What became of a picture.

    Attributes:
        known: What is still known of it.
        seen: What is left to see, (channel, height, width), or smaller if it was shrunk.
        plain: Mended without a model: the mean of the training pictures in holes, a blur against
            noise, bicubic interpolation between the pixels of a small picture.
        judged: (height, width), bool: pixels that count in what is off.
    """

    known: Known
    seen: torch.Tensor
    plain: torch.Tensor
    judged: torch.Tensor


def repaired(request: dict[str, Any]) -> Arrays:
    """Return a harmed picture as a run's model mends it.

    Args:
        request: See `RepairedRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `truth`, `repaired`, `plain`: (channel, height, width),
        float32 within 0 and 1: the picture, as the model mends it, and mended without a model;
        `seen`: what the model was given, smaller if it was shrunk; `target`: the label.
        `error`, `plain_error`: how far the pixels in question are off, root mean squared, where
        black and white are 1 apart.
    """
    asked = parse(RepairedRequest, request, "")
    model, subject, moment = _model(asked)
    truth, target = picture(subject, Picture(split=asked.split, index=asked.index))
    harm = _harm(subject, asked, torch.from_numpy(np.ascontiguousarray(truth)))
    random = torch.Generator().manual_seed(asked.seed)
    mended = repair(model, harm.known, random)
    pictures = {
        "truth": torch.from_numpy(truth),
        "repaired": mended.reshape(truth.shape).float().nan_to_num(),
        "plain": harm.plain,
        "seen": harm.seen,
    }
    answer = {name: value.clamp(0, 1).numpy() for name, value in pictures.items()}
    return {
        **moment,
        **answer,
        "target": np.array(target),
        "error": _off(answer["repaired"], truth, harm.judged),
        "plain_error": _off(answer["plain"], truth, harm.judged),
    }


def _model(asked: MomentRequest) -> tuple[Any, Described, Arrays]:
    """Return what mends, the run, and the moment; raises SpecError if the model mends nothing."""
    subject = described(asked.run)
    model: Any
    if has_network(subject.spec):
        taken = snapshot(asked)
        model, at = taken.network, taken.at
    else:
        fitted = refitted(asked)
        model, at = fitted.learner, fitted.at
    if not (hasattr(model, "repair") or hasattr(model, "decode")):
        text = N_("{recipe} makes no pictures, so it cannot mend any")
        raise refused("run", text, recipe=subject.spec.recipe)
    return model, subject, {name: np.array(value) for name, value in at._asdict().items()}


def _harm(subject: Described, asked: RepairedRequest, truth: torch.Tensor) -> Harm:
    """Harm a picture as a request says; raises SpecError if that cannot be done to it."""
    if asked.harm == "erased":
        return _erased(subject, truth, asked.erased)
    if asked.harm == "noisy":
        random = torch.Generator().manual_seed(asked.seed)
        return _noisy(truth + asked.noise * torch.randn(truth.shape, generator=random))
    depth, height, width = truth.shape
    if depth > 1 or height != width:
        raise refused("harm", N_("only square pictures in grey can be shrunk here"))
    if height % asked.factor or asked.factor >= height:
        text = N_("{side} pixels along a side cannot be shrunk to one in {value}")
        raise refused("factor", text, side=height, value=asked.factor)
    return _shrunk(truth, asked.factor)


def _erased(subject: Described, truth: torch.Tensor, pixels: tuple[int, ...]) -> Harm:
    _, height, width = truth.shape
    gone = holes(pixels, height, width)
    if gone.all():
        raise refused("erased", N_("leave the model at least one pixel to go by"))
    everywhere = gone.expand_as(truth)
    usual = split_of(subject, "train").inputs[:_AVERAGED].mean(0)
    plain = torch.where(everywhere, torch.from_numpy(usual), truth)
    known = Known.erased(truth.reshape(-1), everywhere.reshape(-1))
    return Harm(known, truth.masked_fill(everywhere, 0), plain, gone)


def _noisy(noisy: torch.Tensor) -> Harm:
    seen = noisy.clamp(0, 1)
    _, height, width = noisy.shape
    edged = functional.pad(seen[:, None], (1, 1, 1, 1), mode="replicate")
    plain = functional.conv2d(edged, torch.outer(_BLUR, _BLUR)[None, None])[:, 0]
    judged = torch.ones(height, width, dtype=torch.bool)
    return Harm(Known.noisy(seen.reshape(-1)), seen, plain, judged)


def _shrunk(truth: torch.Tensor, factor: int) -> Harm:
    small = functional.avg_pool2d(truth[None], factor)
    plain = functional.interpolate(small, size=truth.shape[1:], mode="bicubic")[0].clamp(0, 1)
    judged = torch.ones(truth.shape[1:], dtype=torch.bool)
    return Harm(Known.shrunk(small[0], factor), small[0], plain, judged)


def _off(
    mended: NDArray[np.float32], truth: NDArray[np.float32], judged: torch.Tensor
) -> NDArray[np.float32]:
    """Return the root of the mean squared difference over the pixels in question; 0 if none."""
    apart = np.square(mended - truth, dtype=np.float64)[:, judged.numpy()]
    return np.array(np.sqrt(apart.mean()) if apart.size else 0.0, np.float32)
