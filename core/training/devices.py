"""Which device a run computes on."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

from core.spec.message import N_, Message

Network = TypeVar("Network", bound=nn.Module)


def available() -> list[str]:
    """Return the names of the devices of this machine, best last."""
    cards = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    return ["cpu", *(["mps"] if torch.backends.mps.is_available() else []), *cards]


def choose(wanted: str) -> tuple[str, Message | None]:
    """Return the device to use for a valid name, and what to say if it is not the one wanted.

    Args:
        wanted: `auto`, `cpu`, `mps`, `cuda` or `cuda:N`.

    Returns:
        A device of this machine, and a message if a known but absent one fell back to it.
    """
    present = available()
    best = "cuda:0" if "cuda:0" in present else present[-1]
    if wanted == "auto":
        return best, None
    named = "cuda:0" if wanted == "cuda" else wanted
    if named in present:
        return named, None
    text = N_("{wanted} was asked for, but this machine does not have it; the run uses {used}")
    return best, Message(text, {"wanted": wanted, "used": best})


def placed(network: Network, device: torch.device) -> Network:
    """Return a network where it is to compute.

    On a processor the weights of convolutions lie there with the channels last, and then so does
    what comes out of them: training them takes a fifth less time.
    """
    if device.type == "cpu":
        # torch's hint for this form of `to` wants a tensor beside it.
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.to(device)
