"""The player owns time: it steps any learner, and pauses, resumes, records and restores it."""

from __future__ import annotations

import math
import resource
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import torch

from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.metrics.metric import Answers
from core.spec.message import N_, Message
from core.spec.run_spec import RunSpec
from core.store.recording import Moment
from core.store.runs import Command, Status, Until
from core.training import random_state
from core.training.checkpoints import MOST_KEPT
from core.training.devices import choose
from core.training.learner import Learner, Progress, Scalar, Setup, advice_of, solved, weights_of
from core.training.pace import Pace
from core.training.recorder import Recorder, Series

DIVERGED = N_(
    "The loss stopped being a finite number at step {step}, so the run ended there. Try a learning "
    "rate three to ten times smaller, or another optimiser"
)

MOST_TIME_WRITING = 0.05
"""Fraction of the time that runs which take turns spend on writing events, and on checkpoints."""
MOST_SECONDS_TO_REDO = 1.0
"""About how much work may be lost with a process where epochs are so many and so short that not
each of them has a checkpoint."""


class Journal(Protocol):
    """Where a player writes; `core.engine.journal` keeps it in the store."""

    def newest(self) -> tuple[int, dict[str, Any]] | None:
        """Return tick and state of the last sound checkpoint, if there is one."""

    def cut(self, tick: int) -> None:
        """Forget what was recorded after the checkpoint at `tick`; -1 for everything."""

    def append(self, series: Series, progress: Mapping[str, Any]) -> None:
        """Add events and say how far the run is."""

    def checkpoint(
        self, at: Moment, state: dict[str, Any], series: Series, progress: Mapping[str, Any]
    ) -> None:
        """Do as `append`, and keep a state from which the run can go on, both at once."""

    def written(self) -> None:
        """Wait until all that was handed over is kept; raises what kept it from being so."""

    def publish(self, at: Moment, weights: Callable[[], Mapping[str, Any] | None]) -> None:
        """Show the current weights to whoever watches; if nobody does, `weights` is not called."""


@dataclass(frozen=True)
class Outcome:
    """How a stretch of playing ended.

    Attributes:
        status: What the run is now.
        message: What viewers are told.
        scores: By split and metric, once scored; None where a metric is undefined.
        predictions: By split, what was scored, of learners that predict.
        seconds: Spent on learning (`train`), until what is learned counted as solved (`solved`, of
            learners that tell), and on predicting the test split (`predict`).
        rewound: Whether it was asked to go back to its beginning.
    """

    status: Status
    message: Message | None = None
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    predictions: dict[str, Answers] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    rewound: bool = False


Turns = Generator[str | None, tuple[Iterable[Scalar], float], Outcome]
"""Steps that are due, one after the other, and in the end how it ended."""


def nobody_asks() -> None:
    """The control of a run that no one can interrupt."""
    return


