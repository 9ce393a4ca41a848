"""What the player, which owns time, needs of a learner, which makes one step at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

import numpy as np

from core.spec.message import Message
from core.spec.run_spec import RunSpec
from core.training.evaluation import Evaluation

if TYPE_CHECKING:
    from core.training.data_order import DataOrder


class Scalar(NamedTuple):
    """One number of one step.

    Attributes:
        step: The step it belongs to, counted from 1.
        split: `train`, `valid` or `test`.
        name: What it is, such as `loss`.
        value: A float, or a tensor, which stays on its device until it is written down. Of
            several numbers, as whether each example of a batch is right, their mean is meant:
            taking it later costs a step less.
    """

    step: int
    split: str
    name: str
    value: Any

    @property
    def number(self) -> float:
        """What is written down."""
        return number(self.value)


def number(value: Any) -> float:
    """Return a float, or the mean of a tensor, whose library is not imported for this."""
    return float(value.cpu().double().mean() if hasattr(value, "double") else value)


class Progress(NamedTuple):
    """How far a learner is: steps and epochs done, and in all. `step == steps` is the end."""

    step: int
    steps: int
    epoch: int
    epochs: int


@dataclass
class Setup:
    """What a learner is made from.

    Attributes:
        spec: The whole specification.
        data: The loaded dataset, or what an environment's loader returned.
        device: Name of the torch device to compute on.
        random: The run's own NumPy generator; its state is in every checkpoint.
        orders: Data orders handed out, by name; their positions are in every checkpoint.
    """

    spec: RunSpec
    data: Any
    device: str
    random: np.random.Generator
    orders: dict[str, DataOrder] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """The run's seed."""
        return self.spec.seed

    def order(self, size: int, batch_size: int, name: str = "train") -> DataOrder:
        """Return a shuffled order over `size` examples that the player's checkpoints remember."""
        # Imported here because it imports torch, and descriptions that are one file import this.
        from core.training.data_order import DataOrder

        self.orders[name] = DataOrder(size, batch_size, self.seed)
        return self.orders[name]


class Learner(Protocol):
    """Anything that learns a step at a time.

    A learner is made from a `Setup` alone. It neither keeps time nor writes anything down.
    """

    phases: ClassVar[tuple[str, ...]]
    watched: ClassVar[tuple[str, ...]]
    """Names of the scalars whose NaN or infinity means that the run diverged."""
    examples_per_step: float | None
    """How many examples one step learns from, on average over an epoch; None if that says
    nothing."""

    def __init__(self, setup: Setup) -> None: ...

    def step(self, phase: str | None = None) -> Iterable[Scalar]:
        """Make one whole step, or only the phase that is due; `phase` names it."""

    def next_phase(self) -> str:
        """Return the phase that is due."""

    def progress(self) -> Progress:
        """Return how far it is."""

    def epoch_scores(self) -> Iterable[Scalar]:
        """Return the numbers that one looks at after each epoch, on validation data.

        Like `evaluate` it draws from torch's generator or `Setup.random` alone, which are put back
        to where they were.
        """

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores on a split, by metric name. Changes nothing in the learner."""

    def parameter_count(self) -> int | None:
        """Return how many numbers it has learned, if that can be counted."""

    def size_bytes(self) -> int | None:
        """Return how many bytes it takes to keep what it needs to predict, if it has any."""

    def state_dict(self) -> dict[str, Any]:
        """Return everything needed to continue: tensors, numbers, text, lists, dicts of these."""

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from what `state_dict` returned, exactly as if never interrupted."""


def weights_of(learner: Learner) -> Mapping[str, Any] | None:
    """Return the weights that viewers look into while a learner trains; None if it has none.

    A learner may say which by a method `weights`, which answers like its checkpoints' `network`;
    by default they are the state of its attribute `network`.
    """
    told = getattr(learner, "weights", None)
    if told is not None:
        chosen: Mapping[str, Any] = told()
        return chosen
    network = getattr(learner, "network", None)
    return network.state_dict() if network is not None else None


def advice_of(learner: Learner) -> Message | None:
    """Return what a learner advises whoever watches it, by a method `advice`; None if nothing.

    It speaks of its state at the last scores; the player asks after each of them.
    """
    told = getattr(learner, "advice", None)
    advice: Message | None = told() if told is not None else None
    return advice


def solved(learner: Learner) -> bool:
    """Return whether a learner has solved what it is given, by a method `solved`, if it tells."""
    told = getattr(learner, "solved", None)
    return bool(told()) if told is not None else False


class OnePhase:
    """For learners whose step is a single phase."""

    phases: ClassVar[tuple[str, ...]] = ("train",)
    watched: ClassVar[tuple[str, ...]] = ("loss",)
    examples_per_step: float | None = None

    def next_phase(self) -> str:
        """Return the only phase."""
        return self.phases[0]
