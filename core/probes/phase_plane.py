"""Probe `phase_plane`: what an agent thinks and does over two numbers of the state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.probes.acting_requests import PhasePlaneRequest
from core.probes.requests import check_index, refused
from core.probes.worlds import acting, opinions
from core.spec.message import N_
from core.spec.parameters import parse

_STATES = {
    "Pendulum-v1": ((-np.pi, -8.0), (np.pi, 8.0)),
    "Acrobot-v1": ((-np.pi, -np.pi, -4 * np.pi, -9 * np.pi), (np.pi, np.pi, 4 * np.pi, 9 * np.pi)),
}
"""Least and greatest numbers of the state, where these are not what is observed: an angle is seen
as its cosine and its sine, and most pairs of these belong to no angle."""


def phase_plane(request: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return an agent's opinion at the places of a grid through the states.

    Args:
        request: See `PhasePlaneRequest`; numbers not fixed there are in the middle of their range.

    Returns:
        `x` and `y`: (place,) values of both numbers; `low`, `high`, `fixed`: (number,);
        `value`, (y, x): what the agent expects from there on, if it has an opinion;
        `best`, (y, x): its best action, or where actions are continuous the first number of it;
        `chance`, (y, x): how likely it takes that action, where it says so; and the moment.
    """
    asked = parse(PhasePlaneRequest, request, "")
    known = acting(asked)
    world = known.world
    if world.states is not None or len(world.shape) != 1 or world.shape[0] < 2:
        raise refused("run", N_("here the states are single squares; there is no plane of numbers"))
    bounds = _STATES.get(world.name, (world.low, world.high))
    low, high = (np.array(bound, dtype=np.float64) for bound in bounds)
    size = len(low)
    for axis in asked.axes:
        check_index("axes", axis, size)
    if asked.axes[0] == asked.axes[1]:
        raise refused("axes", N_("choose two different numbers"))
    if asked.fixed and len(asked.fixed) != size:
        text = N_("give a value for each of the {size} numbers, not {count}")
        raise refused("fixed", text, size=size, count=len(asked.fixed))
    fixed = np.array(asked.fixed) if asked.fixed else (low + high) / 2
    x, y = (np.linspace(low[i], high[i], asked.resolution) for i in asked.axes)
    rows = np.tile(fixed, (len(y), len(x), 1))
    rows[..., asked.axes[0]] = x
    rows[..., asked.axes[1]] = y[:, None]
    told = opinions(known.agent, world.dynamics.observe(rows.reshape(-1, size)))
    side = (len(y), len(x))
    best = told["best"].reshape(*side, -1)[..., 0]
    answer = {"x": x, "y": y, "low": low, "high": high, "fixed": fixed, "best": best}
    if "state_values" in told:
        answer["value"] = told["state_values"].reshape(side)
    if "chances" in told:
        places = told["best"].astype(np.int64)[:, None]
        answer["chance"] = np.take_along_axis(told["chances"], places, 1).reshape(side)
    return answer | known.moment()
