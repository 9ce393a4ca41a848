"""Letting an agent play: episodes for scores, for replays and for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.environments.world import World
from core.networks.agents import Agent
from core.networks.rule_agents import RandomAgent


@dataclass(frozen=True)
class Record:
    """Every step of several episodes; what comes after an episode's length is not part of it.

    Attributes:
        observations: (step + 1, episode, *shape), from the first one to what the last step led to.
        pictures: (step + 1, episode, number), the numbers from which each moment is drawn.
        states: (step + 1, episode, ...), where each moment is, as the rules count.
        actions: (step, episode) or (step, episode, action).
        rewards: (step, episode) float64.
    """

    observations: NDArray[Any]
    pictures: NDArray[np.float64]
    states: NDArray[Any]
    actions: NDArray[Any]
    rewards: NDArray[np.float64]


@dataclass(frozen=True)
class Played:
    """How several episodes went.

    Attributes:
        returns: (episode,) sums of rewards, not discounted, float64.
        lengths: (episode,) steps, int64.
        terminated: (episode,) whether the rules ended it, not the time limit, bool.
        successes: (episode,) whether it succeeded, bool; None where success means nothing.
        record: Every step, if asked for.
    """

    returns: NDArray[np.float64]
    lengths: NDArray[np.int64]
    terminated: NDArray[np.bool_]
    successes: NDArray[np.bool_] | None
    record: Record | None = None


class Actor:
    """Turns an agent's opinions into actions, with random numbers of its own."""

    def __init__(self, agent: Agent, seed: int, *, greedy: bool) -> None:
        """Prepare to act.

        Args:
            agent: Who acts.
            seed: Of what is drawn.
            greedy: Whether it takes the actions that it thinks best. An agent that acts at random
                by design has none.
        """
        self.agent = agent
        self.greedy = greedy and not isinstance(agent, RandomAgent)
        self.random = torch.Generator().manual_seed(seed)
        states = [*agent.parameters(), *agent.buffers()]
        self.device = states[0].device if states else torch.device("cpu")

    @torch.no_grad()
    def act(self, observations: NDArray[Any]) -> NDArray[Any]:
        """Return an action for each observation, (batch,) or (batch, action)."""
        seen = torch.from_numpy(observations).to(self.device)
        if self.greedy:
            return self.agent.best(seen).cpu().numpy()
        chances = self.agent.chances(seen)
        if chances is not None:
            drawn = torch.multinomial(chances.cpu(), 1, generator=self.random)
            return drawn[:, 0].numpy()
        if isinstance(self.agent, RandomAgent):
            return self.agent.draw(len(seen), self.random).numpy()
        told = self.agent.gaussian(seen)
        if told is None:  # a rule has but one answer
            return self.agent.best(seen).cpu().numpy()
        mean, deviation = told[0].cpu(), told[1].cpu()
        noise = torch.randn(mean.shape, generator=self.random)
        return (mean + deviation * noise).numpy()


def play(
    agent: Agent,
    world: World,
    count: int,
    seed: int,
    *,
    greedy: bool = True,
    record: bool = False,
) -> Played:
    """Play `count` episodes side by side.

    Args:
        agent: Who plays; it is not changed.
        world: Where.
        count: How many episodes.
        seed: Of the environments, and of actions that are drawn.
        greedy: Whether the agent takes what it thinks best instead of drawing actions.
        record: Whether to keep every step.
    """
    copies, actor = world.copies(count), Actor(agent, seed, greedy=greedy)
    observations = copies.reset(seed)
    returns, lengths = np.zeros(count), np.zeros(count, dtype=np.int64)
    ended, final = np.zeros(count, dtype=np.bool_), observations.copy()
    last, going = np.zeros(count), np.ones(count, dtype=np.bool_)
    kept: list[tuple[Any, ...]] = [(observations, copies.picture(), copies.state)] if record else []
    while going.any():
        actions = actor.act(observations)
        outcome = copies.step(actions)
        returns[going] += outcome.rewards[going]
        lengths += going
        over = going & (outcome.terminated | outcome.truncated)
        ended[over], last[over] = outcome.terminated[over], outcome.rewards[over]
        final[over] = outcome.final[over]
        going &= ~over
        copies.resting = ~going
        if record:
            seen = (outcome.final, copies.picture(reached=True), copies.reached)
            kept.append((*seen, actions, outcome.rewards))
        observations = outcome.observations
    return Played(
        returns,
        lengths,
        ended,
        world.succeeded(final, last, ended),
        _record(kept) if record else None,
    )


def _record(kept: list[tuple[Any, ...]]) -> Record:
    """Put the steps of all episodes beneath each other."""
    return Record(
        np.stack([moment[0] for moment in kept]),
        np.stack([moment[1] for moment in kept]),
        np.stack([moment[2] for moment in kept]),
        np.stack([moment[3] for moment in kept[1:]]),
        np.stack([moment[4] for moment in kept[1:]]),
    )


def policy_of(agent: Agent, world: World, *, greedy: bool = True) -> NDArray[np.float64]:
    """Return what an agent does in each state of a finite world: (state, action) probabilities."""
    if world.states is None or world.actions is None:
        raise TypeError(f"{world.name} has no table of states and actions")
    actor = Actor(agent, 0, greedy=greedy)
    states = np.arange(world.states)
    if actor.greedy:
        greedy_policy: NDArray[np.float64] = np.eye(world.actions)[actor.act(states)]
        return greedy_policy
    with torch.no_grad():
        chances = agent.chances(torch.from_numpy(states).to(actor.device))
    if chances is None:
        raise TypeError(f"{type(agent).__name__} does not say how likely its actions are")
    policy: NDArray[np.float64] = chances.cpu().double().numpy()
    return policy
