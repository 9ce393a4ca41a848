"""Learning curves of `ppo` and `dqn` beside Stable-Baselines3's, with the same settings.

What is compared is the return of the episodes that end while the agents learn, on average over the
training (the area under the curve) and over its last quarter. Seeds differ, so runs do: the means
over seeds may lie no further apart than both standard deviations together, and not by half.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from tests.fixtures.playing import play, small_spec

if TYPE_CHECKING:
    from stable_baselines3.common.base_class import BaseAlgorithm

SEEDS = 4
STEPS = {"ppo": 24_576, "dqn": 30_720}
STRETCH = 256
"""Steps in the environment, of all copies together, between two times of learning: in both."""
BY_CHANCE = 22.0
"""What an episode earns on average if one acts at random."""
OURS: dict[str, dict[str, Any]] = {
    "ppo": {
        "params": {"depth": 2, "width": 64, "trace": 0.8, "discount": 0.98},
        "training": {
            "copies": 8,
            "rollout": 32,
            "batch_size": 256,
            "passes": 20,
            "learning_rate": 1e-3,
            "schedule": "linear",
        },
    },
    "dqn": {
        "params": {
            "layers": [
                {"type": "dense", "units": 64},
                {"type": "activation", "function": "relu"},
                {"type": "dense", "units": 64},
                {"type": "activation", "function": "relu"},
            ],
            "double": False,
            "exploration_share": 0.2,
            "final_exploration": 0.04,
        },
        "training": {
            "copies": 1,
            "rollout": 256,
            "updates": 128,
            "batch_size": 64,
            "memory": 50_000,
            "warm_up": 1000,
            "target_every": 128,  # theirs are copied while they play, so before each of these
            "learning_rate": 2.3e-3,
            "gradient_clip": 10.0,
        },
    },
}


def their_ppo(seed: int) -> BaseAlgorithm:
    """Return Stable-Baselines3's PPO with the settings above."""
    from stable_baselines3 import PPO
    from stable_baselines3.common.env_util import make_vec_env

    return PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=8, seed=seed),
        n_steps=32,
        batch_size=256,
        n_epochs=20,
        gamma=0.98,
        gae_lambda=0.8,
        learning_rate=lambda left: left * 1e-3,
        seed=seed,
        device="cpu",
    )


def their_dqn(seed: int) -> BaseAlgorithm:
    """Return Stable-Baselines3's DQN with the settings above."""
    from stable_baselines3 import DQN
    from stable_baselines3.common.env_util import make_vec_env

    return DQN(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=1, seed=seed),
        learning_rate=2.3e-3,
        buffer_size=50_000,
        learning_starts=1000,
        batch_size=64,
        gamma=0.99,
        train_freq=256,
        gradient_steps=128,
        target_update_interval=1,
        exploration_fraction=0.2,
        exploration_final_eps=0.04,
        policy_kwargs={"net_arch": [64, 64]},
        seed=seed,
        device="cpu",
    )


THEIRS: dict[str, Callable[[int], BaseAlgorithm]] = {"ppo": their_ppo, "dqn": their_dqn}


def episodes_of(agent: BaseAlgorithm, steps: int) -> list[tuple[int, float]]:
    """Train an agent; return when each of its episodes ended, in steps, and its return."""
    ended: list[tuple[int, float]] = []

    def note(seen: dict[str, Any], _: dict[str, Any]) -> bool:
        for info in seen["infos"]:
            if "episode" in info:
                ended.append((seen["self"].num_timesteps, float(info["episode"]["r"])))
        return True

    agent.learn(steps, callback=note)
    return ended


def curve(episodes: list[tuple[int, float]], steps: int) -> NDArray[np.float64]:
    """Return the mean return of what ended in each stretch: (stretch,).

    Where no episode ended it is that of the stretch before.
    """
    found: NDArray[np.float64] = np.full(steps // STRETCH, np.nan)
    for stretch in range(len(found)):
        low, high = stretch * STRETCH, (stretch + 1) * STRETCH
        ended = [earned for step, earned in episodes if low < step <= high]
        before = found[stretch - 1] if stretch else BY_CHANCE
        found[stretch] = np.mean(ended) if ended else before
    return found


def our_curve(recipe: str, seed: int) -> NDArray[np.float64]:
    """Train ours."""
    more = {"steps": STEPS[recipe], "epochs": 1, "until_solved": False}
    spec = small_spec(
        recipe,
        "CartPole-v1",
        seed,
        params=OURS[recipe]["params"],
        training=OURS[recipe]["training"] | more,
        data={"time_limit": 500},
    )
    events = play(spec)[1].events()
    return curve([(int(step), earned) for step, earned in events["train/return"]], STEPS[recipe])


def their_curve(recipe: str, seed: int) -> NDArray[np.float64]:
    """Train theirs."""
    return curve(episodes_of(THEIRS[recipe](seed), STEPS[recipe]), STEPS[recipe])


@pytest.mark.slow
@pytest.mark.parametrize("recipe", OURS)
def test_it_learns_as_stable_baselines_does(recipe: str) -> None:
    torch.set_num_threads(1)
    ours = np.array([our_curve(recipe, seed) for seed in range(SEEDS)])
    theirs = np.array([their_curve(recipe, seed) for seed in range(SEEDS)])
    last = slice(-ours.shape[1] // 4, None)
    for what, part in (("over the training", slice(None)), ("in its last quarter", last)):
        own, other = ours[:, part].mean(axis=1), theirs[:, part].mean(axis=1)
        spread = min(own.std(ddof=1) + other.std(ddof=1), max(own.mean(), other.mean()) / 2)
        told = f"{what}: {own.round(1)} here, {other.round(1)} there"
        print(f"\n{recipe} {told}")
        assert abs(own.mean() - other.mean()) <= spread, told
    assert min(ours[:, last].mean(), theirs[:, last].mean()) > 4 * BY_CHANCE
