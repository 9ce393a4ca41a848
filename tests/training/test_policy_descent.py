"""A step on weights that lie in one vector is the step that torch takes on each of them."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from core.catalog.descriptions import Facts
from core.networks.policies import actor_critic
from core.spec.policies import PolicyParams, StreamTraining
from core.training.optimisers import shorten
from core.training.policy_gradient import EPSILON, Descent


@pytest.mark.parametrize("clip", [None, 0.1])
def test_steps_are_torchs_own(clip: float | None) -> None:
    torch.manual_seed(0)
    training = StreamTraining(gradient_clip=clip, learning_rate=0.01)
    agent = actor_critic(PolicyParams(width=8), Facts((4,), actions=("left", "right")))
    other = deepcopy(agent)
    assert agent.critic is not None and other.critic is not None
    descent = Descent(agent, training)
    adam = torch.optim.Adam(other.parameters(), 0.01, eps=EPSILON)
    for _ in range(3):
        seen, actions = torch.randn(6, 4), torch.randint(2, (6,))
        for each in (agent, other):
            logs, _ = each.judged(seen, actions)
            values = each.state_values(seen)
            assert values is not None
            loss = (values - 30).square().mean() - logs.mean()
            if each is agent:
                descent.follow(loss)
                continue
            adam.zero_grad()
            torch.autograd.backward(loss)
            if clip is not None:
                for network in (other.policy, other.critic):
                    nn.utils.clip_grad_norm_(network.parameters(), clip)
            adam.step()
    for one, two in zip(agent.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(one, two)


def test_a_learning_rate_falls_to_nothing_unless_it_stays() -> None:
    agent = actor_critic(PolicyParams(width=8), Facts((4,), actions=("left", "right")))
    falling = Descent(agent, StreamTraining(learning_rate=0.4, schedule="linear"))
    falling.anneal(0.75)
    assert falling.optimiser.param_groups[0]["lr"] == pytest.approx(0.1)
    falling.anneal(1.25)
    assert falling.optimiser.param_groups[0]["lr"] == 0
    staying = Descent(agent, StreamTraining(learning_rate=0.4, schedule="constant"))
    staying.anneal(0.75)
    assert staying.optimiser.param_groups[0]["lr"] == 0.4


def test_only_what_is_too_long_is_shortened() -> None:
    long, short = torch.tensor([3.0, 4.0]), torch.tensor([0.3, 0.4])
    shorten(long, 1.0)
    shorten(short, 1.0)
    torch.testing.assert_close(long, torch.tensor([0.6, 0.8]))
    assert short.tolist() == pytest.approx([0.3, 0.4])
