"""Optimisers and schedules against values worked out by hand."""

import math
from copy import deepcopy
from typing import Any

import pytest
import torch

from core.spec.training import GradientTraining
from core.training.devices import placed
from core.training.optimisers import (
    forget_gradients,
    make_optimiser,
    make_schedule,
    resume_optimiser,
)

STEPS = 100


def rates(schedule: Any, learning_rate: float = 2.0) -> list[float]:
    """Return the learning rate of each of 100 steps, and the one after."""
    training = GradientTraining(schedule=schedule, learning_rate=learning_rate, optimiser="sgd")
    optimiser = make_optimiser([torch.nn.Parameter(torch.zeros(1))], training)
    following = make_schedule(optimiser, training, STEPS)
    found = []
    for _ in range(STEPS + 1):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        following.step()
    return found


def test_constant_stays() -> None:
    assert set(rates("constant")) == {2.0}


def test_cosine_falls_to_zero() -> None:
    found = rates("cosine")
    assert found[0] == 2.0
    assert found[25] == pytest.approx(1 + math.sqrt(0.5))
    assert found[50] == pytest.approx(1.0)
    assert found[100] == pytest.approx(0.0, abs=1e-12)


def test_steps_divide_by_ten_twice() -> None:
    found = rates("step")
    assert found[49] == 2.0
    assert found[50] == found[74] == pytest.approx(0.2)
    assert found[75] == found[99] == pytest.approx(0.02)


def test_one_cycle_rises_then_falls() -> None:
    found = rates("one_cycle")
    assert found[0] == pytest.approx(0.08)
    assert found[15] == pytest.approx(2 * 0.52)
    assert found[30] == pytest.approx(2.0)
    assert found[65] == pytest.approx(1.0)
    assert found[100] == pytest.approx(0.0, abs=1e-12)
    assert max(found) == found[30]


# The weight after two steps on the constant gradient 1, from 1.0, with learning rate 0.1.
BY_HAND = {
    "sgd": 1 - 0.1 - 0.1,
    "momentum": 1 - 0.1 * 1 - 0.1 * 1.9,
    "nesterov": 1 - 0.1 * (1 + 0.9) - 0.1 * (1 + 0.9 * 1.9),
    "rmsprop": 1 - 0.1 / math.sqrt(0.01) - 0.1 / math.sqrt(0.01 + 0.99 * 0.01),
    "adam": 1 - 0.1 - 0.1,
    "adamw": 1 - 0.1 - 0.1,
}


# The same with a momentum of 0.5; beta 1 does not matter to Adam while the gradient stays.
WITH_LESS_MOMENTUM = BY_HAND | {
    "momentum": 1 - 0.1 * 1 - 0.1 * 1.5,
    "nesterov": 1 - 0.1 * (1 + 0.5) - 0.1 * (1 + 0.5 * 1.5),
}


@pytest.mark.parametrize("name", GradientTraining.model_fields["optimiser"].annotation.__args__)
def test_two_steps_by_hand(name: Any) -> None:
    assert stepped(name, gradients=(1, 1)) == pytest.approx(BY_HAND[name], rel=1e-5)
    slower = stepped(name, gradients=(1, 1), momentum=0.5)
    assert slower == pytest.approx(WITH_LESS_MOMENTUM[name], rel=1e-5)


@pytest.mark.parametrize("name", ["adam", "adamw"])
@pytest.mark.parametrize("momentum", [0.5, 0.9])
def test_momentum_is_beta_1_of_adam(name: Any, momentum: float) -> None:
    # Kingma and Ba 2015, algorithm 1, for the gradients 1 and -1: the second step is the mean of
    # both gradients with the bias corrected, over a root of their mean square, which is 1.
    mean = momentum * (1 - momentum) - (1 - momentum)
    second = 0.1 * mean / (1 - momentum**2)
    weight = stepped(name, gradients=(1, -1), momentum=momentum)
    assert weight == pytest.approx(1 - 0.1 - second, rel=1e-5)


def test_weight_decay_of_adamw_is_decoupled_from_the_gradient() -> None:
    assert stepped("adamw", decay=0.5) == pytest.approx((1 - 0.1 * 0.5) ** 2)
    assert stepped("sgd", decay=0.5) == pytest.approx((1 - 0.1 * 0.5) ** 2)
    # Adam itself normalises the decay like any gradient, so that its size hardly matters.
    assert stepped("adam", decay=0.5) == pytest.approx(0.8, abs=1e-2)


def stepped(
    name: Any, *, gradients: tuple[float, float] = (0, 0), decay: float = 0.0, momentum: float = 0.9
) -> float:
    """Return a weight of 1.0 after two steps."""
    training = GradientTraining(
        optimiser=name, learning_rate=0.1, weight_decay=decay, momentum=momentum
    )
    weight = torch.nn.Parameter(torch.ones(1))
    optimiser = make_optimiser([weight], training)
    for gradient in gradients:
        weight.grad = torch.full((1,), float(gradient))
        optimiser.step()
    return weight.item()


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam", "adamw"])
def test_an_optimiser_goes_on_with_weights_that_lie_otherwise_than_its_state(name: str) -> None:
    training = GradientTraining(optimiser=name)
    torch.manual_seed(0)
    network = placed(torch.nn.Conv2d(3, 4, 3), torch.device("cpu"))
    weight, examples = network.weight, torch.randn(5, 3, 8, 8)
    assert not weight.is_contiguous()
    optimiser = make_optimiser(list(network.parameters()), training)

    def descend(network: torch.nn.Module, optimiser: torch.optim.Optimizer) -> None:
        forget_gradients(network.parameters())
        network(examples).square().sum().backward()
        optimiser.step()

    descend(network, optimiser)
    state = deepcopy(optimiser.state_dict())
    for kept in state["state"].values():  # as a checkpoint has it
        kept.update({key: value.contiguous() for key, value in kept.items() if value is not None})
    other = deepcopy(network)
    resumed = make_optimiser(list(other.parameters()), training)
    resume_optimiser(resumed, state)
    descend(network, optimiser)
    descend(other, resumed)
    assert torch.equal(other.weight, weight)
