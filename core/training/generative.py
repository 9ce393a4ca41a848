"""What learners that make examples share, deep and classical: how what they make is scored."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, SplitName
from core.metrics.generation import SCORED
from core.metrics.metric import Samples
from core.metrics.scoring import score
from core.training.evaluation import Evaluation
from core.training.learner import Progress, Scalar, Setup

if TYPE_CHECKING:
    from core.training.judge import Judge, Seen

LIVE = 400
"""How many samples are looked at after each epoch."""
Examples = NDArray[np.float32]
"""Examples as the data have them: (example, ...)."""


class Generates:
    """Scores what a learner makes; a family says what it makes."""

    setup: Setup

    def sample(self, count: int, seed: int) -> Examples:
        """Return `count` examples that it makes, the same for the same seed."""
        raise TypeError(f"{type(self).__name__} must say what it makes")

    def rebuild(self, examples: Examples) -> Examples | None:
        """Return examples taken apart and put together again; None if it cannot do that."""
        return None

    def progress(self) -> Progress:
        """Return how far it is."""
        raise TypeError(f"{type(self).__name__} must say how far it is")

    @cached_property
    def judge(self) -> Judge:
        """Who judges what is made from these data."""
        # Imported here because it imports torch, and descriptions that are one file import this.
        from core.training.judge import judge_of

        return judge_of(cast(Dataset, self.setup.data))

    def judged(self, split: str, count: int, *, near: bool = True) -> tuple[Samples, float]:
        """Return what the judge says of `count` samples, and the seconds that making them took.

        Without `near` it does not look for the nearest training examples, which takes longest.
        """
        begun = time.perf_counter()
        made = self.sample(count, self.setup.seed)
        seconds = time.perf_counter() - begun
        examples = self._examples(split)
        rebuilt = self.rebuild(examples)
        apart = np.zeros(0)
        if rebuilt is not None:
            squares = np.square(examples - rebuilt, dtype=np.float64)
            apart = np.sqrt(squares.reshape(len(squares), -1).mean(1))
        seen, real = self.judge.look(made), self._seen(split)
        said = Samples(
            made=seen.features,
            real=real.features,
            real_normal=real.normal,
            trained=self._seen("train").features[: len(real.features)],
            labels=seen.labels,
            sure=seen.sure,
            real_sure=real.sure,
            distances=self.judge.distances(made) if near else np.zeros(0),
            real_distances=self._distances(split) if near else np.zeros(0),
            classes=self.judge.classes,
            rebuilt=apart,
        )
        return said, seconds

    def _examples(self, split: str) -> Examples:
        """Return a split's examples, of a long one the first."""
        inputs: Examples = cast(Dataset, self.setup.data).splits[cast(SplitName, split)].inputs
        return inputs[: 2 * SCORED]

    def _seen(self, split: str) -> Seen:
        """Return what the judge sees in real examples, which never changes."""
        kept: dict[str, Seen] = self.__dict__.setdefault("_kept_seen", {})
        if split not in kept:
            kept[split] = self.judge.look(self._examples(split))
        return kept[split]

    def _distances(self, split: str) -> NDArray[np.float64]:
        kept: dict[str, NDArray[np.float64]] = self.__dict__.setdefault("_kept_distances", {})
        if split not in kept:
            kept[split] = self.judge.distances(self._examples(split)[:SCORED])
        return kept[split]

    def live_scores(self) -> dict[str, float]:
        """Return what one looks at after each epoch, as far as it is defined."""
        said, _ = self.judged("valid", LIVE, near=False)
        found = score(said, live=True)
        return {name: value for name, value in found.items() if not math.isnan(value)}

    def epoch_scores(self) -> Iterable[Scalar]:
        """Score what it makes now."""
        step = self.progress().step
        return [Scalar(step, "valid", name, value) for name, value in self.live_scores().items()]

    def evaluate(self, split: str) -> Evaluation:
        """Return all scores of what it makes beside a split's real examples."""
        said, seconds = self.judged(split, SCORED)
        return Evaluation(score(said), seconds, said)
