"""Agents that learn nothing: one acts at random, the other by a rule that somebody wrote."""

from __future__ import annotations

from collections.abc import Callable

import torch

from core.catalog.descriptions import Facts
from core.networks.agents import Agent

Rule = Callable[[torch.Tensor], torch.Tensor]
"""From observations, (batch, *shape) or (batch,), to actions."""


class RandomAgent(Agent):
    """Takes every action equally often. To ask for its best one would make another agent of it."""

    low: torch.Tensor
    high: torch.Tensor

    def __init__(self, facts: Facts) -> None:
        """Remember what there is to choose from; bounds of continuous actions come as state."""
        super().__init__()
        self.actions = len(facts.actions) or None
        self.register_buffer("low", torch.zeros(facts.answer))
        self.register_buffer("high", torch.zeros(facts.answer))

    def chances(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return the same chance for each action."""
        if self.actions is None:
            return None
        return torch.full((len(observations), self.actions), 1 / self.actions)

    def draw(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """Return (count, action) continuous actions, spread evenly between the bounds."""
        share = torch.rand((count, len(self.low)), generator=generator)
        return self.low + (self.high - self.low) * share

    def best(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the first action, or the middle of continuous ones: none is better."""
        if self.actions is None:
            return ((self.low + self.high) / 2).expand(len(observations), -1)
        return torch.zeros(len(observations), dtype=torch.int64)


def balance(seen: torch.Tensor) -> torch.Tensor:
    """Push the cart to where the pole will fall, and a little towards the middle."""
    position, velocity, angle, spin = seen.unbind(1)
    return (angle + 0.3 * spin + 0.02 * position + 0.05 * velocity > 0).long()


def gather_speed(seen: torch.Tensor) -> torch.Tensor:
    """Accelerate the car to where it rolls already."""
    return torch.where(seen[:, 1] < 0, 0, 2)


def pump(seen: torch.Tensor) -> torch.Tensor:
    """Turn the acrobot's joint to where its first link swings, as children pump a swing."""
    return torch.where(seen[:, 4] > 0, 0, 2)


def swing_up(seen: torch.Tensor) -> torch.Tensor:
    """Give the pendulum the energy to stand upright, and hold it once it nearly does.

    After Astrom and Furuta (2000): torque along the velocity while energy is missing.
    """
    cosine, sine, velocity = seen.unbind(1)
    # Of a rod of 1 kg and 1 m; at rest and upright it has 5 J.
    missing = 5 - (velocity.square() / 6 + 5 * cosine)
    pumping = torch.where(missing * velocity >= 0, 2.0, -2.0)
    holding = -(20.0 * torch.atan2(sine, cosine) + 4.0 * velocity)
    return torch.where(cosine > 0.9, holding, pumping).clamp(-2, 2)[:, None]


def basic_strategy(seen: torch.Tensor) -> torch.Tensor:
    """Draw as a table of Baldwin and others (1956) says, made for many decks."""
    ace, rest = seen % 2, seen // 2
    dealer, total = rest % 11, rest // 11
    weak = (dealer >= 4) & (dealer <= 6) | ((dealer >= 2) & (dealer <= 3) & (total >= 13))
    stand_hard = (total >= 17) | (total >= 12) & weak
    stand_soft = (total >= 19) | (total == 18) & (dealer >= 2) & (dealer <= 8)
    return torch.where(ace == 1, ~stand_soft, ~stand_hard).long()


def land(seen: torch.Tensor) -> torch.Tensor:
    """Lean the lander towards the pad, and brake the more the nearer it is.

    The height that it should have grows with its distance across, and the angle with distance and
    speed; whichever is more amiss is mended by the main engine or by one of the sides.
    """
    x, y, across, upwards, angle, spin, left, right = seen.unbind(1)
    down = (left + right) > 0
    wanted = (0.5 * x + across).clamp(-0.4, 0.4)
    turn = torch.where(down, 0.0, (wanted - angle) / 2 - spin)
    lift = torch.where(down, 0.0, (0.55 * x.abs() - y) / 2) - upwards / 2
    brakes = (lift > turn.abs()) & (lift > 0.05)
    leans = torch.where(turn < -0.05, 3, torch.where(turn > 0.05, 1, 0))
    return torch.where(brakes, 2, leans)


RULES: dict[str, Rule] = {
    "CartPole-v1": balance,
    "MountainCar-v0": gather_speed,
    "Acrobot-v1": pump,
    "Pendulum-v1": swing_up,
    "Blackjack-v1": basic_strategy,
    "LunarLander-v3": land,
}
"""By environment."""


class RuleAgent(Agent):
    """Does what a rule says, and has no opinion on what that is worth.

    Attributes:
        rule: Place of its rule in `RULES`; -1 where `choices` hold what to do.
        choices: (state,) the action in each state of a finite environment.
    """

    rule: torch.Tensor
    choices: torch.Tensor

    def __init__(self, facts: Facts) -> None:
        """Know no rule yet: it comes as state."""
        super().__init__()
        self.actions = len(facts.actions) or None
        self.register_buffer("rule", torch.tensor(-1))
        self.register_buffer("choices", torch.zeros(facts.states or 0, dtype=torch.int64))

    def chances(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return 1 for what the rule says."""
        if self.actions is None:
            return None
        return torch.nn.functional.one_hot(self.best(observations), self.actions).double()

    def best(self, observations: torch.Tensor) -> torch.Tensor:
        """Return what the rule says."""
        if self.rule < 0:
            return self.choices[observations.long()]
        return list(RULES.values())[int(self.rule)](observations)


def random_agent(params: object, facts: Facts) -> RandomAgent:
    """Return an agent that acts at random."""
    return RandomAgent(facts)


def rule_agent(params: object, facts: Facts) -> RuleAgent:
    """Return an agent whose rule comes as state."""
    return RuleAgent(facts)
