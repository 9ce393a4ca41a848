"""What one looks into of an agent: what it would do in a state, and what it thinks that is worth.

All take observations as the environment gives them, (batch, *shape) float32, or (batch,) int64
where these are numbers of states, and answer with tensors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import nn
from torch.distributions import Normal

from core.catalog.descriptions import Facts

FARTHEST = 10.0
"""Observations are cut off so many standard deviations from their mean."""
LEAST_DEVIATION = 1e-4
STANDARD = 0.5
"""Standard deviation of a continuous action at first, in units of half the range of actions."""


class Agent(nn.Module):
    """Whatever acts. Each kind answers the questions that have an answer for it."""

    def chances(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return how likely it takes each action, (batch, action); None where continuous."""
        return None

    def gaussian(self, observations: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Return mean and deviation of its actions, (batch, action); None where discrete."""
        return None

    def action_values(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return what it expects of each action, (batch, action); None if it has no opinion."""
        return None

    def state_values(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return what it expects of each state, (batch,); None if it has no opinion."""
        return None

    def best(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the actions it thinks best, of equals the one with the lowest number.

        Returns:
            (batch,) int64, or (batch, action) float32 where continuous.
        """
        found = self.action_values(observations)
        found = self.chances(observations) if found is None else found
        if found is None:
            raise TypeError(f"{type(self).__name__} must say what it thinks best")
        return found.argmax(-1)


class Bins(nn.Module):
    """Gives each state a number: continuous observations are put into boxes of a grid."""

    edges: torch.Tensor

    def __init__(self, low: Sequence[float], high: Sequence[float], bins: int) -> None:
        """Divide each dimension, from `low` to `high`, into `bins` equal parts."""
        super().__init__()
        self.bins = bins
        inner = [
            torch.linspace(first, last, bins + 1, dtype=torch.float64)[1:-1]
            for first, last in zip(low, high, strict=True)
        ]
        self.register_buffer("edges", torch.stack(inner))

    @property
    def states(self) -> int:
        """How many boxes there are."""
        return int(self.bins ** len(self.edges))

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the number of the box that each observation (batch, dimension) is in: (batch,)."""
        places = observations.double()[:, :, None] >= self.edges
        digits = places.sum(-1)
        number = torch.zeros(len(observations), dtype=torch.int64)
        for digit in digits.unbind(1):
            number = number * self.bins + digit
        return number


class Table(Agent):
    """An action's value for each state, and how often it was tried; mostly acts greedily.

    Attributes:
        values: (state, action) float64, what is expected of each action.
        visits: (state, action) int64, how often each was taken.
        exploration: Fraction of actions taken at random.
    """

    values: torch.Tensor
    visits: torch.Tensor
    exploration: torch.Tensor

    def __init__(self, states: int, actions: int, bins: Bins | None = None) -> None:
        """Start with values of 0; `bins` number the states of continuous observations."""
        super().__init__()
        self.bins = bins
        self.register_buffer("values", torch.zeros(states, actions, dtype=torch.float64))
        self.register_buffer("visits", torch.zeros(states, actions, dtype=torch.int64))
        self.register_buffer("exploration", torch.zeros((), dtype=torch.float64))

    def numbers(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the number of the state that each observation is in: (batch,) int64."""
        if self.bins is None:
            return observations.long()
        numbers: torch.Tensor = self.bins(observations)
        return numbers

    def chances(self, observations: torch.Tensor) -> torch.Tensor:
        """Return epsilon-greedy probabilities, Sutton and Barto (2018), equation 5.2."""
        return epsilon_greedy(self.action_values(observations), self.exploration)

    def action_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the rows of the table."""
        return self.values[self.numbers(observations)]

    def state_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the value of the best action."""
        return self.action_values(observations).amax(-1)


def epsilon_greedy(values: torch.Tensor, exploration: torch.Tensor) -> torch.Tensor:
    """Return the probabilities of actions of which most are greedy.

    Args:
        values: (batch, action).
        exploration: Fraction of actions drawn evenly.
    """
    greedy = nn.functional.one_hot(values.argmax(-1), values.shape[-1]).to(values.dtype)
    return (1 - exploration) * greedy + exploration / values.shape[-1]


class Entrance(nn.Module):
    """Brings observations into the form in which networks take them.

    Numbers of states become one-hot vectors. Others may be standardised by mean and deviation of
    all that were seen so far, measured as Chan, Golub and LeVeque (1979) add up variances.
    """

    mean: torch.Tensor
    squares: torch.Tensor
    count: torch.Tensor

    def __init__(self, facts: Facts, *, standardises: bool = False) -> None:
        super().__init__()
        self.states = facts.states
        self.standardises = standardises and facts.states is None
        if self.standardises:
            self.register_buffer("mean", torch.zeros(facts.shape))
            self.register_buffer("squares", torch.zeros(facts.shape))
            self.register_buffer("count", torch.zeros(()))

    def measure(self, observations: torch.Tensor) -> None:
        """Take (batch, *shape) more observations into account."""
        if not self.standardises:
            return
        mean, more = observations.mean(0), len(observations)
        total = self.count + more
        apart = mean - self.mean
        self.squares += (observations - mean).square().sum(0)
        self.squares += apart.square() * self.count * more / total
        self.mean += apart * more / total
        self.count.copy_(total)

    def deviation(self) -> torch.Tensor:
        """Return the standard deviation of each number of an observation; 1 before any."""
        if not self.count:
            return torch.ones_like(self.mean)
        return (self.squares / self.count).sqrt().clamp(min=LEAST_DEVIATION)

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Map observations to (batch, *shape) float32, or (batch, state) of state numbers."""
        if self.states is not None:
            return nn.functional.one_hot(observations.long(), self.states).float()
        if not self.standardises:
            return observations
        return ((observations - self.mean) / self.deviation()).clamp(-FARTHEST, FARTHEST)


class QAgent(Agent):
    """A network that says what each action is worth; mostly acts greedily.

    A duelling network ends in one output more, the last: the value of the state, to which the
    others are added as advantages whose mean is taken off (Wang et al. 2016, equation 9).
    """

    exploration: torch.Tensor

    def __init__(self, entrance: Entrance, network: nn.Module, *, duelling: bool = False) -> None:
        super().__init__()
        self.entrance, self.network, self.duelling = entrance, network, duelling
        self.register_buffer("exploration", torch.ones(()))

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the values of all actions: (batch, action)."""
        outputs: torch.Tensor = self.network(self.entrance(observations))
        if not self.duelling:
            return outputs
        advantages, values = outputs[:, :-1], outputs[:, -1:]
        return values + advantages - advantages.mean(1, keepdim=True)

    def chances(self, observations: torch.Tensor) -> torch.Tensor:
        """Return epsilon-greedy probabilities."""
        return epsilon_greedy(self(observations), self.exploration)

    def action_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return what the network says."""
        return cast(torch.Tensor, self(observations))

    def state_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the value of the best action."""
        return self.action_values(observations).amax(-1)


class ActorCritic(Agent):
    """A policy network, and beside it one that says what states are worth, or none.

    Continuous actions are drawn from a Gaussian whose deviation is the same in every state. The
    policy network's outputs are in units of half the range of actions, from its middle.
    """

    action_low: torch.Tensor
    action_high: torch.Tensor

    def __init__(
        self,
        entrance: Entrance,
        policy: nn.Module,
        critic: nn.Module | None,
        *,
        continuous: int | None = None,
    ) -> None:
        """Put it together.

        Args:
            entrance: What observations go through first.
            policy: To logits (batch, action), or means where actions are continuous.
            critic: To values (batch, 1).
            continuous: How many numbers an action is, where it is continuous.
        """
        super().__init__()
        self.entrance, self.policy, self.critic = entrance, policy, critic
        self.continuous = continuous is not None
        if continuous is not None:
            first = torch.full((continuous,), STANDARD).log()
            self.log_deviation = nn.Parameter(first)
            self.register_buffer("action_low", -torch.ones(continuous))
            self.register_buffer("action_high", torch.ones(continuous))

    def gaussian(self, observations: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Return mean and deviation in the environment's unit, before actions are cut off."""
        if not self.continuous:
            return None
        half = (self.action_high - self.action_low) / 2
        mean = self.action_low + half * (1 + self.policy(self.entrance(observations)))
        return mean, (half * self.log_deviation.exp()).expand_as(mean)

    def chances(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return the policy's probabilities."""
        return None if self.continuous else self.logits(observations).softmax(-1)

    def logits(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the logits of discrete actions: (batch, action)."""
        logits: torch.Tensor = self.policy(self.entrance(observations))
        return logits

    def state_values(self, observations: torch.Tensor) -> torch.Tensor | None:
        """Return what the critic says."""
        if self.critic is None:
            return None
        values: torch.Tensor = self.critic(self.entrance(observations))
        return values[:, 0]

    def best(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the likeliest actions, which for a Gaussian are its mean, within bounds."""
        told = self.gaussian(observations)
        if told is None:
            return super().best(observations)
        return torch.clamp(told[0], self.action_low, self.action_high)

    def judged(
        self, observations: torch.Tensor, actions: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logarithms of probabilities or densities of actions, and the policy's entropies.

        Args:
            observations: As the environment gives them.
            actions: (batch,) int64; or (batch, action) float32, not cut off.

        Returns:
            (batch,) and (batch,), in nats.
        """
        told = self.gaussian(observations)
        if told is not None:
            law = Normal(*told, validate_args=False)
            return law.log_prob(actions).sum(-1), law.entropy().sum(-1)
        logs = self.logits(observations).log_softmax(-1)
        entropies = -(logs.exp() * logs).sum(-1)
        return logs.gather(1, actions[:, None])[:, 0], entropies


class GameAgent(Agent):
    """Both players of a game in one table: what a player knows says which of them it is.

    Attributes:
        values: (situation, action) float32, what each move is worth to whoever moves.
        chosen: (situation, action) int64, how often each was thought best while learning.
        legal: (situation, action) bool, which moves the rules allow.
        averages: Whether it moves as it did on average, instead of as it now thinks best.
    """

    values: torch.Tensor
    chosen: torch.Tensor
    legal: torch.Tensor

    def __init__(self, situations: int, actions: int, *, averages: bool) -> None:
        super().__init__()
        self.averages = averages
        self.register_buffer("values", torch.zeros(situations, actions))
        self.register_buffer("chosen", torch.zeros(situations, actions, dtype=torch.int64))
        self.register_buffer("legal", torch.ones(situations, actions, dtype=torch.bool))

    def chances(self, observations: torch.Tensor) -> torch.Tensor:
        """Return how it moves; where it has never been it takes every allowed move alike."""
        legal = self.legal[observations]
        if not self.averages:
            best = self.best(observations)
            return nn.functional.one_hot(best, legal.shape[1]).double() * legal
        counts = self.chosen[observations].double()
        even = legal.double()
        counts = torch.where(counts.sum(1, keepdim=True) > 0, counts, even)
        return counts / counts.sum(1, keepdim=True).clamp(min=1)

    def action_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return what moves are worth; what is not allowed is worth minus infinity."""
        return self.values[observations].masked_fill(~self.legal[observations], -torch.inf)

    def state_values(self, observations: torch.Tensor) -> torch.Tensor:
        """Return what the best move is worth."""
        return self.action_values(observations).amax(1)
