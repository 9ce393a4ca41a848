"""What a metric is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Predictions:
    """What a classifier said about examples whose answer is known.

    Attributes:
        targets: (example,) true labels, int64.
        probabilities: (example, class), float64, each row sums to one.
    """

    targets: NDArray[np.int64]
    probabilities: NDArray[np.float64]

    @property
    def labels(self) -> NDArray[np.int64]:
        """The most probable class of each example: (example,), int64."""
        labels: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return labels


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
        compute: From predictions to the number; NaN where it is undefined.
        source: Where the definition stands.
        live: Whether it is cheap enough to compute after each epoch.
    """

    name: str
    title: str
    help: str
    formula: str
    unit: str
    higher_is_better: bool
    compute: Callable[[Predictions], float]
    source: str
    live: bool = False
    range: tuple[float, float] | None = None
    kind: Literal["classification"] = "classification"
