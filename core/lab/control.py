"""Two classic figures of reinforcement learning, measured again: episode by episode.

Sutton and Barto (2018), example 6.6 (Q-learning and Sarsa beside a cliff) and figure 8.2 (what
planning saves).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalog.build import build_spec
from core.catalog.descriptions import Task
from core.environments.cliff_walking import COLUMNS, ROWS, START
from core.lab.plan import Key, Trial
from core.lab.result import Events
from core.spec.message import N_, Message
from core.store.runs import Run

Episodes = NDArray[np.float64]
"""What episodes came to: (repetition, episode)."""


@dataclass(frozen=True)
class Compared:
    """One of the methods that are compared.

    Attributes:
        name: Of its series.
        title: What it is called (marked text).
        recipe: Its recipe.
        params: Its parameters, beside those of the whole experiment.
    """

    name: str
    title: str
    recipe: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class ControlExperiment:
    """Methods that act in the same environment, compared by how their episodes go.

    Attributes:
        name: Of the experiment.
        title: What people call it (marked text).
        question: What is asked and what to look for (marked text).
        dataset: The environment.
        data: Its settings.
        params: Parameters that all methods share.
        compared: The methods.
        steps: How many steps in the environment each run has.
        series: What is read of each episode, such as `train/return`.
        episodes: How many of the first episodes are looked at.
        block: How many episodes each point of the chart is the mean of.
        repetitions: How often it is measured, unless somebody chooses.
        y_title: What the vertical axis says (marked text).
        conclude: From the episodes of each method, and its finished runs, to sentences.
    """

    name: str
    title: str
    question: str
    dataset: str
    data: Mapping[str, Any]
    params: Mapping[str, Any]
    compared: tuple[Compared, ...]
    steps: int
    series: str
    episodes: int
    block: int
    repetitions: int
    y_title: str
    conclude: Callable[[Mapping[str, Episodes], Mapping[str, Sequence[Run]]], list[Message]]

    @property
    def recorded(self) -> tuple[str, ...]:
        """The series that are read of each run."""
        return (self.series,)

    def choices(self, task: Task) -> dict[str, str]:
        """Return what each series is called."""
        return {each.name: each.title for each in self.compared}

    def trials(self, repetitions: int) -> list[Trial]:
        """Return the runs that it takes, each repetition complete before the next one begins."""
        found = []
        for repetition in range(repetitions):
            for each in self.compared:
                raw = {
                    "recipe": each.recipe,
                    "dataset": self.dataset,
                    "data": dict(self.data),
                    "params": {**self.params, **each.params},
                    "training": {"steps": self.steps, "epochs": 5},
                    "seed": repetition,
                }
                spec = build_spec(raw)
                key: Key = (spec.group_hash(), spec.seed)
                found.append(Trial(each.name, 0.0, repetition, spec, key))
        return found


def episodes_of(
    experiment: ControlExperiment, runs: Sequence[Run], events: Mapping[str, Events]
) -> Episodes:
    """Return the first episodes of finished runs: (repetition, episode), NaN where one lacks."""
    found = np.full((len(runs), experiment.episodes), np.nan)
    for row, run in enumerate(runs):
        values = events.get(run.id, {}).get(experiment.series, {}).get("y", [])
        first = values[: experiment.episodes]
        found[row, : len(first)] = first
    return found


def blocks_of(experiment: ControlExperiment, episodes: Episodes) -> tuple[Episodes, Episodes]:
    """Return the last episode of each block, (block,), and its mean: (repetition, block)."""
    count = episodes.shape[1] // experiment.block
    kept = episodes[:, : count * experiment.block]
    means = kept.reshape(len(kept), count, experiment.block).mean(axis=2)
    return np.arange(1, count + 1) * float(experiment.block), means


def arriving(runs: Sequence[Run]) -> Run:
    """Return the first run whose greedy policy arrives; the first of all if none does."""
    there = (run for run in runs if (run.scores["test"].get("success_rate") or 0) > 0.5)
    return next(there, runs[0])


def greedy_path(best: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the cells, row and column, that greedy steps on the cliff lead through.

    Args:
        best: (state,) the action taken in each state: up, right, down, left. It ends at the goal,
            at a fall, or where it comes to a cell for the second time.
    """
    moves = ((-1, 0), (0, 1), (1, 0), (0, -1))
    cell, path = divmod(START, COLUMNS), [divmod(START, COLUMNS)]
    while True:
        down, right = moves[int(best[cell[0] * COLUMNS + cell[1]])]
        row, column = (
            min(max(cell[0] + down, 0), ROWS - 1),
            min(max(cell[1] + right, 0), COLUMNS - 1),
        )
        if (row, column) in path:
            return path
        cell = (row, column)
        path.append(cell)
        if row == ROWS - 1 and column > 0:  # the goal, or the cliff before it
            return path


_ONLINE = N_(
    "While they learn and still explore, {first} earns {first_return} an episode and {second} "
    "{second_return} (mean of the last {count} of {episodes} episodes)."
)
_BETTER_ONLINE = N_("{better} earns {difference} more: it reckons with its own careless steps.")
_GREEDY = N_(
    "Without exploring, {method} needs {steps} steps to the goal in {arrived} of {count} "
    "repetitions; the shortest way has 13."
)
_NEVER_ARRIVES = N_("Without exploring, {method} reached the goal in none of {count} repetitions.")


