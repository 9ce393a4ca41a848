"""What learners that act in an environment have in common: progress, scores, weights."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from core.environments.exact import expected
from core.environments.world import World
from core.metrics.metric import Episodes
from core.metrics.scoring import score
from core.networks.agents import Agent
from core.spec.training import ActingTraining
from core.training.episodes import play, policy_of
from core.training.evaluation import Evaluation
from core.training.learner import Progress, Scalar, Setup

EPISODES_OF_EPOCH, EPISODES_OF_SPLIT = 20, 100
"""How many episodes judge an agent after each epoch, and in the end."""
SEEDS = {"valid": 2**32 + 1_000_000, "test": 2**32 + 2_000_000}
"""Of the environments that agents are judged in: the same for all agents, never learned in, since
a run's own seed, and whatever it draws as one, is below 2 ** 32."""


class ActingLearner(ABC):
    """A learner in an environment. It counts steps in the environment, of all copies together.

    Attributes:
        world: The environment.
        agent: Who acts, and by whom one looks into the run.
        steps: How many steps were made.
        solved_steps: After how many it first counted as solved; None until then.
    """

    phases: ClassVar[tuple[str, ...]]
    watched: ClassVar[tuple[str, ...]] = ("loss",)
    examples_per_step: float | None = None
    greedy: ClassVar[bool] = True
    """Whether it is judged by what it thinks best instead of what it draws."""
    acts: ClassVar[bool] = True
    """Whether its steps are made in the environment, so that one may ask how many solved it."""
    agent: Agent

    def __init__(self, setup: Setup) -> None:
        """Note how long to learn."""
        self.setup, self.world = setup, _world(setup.data)
        training = setup.spec.training
        self.total, self.epochs = (
            (training.steps, training.epochs) if isinstance(training, ActingTraining) else (1, 1)
        )
        self.until_solved = bool(getattr(training, "until_solved", False))
        self.steps = 0
        self.solved_steps: int | None = None

    @abstractmethod
    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make one whole step, or only the phase that is due."""

    @abstractmethod
    def next_phase(self) -> str:
        """Return the phase that is due."""

    def progress(self) -> Progress:
        """Return how far it is; an epoch is one of equal parts of the budget of steps.

        A step may make several at once, and the last one may overshoot. One that is to learn no
        further than until it is solved is at its end then.
        """
        done = min(self.steps, self.total)
        epoch = done * self.epochs // self.total
        if self.until_solved and self.solved():
            return Progress(done, done, epoch, epoch)
        return Progress(done, self.total, epoch, self.epochs)

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score the agent on a few episodes, and note whether the environment is solved."""
        said = self.judged("valid", EPISODES_OF_EPOCH)
        found = score(said, live=True)
        wanted = self.world.solved_at if self.acts and self.steps else None
        if self.solved_steps is None and wanted is not None and found["return_mean"] >= wanted:
            # Of a few episodes it may be luck.
            sure = score(self.judged("valid", EPISODES_OF_SPLIT), live=True)["return_mean"]
            self.solved_steps = self.progress().step if sure >= wanted else None
        at = self.progress().step
        return [Scalar(at, "valid", name, value) for name, value in found.items() if value == value]

    def solved(self) -> bool:
        """Return whether it counted as solved after an epoch so far."""
        return self.solved_steps is not None

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores of the agent in 100 episodes that it has never seen."""
        begun = time.perf_counter()
        said = self.judged(split, EPISODES_OF_SPLIT)
        seconds = time.perf_counter() - begun
        return Evaluation(score(said), seconds, said)

    def judged(self, split: str, episodes: int) -> Episodes:
        """Play episodes of a split, and compute what to expect of them where that is known."""
        played = play(self.agent, self.world, episodes, SEEDS[split], greedy=self.greedy)
        successes = np.zeros(0, dtype=np.bool_) if played.successes is None else played.successes
        known: dict[str, float | None] = {}
        if self.world.model is not None:
            policy = policy_of(self.agent, self.world, greedy=self.greedy)
            exact = expected(self.world, self.world.model, policy)
            known = {
                "exact_return": exact.episode_return,
                "exact_length": exact.length,
                "exact_success": exact.success,
            }
        return Episodes(
            played.returns, played.lengths, successes, solved_steps=self.solved_steps, **known
        )

    def weights(self) -> Mapping[str, Any]:
        """Return the state of the agent."""
        state: Mapping[str, Any] = self.agent.state_dict()
        return state

    def parameter_count(self) -> int | None:
        """Return how many numbers it has learned."""
        return sum(int(each.numel()) for each in self.agent.parameters())

    def size_bytes(self) -> int | None:
        """Return how many bytes its state takes."""
        state = self.agent.state_dict().values()
        return sum(int(each.numel()) * int(each.element_size()) for each in state)

    def state_dict(self) -> dict[str, Any]:
        """Return the agent's state as `network`, by which one looks into the run, and counters."""
        return {
            "network": dict(self.weights()),
            "steps": self.steps,
            "solved_steps": -1 if self.solved_steps is None else self.solved_steps,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.agent.load_state_dict(state["network"])
        self.steps = state["steps"]
        self.solved_steps = None if state["solved_steps"] < 0 else state["solved_steps"]


def _world(data: Any) -> World:
    """Return what an environment's loader returned."""
    if not isinstance(data, World):
        raise TypeError(f"an agent acts in an environment, not in {type(data).__name__}")
    return data
