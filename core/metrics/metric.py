"""What a model says of examples whose answer is known, and what a metric is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.metrics.normal import Normal


@dataclass(frozen=True)
class Predictions:
    """What a classifier said about examples whose answer is known.

    Attributes:
        targets: (example,) true labels, int64.
        scores: (example, class), float64: the higher, the more the model is for the class.
        probabilistic: Whether each row of scores is a probability distribution. A margin classifier
            (a support vector machine) gives signed distances instead, which only rank.
    """

    task: ClassVar[str] = "classification"

    targets: NDArray[np.int64]
    scores: NDArray[np.float64]
    probabilistic: bool = True

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return labels and scores as they are stored, and whether they are probabilities."""
        return {
            "targets": self.targets.astype(np.int32),
            "labels": self.labels.astype(np.int32),
            "scores": self.scores.astype(np.float32),
            "probabilistic": np.array(self.probabilistic),
        }

    @property
    def labels(self) -> NDArray[np.int64]:
        """The class with the highest score of each example: (example,), int64."""
        labels: NDArray[np.int64] = self.scores.argmax(axis=1)
        return labels

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """The scores as probabilities: (example, class).

        Raises:
            TypeError: If the model gave none.
        """
        if not self.probabilistic:
            raise TypeError("a margin classifier gives no probabilities")
        return self.scores


@dataclass(frozen=True)
class Estimates:
    """What a regressor said about examples whose answer is known.

    Attributes:
        targets: (example,) true values, float64, in the target's unit.
        values: (example,) estimated values, float64, in the same unit.
    """

    task: ClassVar[str] = "regression"

    targets: NDArray[np.float64]
    values: NDArray[np.float64]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return them as they are stored."""
        return {"targets": self.targets, "values": self.values}

    @property
    def errors(self) -> NDArray[np.float64]:
        """By how much each estimate is too high: (example,), in the target's unit."""
        return self.values - self.targets


@dataclass(frozen=True)
class Likelihoods:
    """What a language model said of a text: how likely it found each character that came.

    Attributes:
        targets: (character,) the characters that came, int64.
        labels: (character,) those that it found most likely, int64.
        log_likelihoods: (character,) natural logarithm of the probability that it gave the one that
            came, before it saw it, float64.
    """

    task: ClassVar[str] = "language_modelling"

    targets: NDArray[np.int64]
    labels: NDArray[np.int64]
    log_likelihoods: NDArray[np.float64]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return them as they are stored."""
        return {
            "targets": self.targets.astype(np.int32),
            "labels": self.labels.astype(np.int32),
            "log_likelihoods": self.log_likelihoods.astype(np.float32),
        }


@dataclass(frozen=True)
class Transcripts:
    """What a model wrote for examples whose right answer is a string.

    Attributes:
        targets: (example,) the right strings.
        outputs: (example,) those that it wrote.
    """

    task: ClassVar[str] = "transduction"

    targets: NDArray[np.str_]
    outputs: NDArray[np.str_]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return them as they are stored."""
        return {"targets": self.targets, "outputs": self.outputs}


@dataclass(frozen=True)
class Samples:
    """What a generative model made, beside real examples, as the same judge sees both.

    Of pictures, features and labels are those of a classifier trained on the same data; of points,
    their coordinates and the nearest place where real ones gather. A distance is that to the
    nearest training example, in the data's own unit: the root of the mean squared difference of
    two examples' values.

    Attributes:
        made: (sample, feature) features of what it made, float64.
        real: (example, feature) features of the split's real examples, float64.
        real_normal: The normal distribution fitted to `real` once: distances from it are asked for
            after every epoch.
        trained: (example, feature) those of as many training examples, float64.
        labels: (sample,) class that the judge sees in each sample, int64.
        sure: (sample,) whether the judge recognises it, bool; empty if it cannot tell.
        real_sure: (example,) likewise of the real examples.
        distances: (sample,) distance of each sample to the nearest training example, float64.
        real_distances: (example,) likewise of the real examples.
        classes: How many classes or places there are; 0 if there are none.
        rebuilt: (example,) by how much each real example changes when the model takes it apart and
            puts it together again, a distance as above, float64; empty if it cannot do that.
    """

    task: ClassVar[str] = "generation"

    made: NDArray[np.float64]
    real: NDArray[np.float64]
    real_normal: Normal
    trained: NDArray[np.float64]
    labels: NDArray[np.int64]
    sure: NDArray[np.bool_]
    real_sure: NDArray[np.bool_]
    distances: NDArray[np.float64]
    real_distances: NDArray[np.float64]
    classes: int
    rebuilt: NDArray[np.float64]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return them as they are stored."""
        return {
            "made": self.made.astype(np.float32),
            "real": self.real.astype(np.float32),
            "seen": self.labels.astype(np.int32),
            "sure": self.sure,
            "distances": self.distances.astype(np.float32),
        }


@dataclass(frozen=True)
class Episodes:
    """How an agent did in episodes that it played to be judged.

    Attributes:
        returns: (episode,) sums of rewards, not discounted, float64.
        lengths: (episode,) steps, int64.
        successes: (episode,) whether each succeeded, bool; empty where success means nothing.
        exact_return: Expected return within the time limit, where the rules are a known table.
        exact_length: Expected length, likewise.
        exact_success: Probability of success, likewise.
        solved_steps: Steps of training after which it first counted as solved; None if never.
        exploitability: Of games, what a perfect opponent wins on average; None elsewhere.
    """

    task: ClassVar[str] = "control"

    returns: NDArray[np.float64]
    lengths: NDArray[np.int64]
    successes: NDArray[np.bool_]
    exact_return: float | None = None
    exact_length: float | None = None
    exact_success: float | None = None
    solved_steps: int | None = None
    exploitability: float | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the episodes as they are stored."""
        return {
            "returns": self.returns,
            "lengths": self.lengths.astype(np.int32),
            "successes": self.successes,
        }


Judgements = Predictions | Estimates
"""What a model says of examples one by one: a class or a number for each."""
Answers = Judgements | Likelihoods | Transcripts | Samples | Episodes


def as_arrays(answers: Mapping[str, Answers]) -> dict[str, NDArray[Any]]:
    """Return what a model said of several splits as it is stored with a run.

    Args:
        answers: By the name of the split; each in the order of the split's examples, so that
            those of two models on the same data belong together row by row.

    Returns:
        `SPLIT.NAME` for each of what the answers' `arrays` return, without the split where it is
        not about examples: `probabilistic`.
    """
    return {
        name if array.ndim == 0 else f"{split}.{name}": array
        for split, said in answers.items()
        for name, array in said.arrays().items()
    }


@dataclass(frozen=True)
class Metric:
    """A number that says how good predictions are.

    Attributes:
        name: The stable name, as CLI results and the store use it.
        title: What people call it (marked text).
        help: What it means and when it misleads (marked text).
        formula: LaTeX.
        unit: Of the number (marked text).
        higher_is_better: Its direction.
        compute: From what a model said (`Predictions` of a classifier, `Estimates` of a regressor)
            to the number; NaN where it is undefined.
        source: Where the definition stands.
        misleads: When to be careful with it (marked text).
        live: Whether it is cheap enough to compute after each epoch.
        range: The lowest and the highest value that it can have.
    """

    name: str
    title: str
    help: str
    formula: str
    unit: str
    higher_is_better: bool
    compute: Callable[[Any], float]
    source: str
    misleads: str
    live: bool = False
    range: tuple[float, float] | None = None
