"""Probe `updates`: the last changes that a table of values saw, with the numbers of each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.probes.requests import MomentRequest, refused
from core.probes.worlds import acting
from core.spec.message import N_
from core.spec.parameters import parse

_PREFIX = "update_"
_COUNT = "update_count"


def updates(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the newest updates of a table, oldest first.

    Args:
        request: See `MomentRequest`.

    Returns:
        `count`: updates ever made; `state`, `action`, `reward`, `next`, `old`, `target`, `new`,
        `done`: (update,) each, as far as they are kept; and the moment.
    """
    known = acting(parse(MomentRequest, request, ""))
    buffers = dict(known.agent.named_buffers())
    if _COUNT not in buffers:
        raise refused("run", N_("this agent learns in larger steps, of which none is kept alone"))
    rings = {
        name.removeprefix(_PREFIX): buffer.numpy()
        for name, buffer in buffers.items()
        if name.startswith(_PREFIX) and buffer.ndim == 1
    }
    count, room = int(buffers[_COUNT]), len(rings["state"])
    order = np.arange(max(0, count - room), count) % room
    found: dict[str, NDArray[Any]] = {name: ring[order] for name, ring in rings.items()}
    return {"count": np.array(count), **found, **known.moment()}
