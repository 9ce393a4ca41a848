"""Playing several runs in one process: each takes its turn, and they make their steps together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast

from core.store.runs import Command, Until
from core.training.player import Outcome, Player
from core.training.together import BatchableLearner, LearnerBatch

Commands = Mapping[str, Command]
"""What was asked of which run."""


def nobody_asks_any() -> Commands:
    """The control of runs that no one can interrupt."""
    return {}


def play_together(
    players: Mapping[str, Player],
    until: Mapping[str, Until | None],
    control: Callable[[], Commands] = nobody_asks_any,
) -> Iterator[tuple[str, Outcome | Exception]]:
    """Play runs that differ in nothing but their seed and have made equally many steps.

    One that ends, or of which something is asked, leaves the others, which go on.

    Args:
        players: By run; each of a `BatchableLearner` without dropout.
        until: Where to pause, by run.
        control: Called before each step.

    Yields:
        Each run as soon as it is over, and how it ended, or what it raised.
    """
    learners = {run: cast(BatchableLearner, one.learner) for run, one in players.items()}
    batch = LearnerBatch(list(learners.values()))
    asked: dict[str, Command] = {}
    turns = {
        run: player.turns(until[run], partial(asked.get, run)) for run, player in players.items()
    }
    made: dict[str, Any] = dict.fromkeys(turns)
    while True:
        asked |= control()
        for run in list(turns):
            try:
                turns[run].send(made[run])
                continue
            except StopIteration as ended:
                end = ended.value
            except Exception as error:  # handed to the caller: it ends this run, not the others
                end = error
            del turns[run]
            batch.leave(learners[run])
            yield run, end
        if not turns:
            return
        begun = time.perf_counter()
        told = batch.step()
        share = (time.perf_counter() - begun) / len(turns)
        made = {run: (own, share) for run, own in zip(turns, told, strict=True)}
