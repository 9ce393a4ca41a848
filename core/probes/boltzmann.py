"""Probes `fields` and `chain`: looking into a restricted Boltzmann machine, and having it dream."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.probes.datasets import as_bytes
from core.probes.making_requests import ChainRequest, FieldsRequest
from core.probes.pictures import picture, split_of
from core.probes.requests import MomentRequest, Picture, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

Arrays = dict[str, NDArray[Any]]
_LOOKED_AT = 500  # pictures by which it is told how often a hidden unit is on


def fields(request: dict[str, Any]) -> Arrays:
    """Return what the hidden units of a restricted Boltzmann machine look for.

    Args:
        request: See `FieldsRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `fields`: (unit, height, width), float32, the weights
        of each unit, of colours their mean, those with the largest weights first; `units`: (unit,),
        their numbers; `chance`: (unit,), float32, how often each is on while it sees pictures held
        back; `count`: how many units there are.
    """
    asked = parse(FieldsRequest, request, "")
    taken, machine = _machine(asked)
    weights = machine.weights.detach().float().nan_to_num()
    order = torch.argsort(weights.norm(dim=0), descending=True, stable=True)[: asked.most]
    seen = torch.from_numpy(split_of(taken.described, "valid").inputs[:_LOOKED_AT])
    with torch.inference_mode():
        chance = machine.hidden_chance(seen.flatten(1)).mean(0).nan_to_num()
    shown = weights.T[order].reshape(-1, *taken.described.facts.shape).mean(1)
    return _moment(taken) | {
        "fields": shown.numpy(),
        "units": order.numpy(),
        "chance": chance[order].numpy(),
        "count": np.array(weights.shape[1]),
    }


def chain(request: dict[str, Any]) -> Arrays:
    """Return a Gibbs chain: pixels and hidden units are drawn of each other, again and again.

    Args:
        request: See `ChainRequest`. With the same seed a longer chain begins as a shorter one.

    Returns:
        `tick`, `step`, `epoch`: the moment. `pictures`: (step + 1, channel, height, width), uint8,
        how likely each pixel is on, the first being where the chain begins; `drawn`: the same
        shape, what was drawn; `hidden`: (step + 1, unit), uint8, the units drawn of that;
        `energy`: (step + 1,), float32, the free energy of what was drawn.
    """
    asked = parse(ChainRequest, request, "")
    taken, machine = _machine(asked)
    shape = taken.described.facts.shape
    random = torch.Generator().manual_seed(asked.seed)
    if asked.index is None:
        chance = torch.rand(int(np.prod(shape)), generator=random)
    else:
        given, _ = picture(taken.described, Picture(split=asked.split, index=asked.index))
        chance = torch.from_numpy(given).flatten()
    pictures: list[torch.Tensor] = []
    drawn: list[torch.Tensor] = []
    hidden: list[torch.Tensor] = []
    with torch.inference_mode():
        for step in range(asked.steps + 1):
            if step:
                chance = machine.visible_chance(hidden[-1]).nan_to_num()
            pictures.append(chance)
            drawn.append(torch.bernoulli(chance, generator=random))
            units = machine.hidden_chance(drawn[-1]).nan_to_num()
            hidden.append(torch.bernoulli(units, generator=random))
        energy = machine.free_energy(torch.stack(drawn)).nan_to_num()
    frames = (asked.steps + 1, *shape)
    return _moment(taken) | {
        "pictures": as_bytes(torch.stack(pictures).reshape(frames).numpy()),
        "drawn": as_bytes(torch.stack(drawn).reshape(frames).numpy()),
        "hidden": torch.stack(hidden).byte().numpy(),
        "energy": energy.numpy(),
    }


def _machine(asked: MomentRequest) -> tuple[Snapshot, Any]:
    """Return a run's machine at one moment; raises SpecError if it is none."""
    taken = snapshot(asked)
    if not hasattr(taken.network, "hidden_chance"):
        text = N_("{recipe} has no hidden units that dream; choose a Boltzmann machine")
        raise refused("run", text, recipe=taken.described.spec.recipe)
    return taken, taken.network


def _moment(taken: Snapshot) -> Arrays:
    return {name: np.array(value) for name, value in taken.at._asdict().items()}
