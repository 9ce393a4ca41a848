"""Policy gradients against what is worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import Facts
from core.catalog.find import source
from core.networks.agents import ActorCritic, Entrance
from core.networks.policies import actor_critic
from core.recipes.ppo.learner import clipped_loss
from core.recipes.reinforce.learner import policy_gradient_loss
from core.spec.policies import PolicyParams
from core.training.rollouts import Collector, Drawing, Rollout, first_episodes, minibatches


class Table(torch.nn.Module):
    """A policy whose logits are its parameters, whatever is observed."""

    def __init__(self, logits: list[float]) -> None:
        super().__init__()
        self.logits = torch.nn.Parameter(torch.tensor(logits))

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        return self.logits.expand(len(observations), -1)


def bandit(logits: list[float]) -> ActorCritic:
    """Return a policy in a world of one state."""
    return ActorCritic(Entrance(Facts((1,))), Table(logits), None)


def test_the_gradient_of_a_bandit_is_the_analytic_one() -> None:
    """d E[r] / d logit_a = pi_a (r_a - E[r]), Sutton and Barto (2018), section 2.8."""
    rewards = torch.tensor([1.0, 2.0, 4.0])
    agent = bandit([0.3, -0.2, 0.1])
    seen = torch.zeros(3, 1)
    chances = agent.chances(seen[:1])
    assert chances is not None
    # Every action once, weighted by its probability: an expectation without luck.
    logs, _ = agent.judged(seen, torch.arange(3))
    praise = 3 * chances[0].detach() * rewards
    (found,) = torch.autograd.grad(-policy_gradient_loss(logs, praise), [agent.policy.logits])
    mean = (chances[0] * rewards).sum()
    expected = chances[0] * (rewards - mean)
    torch.testing.assert_close(found, expected.detach())


def test_a_baseline_changes_no_expected_gradient() -> None:
    agent, seen, rewards = bandit([0.5, 0.0, -1.0]), torch.zeros(3, 1), torch.tensor([1.0, 2.0, 4])
    chances = agent.chances(seen[:1])
    assert chances is not None
    gradients = []
    for baseline in (0.0, 7.0):
        logs, _ = agent.judged(seen, torch.arange(3))
        praise = 3 * chances[0].detach() * (rewards - baseline)
        gradients += torch.autograd.grad(policy_gradient_loss(logs, praise), [agent.policy.logits])
    torch.testing.assert_close(*gradients)


def test_the_clipped_loss_of_a_worked_example() -> None:
    """Ratio 1.5 with advantage 1 counts as 1.2, and with advantage -1 in full.

    For what makes things worse is never clipped.
    """
    before = torch.log(torch.tensor([0.2, 0.4]))
    logs = torch.log(torch.tensor([0.3, 0.6])).requires_grad_()
    loss = clipped_loss(logs, before, torch.tensor([1.0, -1.0]), 0.2)
    assert loss.item() == pytest.approx(-(1.2 - 1.5) / 2)
    (gradient,) = torch.autograd.grad(loss, [logs])
    assert gradient.tolist() == pytest.approx([0.0, 1.5 / 2])


def test_nothing_is_clipped_at_the_policy_that_played() -> None:
    logs = torch.log(torch.tensor([0.2, 0.5, 0.9])).requires_grad_()
    gain = torch.tensor([3.0, -1.0, 0.5])
    loss = clipped_loss(logs, logs.detach(), gain, 0.1)
    (gradient,) = torch.autograd.grad(loss, [logs])
    torch.testing.assert_close(gradient, -gain / 3)


def test_densities_of_continuous_actions_are_gaussian() -> None:
    agent = actor_critic(PolicyParams(depth=1, width=4), Facts((3,), answer=(1,)))
    agent.action_low.fill_(-2.0)
    agent.action_high.fill_(2.0)
    seen = torch.randn(5, 3)
    told = agent.gaussian(seen)
    assert told is not None
    mean, deviation = told
    actions = mean + deviation  # one standard deviation away
    logs, entropies = agent.judged(seen, actions)
    unit = math.log(float(deviation[0, 0])) + 0.5 * math.log(2 * math.pi)
    torch.testing.assert_close(logs, torch.full((5,), -unit - 0.5))
    torch.testing.assert_close(entropies, torch.full((5,), unit + 0.5))
    assert float(deviation[0, 0]) == pytest.approx(1.0)  # half of half the range
    assert bool((agent.best(seen).abs() <= 2).all())


def test_drawn_actions_are_as_frequent_as_the_policy_says() -> None:
    agent = bandit([0.0, 1.0, -1.0])
    drawing = Drawing(agent, 3, 0)
    noise = drawing.noise(1, 20_000, np.random.default_rng(0))[0]
    drawn = drawing.draw(np.zeros((20_000, 1), dtype=np.float32), noise)
    chances = agent.chances(torch.zeros(1, 1))
    assert chances is not None
    np.testing.assert_allclose(np.bincount(drawn) / 20_000, chances[0].detach().numpy(), atol=0.012)


def cart_pole(**settings: Any) -> Any:
    from core.environments.cart_pole import CartPoleParams, load

    return load(CartPoleParams(**settings))


def collector(world: Any, copies: int) -> Collector:
    torch.manual_seed(0)
    agent = actor_critic(PolicyParams(depth=1, width=4), Facts((4,), actions=("left", "right")))
    return Collector(world, agent, copies, np.random.default_rng(0), 0)


def test_a_rollout_follows_itself_and_knows_where_episodes_end() -> None:
    playing = collector(cart_pole(time_limit=9), 3)
    first, second = playing.collect(12), playing.collect(12)
    together = [
        np.concatenate(pair)
        for pair in zip(vars(first).values(), vars(second).values(), strict=True)
    ]
    whole = Rollout(*together)
    going = ~whole.over[:-1]
    assert (whole.final[:-1][going] == whole.observations[1:][going]).all()
    assert (whole.final[:-1][~going] != whole.observations[1:][~going]).any(axis=-1).all()
    assert whole.truncated.any() and not (whole.truncated & whole.terminated).any()
    assert whole.truncated[8].all()  # with so little time nothing falls
    told = playing.tally.take()
    assert told == {"return": 9.0, "length": 9.0}
    assert playing.tally.take() == {}


def test_whole_episodes_end_once_in_each_copy() -> None:
    playing = collector(cart_pole(), 4)
    rollout = playing.episodes()
    within = first_episodes(rollout)
    assert (rollout.over & within).sum(0).tolist() == [1, 1, 1, 1]
    assert within[0].all() and within[-1].any()
    assert playing.tally.take()["length"] == pytest.approx(within.sum(0).mean())


def test_minibatches_hold_each_example_once_a_pass() -> None:
    random = np.random.default_rng(0)
    batches = list(minibatches(10, 4, 2, random))
    assert [len(batch) for batch in batches] == [4, 4, 4, 4]
    assert len(set(torch.cat(batches[:2]).tolist())) == 8
    assert [len(batch) for batch in minibatches(3, 4, 1, random)] == [3]


def test_observations_are_standardised_by_all_that_was_seen() -> None:
    entrance = Entrance(Facts((2,)), standardises=True)
    everything = torch.randn(50, 2) * torch.tensor([3.0, 0.1]) + torch.tensor([5.0, -1.0])
    for part in everything.split([7, 20, 23]):
        entrance.measure(part)
    seen = entrance(everything)
    torch.testing.assert_close(seen.mean(0), torch.zeros(2), atol=1e-4, rtol=0)
    torch.testing.assert_close(seen.std(0, correction=0), torch.ones(2))


def test_starting_values_suit_the_environment_and_give_way_to_what_is_told() -> None:
    suited = build_spec({"recipe": "ppo", "dataset": "Pendulum-v1"})
    usual = build_spec({"recipe": "ppo", "dataset": "MountainCar-v0"})
    told = build_spec({"recipe": "ppo", "dataset": "Pendulum-v1", "params": {"discount": 0.5}})
    assert suited.params.discount == 0.95 != usual.params.discount  # type: ignore[attr-defined]
    assert told.params.discount == 0.5  # type: ignore[attr-defined]
    assert told.params.trace == suited.params.trace  # type: ignore[attr-defined]
    assert source("Pendulum-v1").facts(suited.data).answer == (1,)
