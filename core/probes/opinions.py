"""Probe `opinions`: how real a discriminator finds real and made examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dataset import Examples
from core.probes.criticism import critic_of
from core.probes.datasets import dataset
from core.probes.generation_requests import OpinionsRequest
from core.probes.makers import maker_of
from core.probes.requests import refused
from core.spec.message import N_
from core.spec.parameters import parse

_OUTERMOST = 0.005  # of the scores on either side is left out of the histograms' range


def opinions(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return what a run's discriminator says, as histograms.

    Args:
        request: See `OpinionsRequest`. What is made comes from the generator itself, not from its
            moving average: that is what the discriminator argues with.

    Returns:
        `tick`, `step`, `epoch`: the moment. `edges`: (bin + 1,), float32; what lies beyond counts
        in the outermost bins. For training examples, validation examples and made ones, named
        `train`, `valid` and `made`: `share.NAME`: (bin,), fractions; `mean.NAME`; `real.NAME`: the
        fraction that it takes for real. `probabilistic`: whether it gives probabilities; `middle`:
        what lies between real and made.
    """
    asked = parse(OpinionsRequest, request, "")
    maker = maker_of(asked, averaged=False)
    critic = critic_of(maker.described, maker.network)
    if critic is None:
        text = N_("{recipe} has no discriminator; choose a run of a GAN")
        raise refused("run", text, recipe=maker.described.spec.recipe)
    spec = maker.described.spec
    data, labels = dataset(spec.dataset, spec.data), maker.labels(asked.count)

    def real(part: Examples) -> NDArray[np.float32]:
        targets = None if labels is None else torch.from_numpy(part.targets.astype(np.int64))
        chosen = (
            slice(asked.count)
            if asked.label is None or targets is None
            else np.flatnonzero(part.targets == asked.label)[: asked.count]
        )
        inputs = np.ascontiguousarray(part.inputs[chosen])
        return critic.opinions(inputs, None if targets is None else targets[chosen])

    said = {split: real(data.splits[split]) for split in ("train", "valid")}
    said["made"] = critic.opinions(maker.make(asked.count), labels)
    middle = critic.middle(said["valid"], said["made"])
    everything = np.concatenate(list(said.values()))
    low, high = 0.0, 1.0
    if not critic.probabilistic:
        low, high = np.quantile(everything, (_OUTERMOST, 1 - _OUTERMOST))
    edges = np.linspace(low, max(high, low + 1e-6), asked.bins + 1)
    answer = maker.moment() | {
        "edges": edges.astype(np.float32),
        "probabilistic": np.array(int(critic.probabilistic)),
        "middle": np.array(middle),
    }
    for name, scores in said.items():
        counts, _ = np.histogram(scores.clip(edges[0], edges[-1]), edges)
        answer[f"share.{name}"] = (counts / max(1, len(scores))).astype(np.float32)
        answer[f"mean.{name}"] = np.array(scores.mean() if len(scores) else np.nan)
        answer[f"real.{name}"] = np.array((scores > middle).mean() if len(scores) else np.nan)
    return answer
