"""Whether a difference is more than luck: Student's t for pairs ("The probable error of a mean",
1908), whose pairs are the repetitions of an experiment."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

# Two-sided 5 % points of Student's t with 1, 2, ... degrees of freedom (Fisher and Yates,
# Statistical Tables, table III).
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
_ROUNDING = 1e-12


class Lead(NamedTuple):
    """By how much one thing is better than another.

    Attributes:
        mean: Over repetitions.
        beyond: Whether that is more than luck: if both were equally good, such a mean would come
            out in fewer than 5 % of experiments. None for a single repetition, which cannot tell.
    """

    mean: float
    beyond: bool | None


def lead_of(differences: Sequence[float], overlap: float = 0.0, step: float = 0.0) -> Lead | None:
    """Return the lead that differences show, one for each repetition; None if there are none.

    Args:
        differences: What one thing is better than the other.
        overlap: Where each repetition splits the same rows anew, test examples by training
            examples: the repetitions share rows, so that their spread alone is too small (Nadeau
            and Bengio 2003, the corrected resampled t-test). 0 where all data are new.
        step: In which steps scores come: a few equal differences are not without any spread.
    """
    count = len(differences)
    if not count:
        return None
    mean = statistics.fmean(differences)
    if count == 1:
        return Lead(mean, None)
    spread = statistics.stdev(differences)
    error = max(spread, step) * math.sqrt(1 / count + overlap)
    bound = _T[min(count - 1, len(_T)) - 1] * error
    return Lead(mean, abs(mean) > bound + _ROUNDING)