def conclude_cliff(
    episodes: Mapping[str, Episodes], runs: Mapping[str, Sequence[Run]]
) -> list[Message]:
    """Say what each method earns while it learns, and how long its way is at the end."""
    titles = {each.name: each.title for each in CLIFF.compared}
    count = 100
    earned = {name: float(np.nanmean(values[:, -count:])) for name, values in episodes.items()}
    found = []
    if len(earned) == 2:
        (first, own), (second, other) = earned.items()
        values = {
            "first": Message(titles[first]),
            "second": Message(titles[second]),
            "first_return": f"{own:.1f}",
            "second_return": f"{other:.1f}",
            "count": count,
            "episodes": CLIFF.episodes,
        }
        found.append(Message(_ONLINE, values))
        if other > own:
            told = {"better": Message(titles[second]), "difference": f"{other - own:.1f}"}
            found.append(Message(_BETTER_ONLINE, told))
    for name, finished in runs.items():
        lengths = [
            length
            for run in finished
            if (run.scores["test"].get("success_rate") or 0) > 0.5
            and (length := run.scores["test"].get("length_mean")) is not None
        ]
        told = {"method": Message(titles[name]), "count": len(finished)}
        if lengths:
            steps = f"{np.mean(lengths):.3g}"
            told |= {"steps": steps, "arrived": len(lengths)}
        found.append(Message(_GREEDY if lengths else _NEVER_ARRIVES, told))
    return found


CLIFF = ControlExperiment(
    name="cliff",
    title=N_("The edge and the safe way"),
    question=N_(
        "Two methods walk along the same cliff, and every tenth of their steps is random. "
        "Q-learning learns what is best for who never errs; Sarsa what is best for who goes on as "
        "it does. Which one falls more often, and which one ends with the shorter way? "
        "(Sutton and Barto, example 6.6.)"
    ),
    dataset="CliffWalking-v1",
    data={},
    params={
        "discount": 1.0,
        "learning_rate": 0.5,
        "decay": False,
        "exploration": 0.1,
        "last_exploration": 0.1,
    },
    compared=(
        Compared("q_learning", N_("Q-learning"), "q_learning", {}),
        Compared("sarsa", N_("Sarsa"), "sarsa", {}),
    ),
    steps=20_000,
    series="train/return",
    episodes=500,
    block=10,
    repetitions=10,
    y_title=N_("Sum of rewards of an episode<br>(mean of 10 episodes)"),
    conclude=conclude_cliff,
)

SHORTEST = 10
"""Steps of the shortest way over the open field."""
_SECOND = N_(
    "In the second episode, having found the goal once, it takes {steps} steps with {planning} "
    "planning steps after each real one."
)
_SETTLED = N_(
    "{planning} planning steps: from episode {episode} on, five episodes in a row take less than "
    "twice the {shortest} steps of the shortest way."
)
_UNSETTLED = N_(
    "{planning} planning steps: in {episodes} episodes it never took less than twice the "
    "{shortest} steps of the shortest way five times in a row."
)
_SAVES = N_(
    "With {most} planning steps it needs {share} % of the episodes that it needs without planning."
)


def settled_from(steps: NDArray[np.float64]) -> int | None:
    """Return the first of five episodes in a row of less than twice the shortest way, from 1.

    Args:
        steps: (episode,) mean steps over the repetitions.
    """
    quick = steps < 2 * SHORTEST
    row = np.convolve(quick, np.ones(5), mode="valid") == 5
    return int(row.argmax()) + 1 if row.any() else None


def conclude_planning(
    episodes: Mapping[str, Episodes], runs: Mapping[str, Sequence[Run]]
) -> list[Message]:
    """Say how soon each number of planning steps finds the way."""
    found, settled = [], {}
    for name, values in episodes.items():
        means = np.nanmean(values, axis=0)
        told = {"planning": name, "shortest": SHORTEST, "episodes": len(means)}
        found.append(Message(_SECOND, told | {"steps": f"{means[1]:.0f}"}))
        settled[name] = settled_from(means)
        text = _UNSETTLED if settled[name] is None else _SETTLED
        found.append(Message(text, told | {"episode": settled[name]}))
    none, most = settled.get("0"), settled.get("50")
    if none is not None and most is not None:
        told = {"most": "50", "share": f"{100 * most / none:.0f}"}
        found.append(Message(_SAVES, told))
    return found


PLANNING = ControlExperiment(
    name="planning",
    title=N_("What planning saves"),
    question=N_(
        "Dyna-Q goes through remembered steps again after each real one. On an open field whose "
        "goal pays 1 and nothing else does, how many episodes does it save? (After Sutton and "
        "Barto, figure 8.2; their field has walls, this one has none.)"
    ),
    dataset="FrozenLake-v1",
    data={
        "map": "FFFFFFFFG/FFFFFFFFF/SFFFFFFFF/FFFFFFFFF/FFFFFFFFF/FFFFFFFFF",
        "slippery": False,
        "time_limit": 2000,
    },
    params={
        "discount": 0.95,
        "learning_rate": 0.1,
        "decay": False,
        "exploration": 0.1,
        "last_exploration": 0.1,
    },
    compared=tuple(
        Compared(str(count), title, "dyna_q", {"planning": count})
        for count, title in (
            (0, N_("No planning: plain Q-learning")),
            (5, N_("5 planning steps")),
            (50, N_("50 planning steps")),
        )
    ),
    steps=6000,
    series="train/length",
    episodes=50,
    block=1,
    repetitions=5,
    y_title=N_("Steps of an episode"),
    conclude=conclude_planning,
)
