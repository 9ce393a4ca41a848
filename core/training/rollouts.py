"""Playing to learn: stretches of experience from copies of an environment side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.environments.world import World
from core.networks.agents import ActorCritic


@dataclass(frozen=True)
class Rollout:
    """What copies of an environment went through, step by step.

    Attributes:
        observations: (step, copy, *shape) what each step began with.
        actions: (step, copy) int64, or (step, copy, action) float32, not cut off at bounds.
        rewards: (step, copy) float32.
        final: (step, copy, *shape) what each step led to, also where an episode ended.
        terminated: (step, copy) whether the rules ended the episode with the step, bool.
        truncated: (step, copy) whether the time limit did, bool.
    """

    observations: NDArray[Any]
    actions: NDArray[Any]
    rewards: NDArray[np.float32]
    final: NDArray[Any]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]

    @property
    def over(self) -> NDArray[np.bool_]:
        """(step, copy) whether an episode ended with the step, for whichever reason."""
        return self.terminated | self.truncated

    def state_dict(self) -> dict[str, torch.Tensor]:
        """Return everything as tensors."""
        return {each.name: torch.from_numpy(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_state(cls, state: Mapping[str, torch.Tensor]) -> Rollout:
        """Return what `state_dict` was called of."""
        return cls(**{name: values.numpy() for name, values in state.items()})


class Tally:
    """Adds up the rewards of each copy's episode, and tells of those that end."""

    def __init__(self, copies: int) -> None:
        """Begin with nothing."""
        self.returns = np.zeros(copies)
        self.lengths = np.zeros(copies, dtype=np.int64)
        self.ended: list[tuple[float, int]] = []
        """Return and length of each episode that ended since `take`."""

    def add(self, rewards: NDArray[Any], over: NDArray[np.bool_]) -> None:
        """Take one step of all copies into account: (copy,) each."""
        self.returns += rewards
        self.lengths += 1
        if over.any():
            for copy in np.flatnonzero(over):
                self.ended.append((float(self.returns[copy]), int(self.lengths[copy])))
            self.returns[over], self.lengths[over] = 0.0, 0

    def take(self) -> dict[str, float]:
        """Return mean `return` and `length` of the episodes that ended since, if any did."""
        ended, self.ended = self.ended, []
        if not ended:
            return {}
        earned, lasted = zip(*ended, strict=True)
        return {"return": float(np.mean(earned)), "length": float(np.mean(lasted))}

    def state_dict(self) -> dict[str, Any]:
        """Return what decides how it goes on."""
        return {
            "returns": torch.from_numpy(self.returns.copy()),
            "lengths": torch.from_numpy(self.lengths.copy()),
            "ended": self.ended.copy(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.returns = state["returns"].numpy().copy()
        self.lengths = state["lengths"].numpy().copy()
        self.ended = [tuple(each) for each in state["ended"]]


class Drawing:
    """Draws actions from a policy, with random numbers that are handed in."""

    def __init__(self, agent: ActorCritic, actions: int | None, size: int) -> None:
        """Prepare for `actions` discrete ones or, if None, continuous ones of `size` numbers."""
        self.agent, self.width = agent, actions or size
        self.device = next(agent.parameters()).device

    def noise(
        self, steps: int, copies: int, random: np.random.Generator
    ) -> NDArray[np.floating[Any]]:
        """Return the randomness of as many draws: (step, copy, action).

        The action whose logit is the largest after Gumbel noise was added is drawn with the
        probability that softmax gives it (Maddison, Tarlow and Minka 2014).
        """
        shape = (steps, copies, self.width)
        if self.agent.continuous:
            return random.standard_normal(shape, dtype=np.float32)
        return -np.log(random.standard_exponential(shape, dtype=np.float32))

    @torch.no_grad()
    def draw(self, observations: NDArray[Any], noise: NDArray[np.floating[Any]]) -> NDArray[Any]:
        """Return an action of each copy: (copy,) int64, or (copy, action) float32."""
        seen = torch.from_numpy(observations).to(self.device)
        told = self.agent.gaussian(seen)
        if told is not None:
            mean, deviation = told[0].cpu().numpy(), told[1].cpu().numpy()
            drawn: NDArray[Any] = mean + deviation * noise
            return drawn
        logits = self.agent.logits(seen).cpu().numpy()
        chosen: NDArray[Any] = (logits + noise).argmax(1)
        return chosen


class Collector:
    """Goes on playing in copies of an environment, a rollout at a time."""

    def __init__(
        self, world: World, agent: ActorCritic, copies: int, random: np.random.Generator, seed: int
    ) -> None:
        """Begin an episode in each of `copies` copies; actions are drawn with `random`."""
        size = 0 if world.action_low is None else len(world.action_low)
        self.copies, self.random = world.copies(copies), random
        self.drawing = Drawing(agent, world.actions, size)
        self.tally = Tally(copies)
        self.copies.reset(seed)

    def collect(self, steps: int) -> Rollout:
        """Play `steps` steps in each copy."""
        noise = self.drawing.noise(steps, self.copies.count, self.random)
        observations = self.copies.observations()
        rows = []
        for step in range(steps):
            actions = self.drawing.draw(observations, noise[step])
            outcome = self.copies.step(actions)
            self.tally.add(outcome.rewards, outcome.terminated | outcome.truncated)
            rows.append((observations, actions, *outcome[1:]))
            observations = outcome.observations
        return stacked(rows)

    def episodes(self) -> Rollout:
        """Play one episode in each copy, from its beginning.

        Returns:
            All steps until the last of them ended. Copies whose episode was over went on with
            another one, which is cut short and not to be learned from: see `first_episodes`.
        """
        observations = self.copies.reset(int(self.random.integers(2**31)))
        going = np.ones(self.copies.count, dtype=np.bool_)
        rows = []
        while going.any():
            noise = self.drawing.noise(1, self.copies.count, self.random)[0]
            actions = self.drawing.draw(observations, noise)
            outcome = self.copies.step(actions)
            rows.append((observations, actions, *outcome[1:]))
            going &= ~(outcome.terminated | outcome.truncated)
            observations = outcome.observations
        rollout = stacked(rows)
        within = first_episodes(rollout)
        for earned, lasted in zip((rollout.rewards * within).sum(0), within.sum(0), strict=True):
            self.tally.ended.append((float(earned), int(lasted)))
        return rollout

    def state_dict(self) -> dict[str, Any]:
        """Return what decides how it goes on."""
        return {"copies": self.copies.state_dict(), "tally": self.tally.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.copies.load_state_dict(state["copies"])
        self.tally.load_state_dict(state["tally"])


def stacked(rows: list[tuple[Any, ...]]) -> Rollout:
    """Return steps, (observations, actions, rewards, terminated, truncated, final) each."""
    observations, actions, rewards, terminated, truncated, final = map(
        np.stack, zip(*rows, strict=True)
    )
    return Rollout(observations, actions, rewards.astype(np.float32), final, terminated, truncated)


def first_episodes(rollout: Rollout) -> NDArray[np.bool_]:
    """Return which steps, (step, copy), belong to the first episode of each copy."""
    ended_before: NDArray[np.int64] = np.cumsum(rollout.over, axis=0) - rollout.over
    first: NDArray[np.bool_] = ended_before == 0
    return first


def minibatches(
    count: int, size: int, passes: int, random: np.random.Generator
) -> Iterator[torch.Tensor]:
    """Yield the numbers of `count` examples in random order, `size` at once, `passes` times.

    What is left over at the end of a pass is too little for a good gradient, and left out, unless
    it is all there is.
    """
    for _ in range(passes):
        order = torch.from_numpy(random.permutation(count))
        whole = max(count - count % size, min(count, size))
        yield from order[:whole].split(size)
