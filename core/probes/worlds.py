"""The environments that probes act in, and the agents that act there at one moment of a run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.world import World
from core.networks.agents import Agent
from core.probes.datasets import key_of
from core.probes.recent import Recent
from core.probes.requests import MomentRequest, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import Parameters

_MOST_WORLDS = 16
_worlds = Recent[World](_MOST_WORLDS)


def world_of(name: str, params: Parameters) -> World:
    """Return an environment by its catalog name and settings; raises SpecError for other data."""
    described = source(name)
    if described.task != "control" or described.kind == "game":
        raise refused("dataset", N_("{dataset} is no environment to act in"), dataset=name)
    return _worlds.get(key_of(name, params), lambda: implementation(described.loader)(params))


class Acting(NamedTuple):
    """A run's agent at one moment, and its world."""

    taken: Snapshot
    agent: Agent
    world: World

    def moment(self) -> dict[str, NDArray[np.int64]]:
        """Return the moment as probes answer it: `tick`, `step`, `epoch`."""
        return {name: np.array(value) for name, value in self.taken.at._asdict().items()}


def acting(asked: MomentRequest) -> Acting:
    """Return the agent of a run at the moment that a request names; raises SpecError."""
    taken = snapshot(asked)
    if not isinstance(taken.network, Agent):
        raise refused("run", N_("this model does not act; choose a run of an agent"))
    spec = taken.described.spec
    return Acting(taken, taken.network, world_of(spec.dataset, spec.data))


def as_tensor(observations: NDArray[np.generic]) -> torch.Tensor:
    """Return observations as agents take them."""
    return torch.from_numpy(np.ascontiguousarray(observations))


def opinions(agent: Agent, observations: NDArray[np.generic]) -> dict[str, NDArray[np.float64]]:
    """Return what an agent would do, and what it expects.

    Args:
        agent: Who is asked.
        observations: (moment, *shape).

    Returns:
        As far as it has an opinion: `chances` and `action_values`, (moment, action); `mean` and
        `deviation` of continuous actions, (moment, action); `state_values`, (moment,); `best`,
        (moment,) or (moment, action).
    """
    seen = as_tensor(observations)
    with torch.inference_mode():
        told = {
            "chances": agent.chances(seen),
            "action_values": agent.action_values(seen),
            "state_values": agent.state_values(seen),
            "best": agent.best(seen),
        }
        spread = agent.gaussian(seen)
    if spread is not None:
        told |= {"mean": spread[0], "deviation": spread[1]}
    return {name: value.double().numpy() for name, value in told.items() if value is not None}
