"""What methods with a table of values have in common; each says what a value is moved towards."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, cast

import torch

from core.catalog.build import facts_of
from core.environments.single import Grid, Single
from core.networks.tables import KEPT, RecordedTable, Update, recorded_table
from core.spec.acting import TabularParams
from core.training.acting import ActingLearner
from core.training.learner import Scalar, Setup

MOST_POINTS = 2000
"""Points of a run's curves: beyond that, each is the mean of several episodes."""
EXPLORING = 0.5
"""Part of the training during which exploration falls."""

P = TypeVar("P", bound=TabularParams)


class Transition(NamedTuple):
    """What the agent went through: in a state it acted, and this followed."""

    state: int
    action: int
    reward: float
    after: int
    terminated: bool
    truncated: bool


class TabularLearner(ActingLearner, Generic[P]):
    """Acts in one environment and updates a table after each step.

    Attributes:
        values: By state and action, what it expects of them: Q(s, a).
        visits: How often each was updated.
        state: Where it is.
        due: What was gone through last.
        done: How many phases of the current step are done.
    """

    phases: ClassVar[tuple[str, ...]] = ("act", "learn")
    watched: ClassVar[tuple[str, ...]] = ("td_error",)

    def __init__(self, setup: Setup) -> None:
        """Begin the first episode with an empty table."""
        super().__init__(setup)
        self.params = cast(P, setup.spec.params)
        self.random = setup.random
        self.agent: RecordedTable = recorded_table(self.params, facts_of(setup.spec))
        grid = None
        if self.agent.bins is not None:
            grid = Grid(self.world.low, self.world.high, self.params.bins)
            self.agent.bins.edges.copy_(torch.tensor(grid.edges, dtype=torch.float64))
        states, actions = self.agent.values.shape
        self.actions = actions
        self.values = [[self.params.first_value] * actions for _ in range(states)]
        self.visits = [[0] * actions for _ in range(states)]
        self.updates, self.update_count = deque[Update](maxlen=KEPT), 0
        self.single = Single(self.world, grid, setup.seed)
        self.state = self.start = self.single.now
        self.due = Transition(self.state, 0, 0.0, self.state, False, False)
        self.done = 0
        self.tally = Tally(max(1, self.total // MOST_POINTS))

    @abstractmethod
    def learn(self, seen: Transition) -> None:
        """Learn from one step, by `move`; how far is `self.rate()`."""

    def behave(self, state: int) -> int:
        """Return the action to take in a state: the best one so far, or a random one."""
        if self.random.random() < self.exploration():
            return int(self.random.random() * self.actions)
        return self.greedy_action(self.values[state])

    def greedy_action(self, row: list[float]) -> int:
        """Return the best action of a row of values, drawn among equals."""
        best = max(row)
        if row.count(best) == 1:
            return row.index(best)
        equal = [action for action, value in enumerate(row) if value == best]
        return equal[int(self.random.random() * len(equal))]

    def exploration(self) -> float:
        """Return the fraction of random actions now."""
        first, last = self.params.exploration, self.params.last_exploration
        return max(0.0, 1 - self.steps / (EXPLORING * self.total)) * (first - last) + last

    def rate(self) -> float:
        """Return which part of the way an update goes now."""
        rate = self.params.learning_rate
        return rate * (1 - self.steps / self.total) if self.params.decay else rate

    def move(self, seen: Transition, target: float) -> None:
        """Move Q(s, a) towards a target: Q <- Q + rate * (target - Q)."""
        row = self.values[seen.state]
        old = row[seen.action]
        row[seen.action] = new = old + self.rate() * (target - old)
        self.visits[seen.state][seen.action] += 1
        self.note(Update(*seen[:4], old, target, new, seen.terminated))

    def note(self, update: Update) -> None:
        """Remember an update for whoever watches."""
        self.updates.append(update)
        self.update_count += 1
        self.tally.errors += abs(update.target - update.old)
        self.tally.updates += 1

    def plan(self) -> None:
        """Learn from what is only imagined, in the phase of this name; for those that do so."""

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Act once, learn from it and plan, or do only what is due of these."""
        told: list[Scalar] = []
        while True:
            last = self.done == len(self.phases) - 1
            if self.done == 0:
                self._act()
            elif self.done == 1:
                self.learn(self.due)
            else:
                self.plan()
            self.done += 1
            if last:
                told, self.done = self._finish(self.due), 0
            if phase is not None or last:
                return told

    def _act(self) -> None:
        action = self.behave(self.state)
        self.due = Transition(self.state, action, *self.single.step(action)[:4])

    def _finish(self, seen: Transition) -> list[Scalar]:
        """Count the step, and return the points of curves that are due."""
        self.steps += 1
        self.state = self.single.now
        told = self.tally.step(self.steps, seen)
        if told:
            told["value"] = max(self.values[self.start])
            told["exploration"] = self.exploration()
        if seen.terminated or seen.truncated:
            self.start = self.state
        return [Scalar(self.steps, "train", name, value) for name, value in told.items()]

    def next_phase(self) -> str:
        """Return the phase that is due."""
        return self.phases[self.done]

    def judged(self, split: str, episodes: int) -> Any:
        """Let the table as it is now play."""
        self._write()
        return super().judged(split, episodes)

    def weights(self) -> Mapping[str, Any]:
        """Return the table as it is now."""
        self._write()
        return super().weights()

    def _write(self) -> None:
        """Bring the agent's tensors up to what was learned; in between, plain lists are faster."""
        self.agent.values.copy_(torch.tensor(self.values, dtype=torch.float64))
        self.agent.visits.copy_(torch.tensor(self.visits))
        self.agent.exploration.fill_(self.exploration())
        self.agent.keep(self.updates, self.update_count)

    def parameter_count(self) -> int:
        """Return how many values the table has."""
        return self.agent.values.numel()

    def size_bytes(self) -> int:
        """Return the bytes of the values, which is all it takes to act."""
        return self.agent.values.numel() * self.agent.values.element_size()

    def state_dict(self) -> dict[str, Any]:
        """Return the table, the environment and what is between the phases."""
        return super().state_dict() | {
            "environment": self.single.state_dict(),
            "state": self.state,
            "start": self.start,
            "due": json.dumps(self.due),
            "done": self.done,
            "tally": self.tally.state_dict(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.values, self.visits = self.agent.values.tolist(), self.agent.visits.tolist()
        kept = self.agent.kept()
        self.updates, self.update_count = deque(kept, KEPT), int(self.agent.update_count)
        self.single.load_state_dict(state["environment"])
        self.state, self.start = state["state"], state["start"]
        self.due, self.done = Transition(*json.loads(state["due"])), state["done"]
        self.tally.load_state_dict(state["tally"])


class Tally:
    """Adds up what happened since the last point of the curves."""

    def __init__(self, apart: int) -> None:
        """Report at most once in `apart` steps."""
        self.apart = apart
        self.updates, self.errors = 0, 0.0
        self._return, self._length = 0.0, 0
        self._returns, self._lengths, self._episodes = 0.0, 0, 0
        self._next = 0

    def step(self, steps: int, seen: Transition) -> dict[str, float]:
        """Count one step; where an episode ended and a point is due, return it.

        Args:
            steps: Made so far.
            seen: The step.

        Returns:
            Mean `return` and `length` of the episodes since the last point, and the mean size of
            the updates; empty where no point is due.
        """
        self._return += seen.reward
        self._length += 1
        if not (seen.terminated or seen.truncated):
            return {}
        self._returns, self._lengths = self._returns + self._return, self._lengths + self._length
        self._episodes += 1
        self._return, self._length = 0.0, 0
        if steps < self._next:
            return {}
        found = {
            "return": self._returns / self._episodes,
            "length": self._lengths / self._episodes,
            "td_error": self.errors / max(1, self.updates),
        }
        self._returns, self._lengths, self._episodes = 0.0, 0, 0
        self.updates, self.errors, self._next = 0, 0.0, steps + self.apart
        return found

    def state_dict(self) -> dict[str, Any]:
        """Return all sums."""
        return dict(vars(self))

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from these sums."""
        vars(self).update(state)
