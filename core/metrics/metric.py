"""What a model says of examples whose answer is known, and what a metric is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Predictions:
    """What a classifier said about examples whose answer is known.

    Attributes:
        targets: (example,) true labels, int64.
        scores: (example, class), float64: the higher, the more the model is for the class.
        probabilistic: Whether each row of scores is a probability distribution. A margin classifier
            (a support vector machine) gives signed distances instead, which only rank.
    """

    targets: NDArray[np.int64]
    scores: NDArray[np.float64]
    probabilistic: bool = True

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

    targets: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def errors(self) -> NDArray[np.float64]:
        """By how much each estimate is too high: (example,), in the target's unit."""
        return self.values - self.targets


Answers = Predictions | Estimates


def as_arrays(answers: Mapping[str, Answers]) -> dict[str, NDArray[Any]]:
    """Return what a model said of several splits as it is stored with a run.

    Args:
        answers: By the name of the split; each in the order of the split's examples, so that
            those of two models on the same data belong together row by row.

    Returns:
        Of a classifier `SPLIT.targets` and `SPLIT.labels`, (example,) int32; `SPLIT.scores`,
        (example, class) float32; and `probabilistic`, one bool. Of a regressor `SPLIT.targets` and
        `SPLIT.values`, (example,) float64.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for split, said in answers.items():
        if isinstance(said, Estimates):
            arrays[f"{split}.targets"] = said.targets
            arrays[f"{split}.values"] = said.values
            continue
        arrays[f"{split}.targets"] = said.targets.astype(np.int32)
        arrays[f"{split}.labels"] = said.labels.astype(np.int32)
        arrays[f"{split}.scores"] = said.scores.astype(np.float32)
        arrays["probabilistic"] = np.array(said.probabilistic)
    return arrays


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
