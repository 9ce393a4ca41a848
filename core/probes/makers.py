"""What makes a run's examples at one moment: its network, or a classical model fitted again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.networks.build import has_network
from core.networks.generative import GenerativeNetwork
from core.probes.generation_requests import MakingRequest
from core.probes.refitted import refitted
from core.probes.requests import check_index, refused
from core.probes.snapshots import Described, Snapshot, described, snapshot
from core.spec.message import N_
from core.store.recording import Moment

Examples = NDArray[np.float32]


class Maker(NamedTuple):
    """A run's model at one moment.

    Attributes:
        described: The run.
        at: The moment.
        network: The model, if it is a network.
        labels: From a count to the classes it is told to make; None if it cannot be told.
        make: From a count to so many examples, (example, ...), always the same of one model.
    """

    described: Described
    at: Moment
    network: nn.Module | None
    labels: Callable[[int], torch.Tensor | None]
    make: Callable[[int], Examples]

    def moment(self) -> dict[str, NDArray[Any]]:
        """Return the moment as probes answer it: `tick`, `step`, `epoch`."""
        return {name: np.array(value) for name, value in self.at._asdict().items()}


def maker_of(asked: MakingRequest, *, averaged: bool = True) -> Maker:
    """Return what makes the examples that a request asks for; raises SpecError.

    Args:
        asked: Which run, when, and what of.
        averaged: Whether a generator's moving average makes them, if it keeps one.
    """
    if not has_network(described(asked.run).spec):
        fitted = refitted(asked)
        _check_untold(asked.label)
        sample = getattr(fitted.learner, "sample", None)
        if sample is None:
            raise _makes_nothing(fitted.described)
        return Maker(
            fitted.described, fitted.at, None, lambda count: None, lambda n: sample(n, asked.seed)
        )
    return _of_network(snapshot(asked), asked, averaged=averaged)


def _of_network(taken: Snapshot, asked: MakingRequest, *, averaged: bool) -> Maker:
    network = taken.network
    if not isinstance(network, GenerativeNetwork):
        raise _makes_nothing(taken.described)

    def labels(count: int) -> torch.Tensor | None:
        return told(network, asked.label, count)

    def make(count: int) -> Examples:
        codes = network.codes(count, torch.Generator().manual_seed(asked.seed))
        return decoded(network, codes, labels(count), averaged=averaged)

    return Maker(taken.described, taken.at, network, labels, make)


def decoded(
    network: GenerativeNetwork,
    codes: torch.Tensor,
    labels: torch.Tensor | None,
    *,
    averaged: bool,
) -> Examples:
    """Return what a network makes of codes: (code, ...); what is no number becomes 0."""
    decode = network.decode if averaged else network.decode_latest
    with torch.inference_mode():
        made: Examples = decode(codes, labels).float().nan_to_num().numpy()
    return made


def told(network: GenerativeNetwork, label: int | None, count: int) -> torch.Tensor | None:
    """Return the classes to make, one after the other or always `label`; None without classes."""
    if not network.classes:
        _check_untold(label)
        return None
    if label is None:
        return torch.arange(count) % network.classes
    check_index("label", label, network.classes)
    return torch.full((count,), label)


def _check_untold(label: int | None) -> None:
    if label is not None:
        raise refused("label", N_("this model cannot be told which class to make"))


def _makes_nothing(subject: Described) -> Exception:
    text = N_("{recipe} makes no examples; choose a run of a generative model")
    return refused("run", text, recipe=subject.spec.recipe)
