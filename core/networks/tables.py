"""A table of values that remembers how it last changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import torch

from core.catalog.descriptions import Facts
from core.networks.agents import Bins, Table

KEPT = 200
"""So many of the newest updates are kept."""


class Update(NamedTuple):
    """One change of the table, as the equation has it.

    Attributes:
        state: Whose value it was.
        action: Likewise.
        reward: What followed at once; in Monte Carlo methods all that followed, discounted.
        next: The state that followed.
        old: The value before.
        target: What it was moved towards.
        new: The value after.
        done: Whether the episode ended there, so that no value of the next state counts.
    """

    state: int
    action: int
    reward: float
    next: int
    old: float
    target: float
    new: float
    done: bool


class RecordedTable(Table):
    """A table beside which lie its newest updates, in the buffers `update_...` of length `KEPT`.

    Update number n, counted from 0, lies at n modulo `KEPT`; `update_count` were ever made.
    """

    update_count: torch.Tensor

    def __init__(self, states: int, actions: int, bins: Bins | None = None) -> None:
        super().__init__(states, actions, bins)
        kinds = {int: torch.int64, float: torch.float64, bool: torch.bool}
        for name, kind in (
            ("state", int), ("action", int), ("reward", float), ("next", int), ("old", float),
            ("target", float), ("new", float), ("done", bool),
        ):  # fmt: skip
            self.register_buffer(f"update_{name}", torch.zeros(KEPT, dtype=kinds[kind]))
        self.register_buffer("update_count", torch.zeros((), dtype=torch.int64))

    def keep(self, updates: Iterable[Update], count: int) -> None:
        """Write down the newest updates, the latest last, of `count` ever made."""
        newest = list(updates)[-KEPT:]
        if newest:
            places = (torch.arange(count - len(newest), count)) % KEPT
            for name, column in zip(Update._fields, zip(*newest, strict=True), strict=True):
                buffer = self.get_buffer(f"update_{name}")
                buffer[places] = torch.tensor(column, dtype=buffer.dtype)
        self.update_count.fill_(count)

    def kept(self) -> list[Update]:
        """Return the updates that are kept, the oldest first."""
        count = int(self.update_count)
        places = torch.arange(max(0, count - KEPT), count) % KEPT
        columns = [self.get_buffer(f"update_{name}")[places].tolist() for name in Update._fields]
        return [Update(*row) for row in zip(*columns, strict=True)]


def states_of(params: object, facts: Facts) -> int:
    """Return how many states a table has: those of the environment, or of a grid of bins."""
    if facts.states is not None:
        return facts.states
    return int(getattr(params, "bins", 1) ** facts.shape[0])


def recorded_table(params: object, facts: Facts) -> RecordedTable:
    """Return an empty table for an environment; where its bins lie comes with its state."""
    return RecordedTable(states_of(params, facts), len(facts.actions), _bins(params, facts))


def plain_table(params: object, facts: Facts) -> Table:
    """Return an empty table without updates, of methods that change all values at once."""
    return Table(states_of(params, facts), len(facts.actions), _bins(params, facts))


def _bins(params: object, facts: Facts) -> Bins | None:
    if facts.states is not None:
        return None
    dimensions = facts.shape[0]
    return Bins([0.0] * dimensions, [1.0] * dimensions, int(getattr(params, "bins", 1)))