class Player:
    """Plays one run from where its journal left it."""

    def __init__(
        self, spec: RunSpec, journal: Journal, *, data: Any = None, among: int = 1
    ) -> None:
        """Build the learner and bring it to the last checkpoint, or make the first one.

        Args:
            spec: The run.
            journal: Where to write.
            data: What the data source's loader returns, if it is there already.
            among: How many runs take turns in this process, this one included. Several write less
                often, and nothing random may happen in their steps.
        """
        torch.set_num_threads(1)  # small models are several times slower with more
        self.journal = journal
        self.device, self.device_message = choose(spec.device)
        described, described_data = recipe(spec.recipe), source(spec.dataset)
        self.random = random_state.seed_everything(spec.seed)
        loaded = data if data is not None else implementation(described_data.loader)(spec.data)
        self.setup = Setup(spec, loaded, self.device, self.random)
        # Loading may have drawn random numbers; a learner must not depend on that.
        random_state.seed_everything(spec.seed)
        self.learner = cast(Learner, implementation(described.learner)(self.setup))
        self.recorder = Recorder(self.learner.watched)
        self._shares = among > 1
        share = MOST_TIME_WRITING / among if self._shares else 1.0
        self._writing, self._saving = Pace(share), Pace(share)
        self.seconds = 0.0
        self.solved_seconds: float | None = None
        self._saved, self._saved_at = -1, 0.0
        self._advice: Message | None = None
        self._kept_random: dict[str, Any] | None = None
        self._began = (time.perf_counter(), self.learner.progress().step)
        self._restore_or_begin()
        if self._shares:  # all share the generators, whose state is then not of this run's making
            self._kept_random = random_state.capture(self.random)

    def _restore_or_begin(self) -> None:
        saved = self.journal.newest()
        if saved is None:
            self.journal.cut(-1)  # of a run whose checkpoints are all damaged
            self._score_epoch()
            self._flush(save=True)
            return
        tick, state = saved
        self.learner.load_state_dict(state["learner"])
        for name, order in self.setup.orders.items():
            order.load_state_dict(state["orders"][name])
        self.seconds = state["seconds"]
        self.solved_seconds = state.get("solved_seconds")
        random_state.restore(state["random"], self.random)
        self.journal.cut(tick)
        self._saved = tick

    def play(
        self, until: Until | None = None, control: Callable[[], Command | None] = nobody_asks
    ) -> Outcome:
        """Play until the end, until the next batch, epoch or phase is done, or until asked.

        Args:
            until: Where to pause; None for the end.
            control: Called before each step; what it returns is done at once.

        Returns:
            How it ended. Whatever happened, the journal holds a checkpoint to go on from.
        """
        turns = self.turns(until, control)
        made: Any = None
        while True:
            try:
                phase = turns.send(made)
            except StopIteration as ended:
                outcome: Outcome = ended.value
                return outcome
            begun = time.perf_counter()
            told = list(self.learner.step(phase))
            made = told, time.perf_counter() - begun

    def turns(
        self, until: Until | None = None, control: Callable[[], Command | None] = nobody_asks
    ) -> Turns:
        """Play as `play` does, but leave the steps to the caller.

        Yields:
            The phase of the step that is due, None for a whole step. To be sent: what the learner
            tells of it, and the seconds it took.
        """
        outcome = yield from self._turns(until, control)
        self.journal.written()
        return outcome

    def _turns(self, until: Until | None, control: Callable[[], Command | None]) -> Turns:
        progress = self.learner.progress()
        self._began = (time.perf_counter(), progress.step)
        while progress.step < progress.steps:
            command = control() or ("stop" if until == "now" else None)
            if command == "rewind":
                return Outcome("paused", rewound=True)
            if command is not None:
                break
            told, seconds = yield self.learner.next_phase() if until == "phase" else None
            self.recorder.add(told)
            self.seconds += seconds
            after = self.learner.progress()
            ended_epoch = after.epoch > progress.epoch
            progress = after
            if ended_epoch:
                self._score_epoch()
                progress = self.learner.progress()  # for the scores may have ended the training
            save = ended_epoch and self._saving.due() and self._worth_saving(progress)
            if save or (self.recorder.due() and self._writing.due()):
                broken = self._flush(save=save)
                if broken is not None:
                    return Outcome("diverged", Message(DIVERGED, {"step": broken}))
            if until in ("batch", "phase") or (until == "epoch" and ended_epoch):
                command = "pause"
                break
        else:
            command = None
        return self._leave(command if progress.step < progress.steps else None)

    def _leave(self, command: Command | None) -> Outcome:
        """Write down where the run stands, and score it unless it is only paused."""
        broken = self._flush(save=self._saved != self._moment().tick)
        if broken is not None:
            return Outcome("diverged", Message(DIVERGED, {"step": broken}))
        if command == "pause":
            return Outcome("paused", seconds={"train": self.seconds})
        return self._scored("stopped" if command == "stop" else "finished")

    def _scored(self, status: Status) -> Outcome:
        """Touch the test split, once, now that nothing will be changed by what it says."""
        with random_state.undisturbed(self.random):
            found = {split: self.learner.evaluate(split) for split in ("valid", "test")}
            advice = advice_of(self.learner)
        return Outcome(
            status,
            advice,
            scores={
                split: {
                    name: None if math.isnan(value) else value
                    for name, value in evaluation.scores.items()
                }
                for split, evaluation in found.items()
            },
            predictions={
                split: evaluation.predictions
                for split, evaluation in found.items()
                if evaluation.predictions is not None
            },
            seconds={
                "train": self.seconds,
                "predict": found["test"].seconds,
                **({} if self.solved_seconds is None else {"solved": self.solved_seconds}),
            },
        )

    def _score_epoch(self) -> None:
        with random_state.undisturbed(self.random):
            self.recorder.add(self.learner.epoch_scores())
            self._advice = advice_of(self.learner)
        if self.solved_seconds is None and solved(self.learner):
            self.solved_seconds = self.seconds

    def _flush(self, *, save: bool = False) -> int | None:
        """Write the collected events, and a checkpoint if `save`.

        Returns:
            The first step whose loss was not finite, if any; such a state is not worth keeping.
        """
        begun = time.perf_counter()
        series, broken = self.recorder.take()
        # A graphics card still computes when a step returns; fetching the numbers waits for it.
        self.seconds += time.perf_counter() - begun
        if save and broken is None:
            at = self._moment()
            with self._saving.spending():
                self.journal.checkpoint(at, self._state(), series, self._progress())
                if self._shares:
                    self.journal.written()
            self._saved, self._saved_at = at.tick, time.perf_counter()
        else:
            with self._writing.spending():
                self.journal.append(series, self._progress())
                if self._shares:
                    self.journal.written()
            if broken is None:
                self.journal.publish(self._moment(), lambda: weights_of(self.learner))
        return broken

    def _worth_saving(self, progress: Progress) -> bool:
        """Return whether the state after an epoch is kept.

        Of many short epochs most would be thinned out later: as many are kept as will stay.
        """
        apart = math.ceil(progress.epochs / MOST_KEPT)
        late = time.perf_counter() >= self._saved_at + MOST_SECONDS_TO_REDO
        return progress.epoch % apart == 0 or late

    def _progress(self) -> dict[str, Any]:
        progress = self.learner.progress()
        begun, first = self._began
        elapsed = time.perf_counter() - begun
        rate = (progress.step - first) / elapsed if elapsed > 0 and progress.step > first else None
        left = (progress.steps - progress.step) / rate if rate else None
        examples = self.learner.examples_per_step
        return {
            **progress._asdict(),
            "phase": self.learner.next_phase(),
            "rate": rate,
            "examples_per_second": rate and examples and rate * examples,
            "remaining": left,
            "seconds": self.seconds,
            **({"advice": self._advice.to_json()} if self._advice else {}),
        }

    def _state(self) -> dict[str, Any]:
        """Return everything that decides how the run goes on."""
        return {
            "learner": self.learner.state_dict(),
            "orders": {name: order.state_dict() for name, order in self.setup.orders.items()},
            "random": self._kept_random or random_state.capture(self.random),
            "seconds": self.seconds,
            **({} if self.solved_seconds is None else {"solved_seconds": self.solved_seconds}),
        }

    def _moment(self) -> Moment:
        progress, phases = self.learner.progress(), self.learner.phases
        done = phases.index(self.learner.next_phase())
        return Moment(progress.step * len(phases) + done, progress.step, progress.epoch)


def peak_memory_mb() -> float:
    """Return the most memory this process has held, in MB of 10^6 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
