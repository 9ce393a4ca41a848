"""How soon an agent balances the pole, beside Stable-Baselines3.

Both learn on one thread until the mean return of 20 greedy episodes, looked at every 2048 steps, is
475, and that of 100 others confirms it. The time that looking takes is left out; for both it is
done by the same code, in the same environment.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.engine.journal import StoreJournal
from core.environments.world import World
from core.networks.agents import Agent
from core.store import runs
from core.training.episodes import play
from core.training.player import Player
from tests.benchmarks.result import Result, median_of

SOLVED, EVERY, SEEDS, MOST = 475.0, 2048, 5, 100_000
QUARTER = 0.25


class Needed(NamedTuple):
    """What it took: seconds of the clock and of the processor, and steps."""

    wall: float
    cpu: float
    steps: int


class Watch:
    """Two stopwatches that stand still while somebody looks."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.go_on()

    def go_on(self) -> None:
        """Let them run."""
        self._began = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        """Add what passed since."""
        wall, cpu = self._began
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


class Looking:
    """Looks at an agent every 2048 steps, and says when it has solved the environment."""

    def __init__(self, agent: Agent, seed: int) -> None:
        self.agent, self.seed, self.watch = agent, seed, Watch()
        self.world: World = world()
        self.looked, self.solved = 0, False

    def at(self, steps: int) -> bool:
        """Look, if it is time to; return whether it is solved."""
        if steps // EVERY > self.looked // EVERY and not self.solved:
            self.watch.stop()
            self.looked = steps
            self.solved = self._mean(20, 1) >= SOLVED and self._mean(100, 2) >= SOLVED
            if not self.solved:
                self.watch.go_on()
        return self.solved

    def needed(self) -> Needed:
        """Return what it took.

        Raises:
            RuntimeError: If it was never solved.
        """
        if not self.solved:
            raise RuntimeError(f"seed {self.seed} was not solved within {self.looked} steps")
        return Needed(self.watch.wall, self.watch.cpu, self.looked)

    def _mean(self, episodes: int, number: int) -> float:
        seed = 10_000_000 * number + self.looked
        return float(play(self.agent, self.world, episodes, seed).returns.mean())


def world() -> World:
    """Return the environment."""
    entry = source("CartPole-v1")
    made: World = implementation(entry.loader)(entry.params())
    return made


def ours(seed: int) -> Needed:
    """Train `ppo` with its defaults, events and checkpoints on."""
    raw = {"recipe": "ppo", "dataset": "CartPole-v1", "seed": seed, "device": "cpu"}
    spec = build_spec(raw | {"training": {"epochs": 1}})
    run = runs.create(spec, name="benchmark")
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    player = Player(spec, StoreJournal(run, attempt))
    learner: Any = player.learner
    looking = Looking(learner.agent, seed)
    player.play(control=lambda: "stop" if looking.at(learner.progress().step) else None)
    return looking.needed()


class Peer(Agent):
    """Stable-Baselines3's policy, as it thinks best."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        self.policy = policy

    def best(self, observations: torch.Tensor) -> torch.Tensor:
        """Return the likeliest actions."""
        actions: torch.Tensor = self.policy._predict(observations, deterministic=True)
        return actions


def theirs(seed: int) -> Needed:
    """Train Stable-Baselines3's PPO with the settings that its zoo has for the pole."""
    from stable_baselines3 import PPO
    from stable_baselines3.common.callbacks import BaseCallback
    from stable_baselines3.common.env_util import make_vec_env

    torch.set_num_threads(1)
    model = PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=8, seed=seed),
        n_steps=32,
        batch_size=256,
        gae_lambda=0.8,
        gamma=0.98,
        n_epochs=20,
        ent_coef=0.0,
        learning_rate=lambda left: 1e-3 * left,
        clip_range=lambda left: 0.2 * left,
        device="cpu",
        seed=seed,
    )
    looking = Looking(Peer(model.policy), seed)

    class Callback(BaseCallback):
        """Looks between rollouts, and ends the training once it is solved."""

        def _on_rollout_start(self) -> None:
            model.policy.set_training_mode(False)
            looking.at(self.num_timesteps)

        def _on_step(self) -> bool:
            return not looking.solved

    looking.watch = Watch()
    model.learn(MOST, callback=Callback())
    return looking.needed()


def ppo() -> list[Result]:
    """Seconds until the pole is balanced, as a fraction of Stable-Baselines3's."""
    first: list[Needed] = []
    other: list[Needed] = []
    both: tuple[tuple[Callable[[int], Needed], list[Needed]], ...] = (
        (ours, first),
        (theirs, other),
    )
    for seed in range(SEEDS):
        for train, needed in both if seed % 2 else both[::-1]:
            needed.append(train(seed))
    own, peer = (statistics.median(each.wall for each in side) for side in (first, other))
    busy = statistics.median(each.cpu for each in first) / statistics.median(
        each.cpu for each in other
    )
    steps = " and ".join(
        f"{statistics.median(each.steps for each in side):.0f}" for side in (first, other)
    )
    note = f"median of {SEEDS} seeds: {own:.2f} s and {peer:.2f} s, {steps} steps"
    name = "ppo / Stable-Baselines3, seconds until CartPole is solved"
    return [
        Result(name, own / peer, "x", target=QUARTER, higher_is_better=False, note=note),
        Result(f"{name}, by processor time", busy, "x", higher_is_better=False),
        median_of("ppo, seconds until CartPole is solved", [each.wall for each in first], "s"),
    ]
