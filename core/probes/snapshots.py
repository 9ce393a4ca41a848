"""A run's network as it was at one moment: read from a checkpoint, or from what it shows now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.catalog.build import build_spec, facts_of, network_rows
from core.catalog.descriptions import Facts
from core.networks.build import has_network, untrained_network
from core.probes.recent import Recent
from core.probes.requests import MomentRequest, refused
from core.spec.layers import Row
from core.spec.message import N_, SpecError
from core.spec.parameters import shown
from core.spec.run_spec import RunSpec
from core.store import recording, runs
from core.store.home import run_folder
from core.store.recording import Moment
from core.store.runs import Run
from core.training.checkpoints import DAMAGED, CheckpointFolder

_ROOM = 2**27


@dataclass(frozen=True)
class Described:
    """What is known of a run from its specification alone; `rows` are a layer list's."""

    run: str
    spec: RunSpec
    facts: Facts
    rows: list[Row]


@dataclass(frozen=True)
class Snapshot:
    """A run's network at one moment, ready to be asked; `key` tells it from every other."""

    described: Described
    network: nn.Module
    at: Moment
    key: tuple[str, str, int]
    attempt: int = -1

    @property
    def layers(self) -> nn.Sequential:
        """The network as a list of layers, numbered as in `described.rows`; raises SpecError."""
        if not isinstance(self.network, nn.Sequential) or not self.described.rows:
            text = N_("{recipe} has no layers to look into; choose a run of a neural network")
            raise refused("run", text, recipe=self.described.spec.recipe)
        return self.network

    def outputs(self, inputs: NDArray[np.float32]) -> list[torch.Tensor]:
        """Return what each layer makes of some examples, in order: (example, ...) each."""
        value = torch.from_numpy(np.ascontiguousarray(inputs))
        found = []
        with torch.inference_mode():
            for layer in self.layers:
                value = layer(value)
                found.append(value)
        return found


def _size(snapshot: Snapshot) -> int:
    tensors = snapshot.network.state_dict().values()
    return sum(tensor.nbytes for tensor in tensors)


_described = Recent[Described](room=256)
_snapshots = Recent[Snapshot](_ROOM, _size)


def described(run: str) -> Described:
    """Return what a run is, a network or not; raises SpecError if there is none."""
    return _describe(_stored(run))


def _stored(run: str) -> Run:
    stored = runs.get(run)
    if stored is None:
        raise refused(
            "run", N_("there is no run {value}; it may have been deleted"), value=shown(run)
        )
    return stored


def _describe(stored: Run) -> Described:
    def make() -> Described:
        spec = build_spec(stored.spec)
        return Described(stored.id, spec, facts_of(spec), network_rows(spec))

    return _described.get(stored.id, make)


def snapshot(asked: MomentRequest) -> Snapshot:
    """Return a run's network at the moment that a request names.

    Raises:
        SpecError: If there is no such run or moment, or it trains no network.
    """
    stored = _stored(asked.run)
    described = _describe(stored)
    if not has_network(described.spec):
        text = N_("{recipe} has no layers to look into; choose a run of a neural network")
        raise refused("run", text, recipe=described.spec.recipe)
    folder = CheckpointFolder(run_folder(stored.id))
    kept = _moments(stored.id)
    if asked.tick == "live":
        shown_now = _live(stored, described, folder)
        if shown_now is not None and shown_now.at.tick > max(kept):
            return shown_now
    try:
        return _kept(described, folder, _chosen(asked, kept))
    except SpecError:
        if asked.tick != "live":
            raise
        # In the meantime the run may have dropped that checkpoint for newer ones.
        return _kept(described, folder, _chosen(asked, _moments(stored.id)))


def kept_state(
    asked: MomentRequest,
) -> tuple[Described, Moment, Callable[[], dict[str, Any]], tuple[str, str, int]]:
    """Return what a run's checkpoint holds at the moment that a request names, of any recipe.

    Returns:
        The run, the moment, the state when it is called for, and what tells it from every other.

    Raises:
        SpecError: If there is no such run or moment, or when the state cannot be read.
    """
    described = _describe(_stored(asked.run))
    folder = CheckpointFolder(run_folder(described.run))
    at = _chosen(asked, _moments(described.run))

    def read() -> dict[str, Any]:
        try:
            return folder.read(at.tick)
        except DAMAGED as error:
            raise _unreadable(at) from error

    try:
        written = folder.path(at.tick).stat().st_mtime_ns
    except OSError as error:
        raise _unreadable(at) from error
    return described, at, read, (described.run, folder.path(at.tick).name, written)


def _moments(run: str) -> dict[int, Moment]:
    """Return the moments of which there are checkpoints; raises SpecError if there are none."""
    kept = {
        row["tick"]: Moment(row["tick"], row["step"], row["epoch"])
        for row in recording.checkpoints_of(run)
    }
    if not kept:
        text = N_("this run has not begun, so there are no weights to look at yet")
        raise refused("tick", text)
    return kept


def _chosen(asked: MomentRequest, kept: Mapping[int, Moment]) -> Moment:
    """Return the checkpoint that a request names, the last one for now; raises SpecError."""
    tick = max(kept) if asked.tick == "live" else int(asked.tick)
    if tick not in kept:
        text = N_("the weights of moment {value} are not kept; choose another moment")
        raise refused("tick", text, value=shown(tick))
    return kept[tick]


def _unreadable(at: Moment) -> SpecError:
    text = N_("the weights of moment {value} cannot be read; choose another moment")
    return refused("tick", text, value=str(at.tick))


def _kept(described: Described, folder: CheckpointFolder, at: Moment) -> Snapshot:
    """Return the network of a checkpoint."""
    path = folder.path(at.tick)

    def make() -> Snapshot:
        return Snapshot(described, _network(described, folder.weights(at.tick)), at, key)

    try:
        # A run that was rewound writes the same tick again.
        key = (described.run, path.name, path.stat().st_mtime_ns)
        return _snapshots.get(key, make)
    except DAMAGED as error:
        raise _unreadable(at) from error


def _live(stored: Run, described: Described, folder: CheckpointFolder) -> Snapshot | None:
    """Return what a run in training shows now, if it does."""

    def make() -> Snapshot:
        state = folder.published()
        at = Moment(*(int(state[name]) for name in Moment._fields))
        network = _network(described, state["network"])
        return Snapshot(described, network, at, key, int(state["attempt"]))

    if stored.status != "running":
        return None
    try:
        key = (stored.id, folder.live.name, folder.live.stat().st_mtime_ns)
        shown_now = _snapshots.get(key, make)
    except (*DAMAGED, KeyError):
        return None  # not there yet, say; the last checkpoint will do
    # What an earlier attempt showed may be ahead of where this one stands.
    return shown_now if shown_now.attempt == stored.attempt else None


def _network(described: Described, weights: dict[str, Any]) -> nn.Module:
    """Return a run's network with some weights, in the state in which it answers."""
    # There is no need to draw weights that are replaced at once; but a network of another kind may
    # hold constants that are not among its weights.
    with torch.device("meta" if described.rows else "cpu"):
        network = untrained_network(described.spec, described.facts)
    network.load_state_dict(weights, assign=True)
    return network.eval().requires_grad_(False)
