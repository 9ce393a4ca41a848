"""Probe `recall`: how a Hopfield network falls back into what it has stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.probes.holes import holes
from core.probes.making_requests import RecallRequest
from core.probes.requests import check_index, refused
from core.probes.snapshots import snapshot
from core.spec.message import N_
from core.spec.parameters import parse

MOST_MEMORIES = 200
"""How many memories are shown; a network with more forgets which is which anyway."""
MOST_STATES = 150
"""How many states are shown, of many every other or so, the first and the last among them."""


def recall(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return how a Hopfield network falls from a spoilt memory into a memory.

    Args:
        request: See `RecallRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `truth`: (channel, height, width), float32, the memory
        in -1 and 1; `states`: (state, channel, height, width), float32, from the spoilt one to
        where it comes to rest; `steps`: (state,), after how many changes each is reached;
        `energy`: (state,), float32; `overlap`: (state, memory), float32, how much each state agrees
        with each memory, 1: fully; `patterns`: (memory, channel, height, width), float32, the
        memories. A modern network also tells `weights`: (state, memory), float32, how it weighs its
        memories, by attention.
    """
    asked = parse(RecallRequest, request, "")
    taken = snapshot(asked)
    network: Any = taken.network
    if not hasattr(network, "recall"):
        text = N_("{recipe} recalls no memories; choose a Hopfield network")
        raise refused("run", text, recipe=taken.described.spec.recipe)
    shape = taken.described.facts.shape
    memories = network.patterns.detach().float()
    if not len(memories):
        raise refused("tick", N_("nothing is stored yet at that moment"))
    check_index("pattern", asked.pattern, len(memories))
    random = torch.Generator().manual_seed(asked.seed)
    start = spoilt(memories[asked.pattern], asked, (shape[1], shape[2]), random)
    with torch.inference_mode():
        states, energy = network.recall(start, random)
        steps = torch.linspace(0, len(states) - 1, min(len(states), MOST_STATES)).long()
        states, energy = states[steps], energy[steps]
        overlap = states @ memories.T / states.shape[1]
    answer = {
        **{name: np.array(value) for name, value in taken.at._asdict().items()},
        "truth": memories[asked.pattern].reshape(shape).numpy(),
        "states": states.reshape(-1, *shape).numpy(),
        "steps": steps.numpy(),
        "energy": energy.float().nan_to_num().numpy(),
        "overlap": overlap[:, :MOST_MEMORIES].numpy(),
        "patterns": memories[:MOST_MEMORIES].reshape(-1, *shape).numpy(),
    }
    if network.kind != "modern":
        return answer
    weights = network.attention(states)[:, :MOST_MEMORIES]
    return answer | {"weights": weights.numpy()}


def spoilt(
    memory: torch.Tensor, asked: RecallRequest, sides: tuple[int, int], random: torch.Generator
) -> torch.Tensor:
    """Return a memory (pixel,) with pixels lost, as black as the ground, and others turned around.

    A lost pixel says -1, not 0: a network of -1 and 1 knows no other answer.
    """
    gone = holes(asked.erased, *sides).flatten().repeat(len(memory) // (sides[0] * sides[1]))
    turned = torch.rand(len(memory), generator=random) < asked.flipped
    return torch.where(gone, -torch.ones_like(memory), torch.where(turned, -memory, memory))
