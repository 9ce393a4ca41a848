"""`seasonal_naive`: it will be as it was one season ago (Hyndman and Athanasopoulos 2021, 5.2)."""

from __future__ import annotations

from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from core.catalog.classical import classical_recipe
from core.catalog.descriptions import Facts
from core.data.windows import SeriesParams
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting
from core.spec.run_spec import RunSpec
from core.training.classical import FittedLearner, Rows


class SeasonParams(Parameters):
    """What can be told to it."""

    season: int | None = setting(
        None,
        N_("Length of a season"),
        N_(
            "After how many steps the series repeats itself; it must lie within the values seen. "
            "Empty: found in the training part. Try 11 for sunspots, 52 for a year of weeks."
        ),
        ge=1,
        le=400,
        empty=N_("automatic"),
    )


class SeasonalNaive:
    """Says the latest value seen that lies whole seasons before the one to forecast.

    Attributes:
        season: After how many steps the series repeats itself; None until it is known.
    """

    def __init__(self, season: int | None, horizon: int) -> None:
        """Take the season, if somebody told it, and how many steps ahead the forecast is for."""
        self.season, self.horizon = season, horizon

    def fit(self, rows: Rows, targets: NDArray[np.generic]) -> SeasonalNaive:
        """Find the season, if nobody told it."""
        if self.season is None:
            self.season = season_of(rows, targets, self.horizon)
        return self

    def predict(self, rows: Rows) -> NDArray[np.float64]:
        """Return what each row (example, window), oldest first, held then: (example,)."""
        assert self.season is not None, "it is fitted first"
        return rows[:, rows.shape[1] - 1 - steps_back(self.season, self.horizon)].astype(np.float64)


def steps_back(season: int, horizon: int) -> int:
    """Return how long before the last value seen that value was, in steps.

    Where the forecast reaches farther than a season, as many are gone back as are needed.
    """
    return season * -(-horizon // season) - horizon


def season_of(rows: Rows, targets: NDArray[np.generic], horizon: int) -> int:
    """Return the lag at which a series is most like itself, by its training part alone.

    It is the highest peak of the autocorrelation after the line through the series was taken off,
    for a trend makes all lags alike; lags that lie too far back to be seen are none. Without a
    peak the series has no season, and the last value stands in: 1.

    Args:
        rows: (example, window), consecutive windows, oldest value first.
        targets: (example,), what came `horizon` steps after each window.
        horizon: In steps.
    """
    likeness = _likeness(rows.astype(np.float64), targets.astype(np.float64), horizon)
    seasons = range(2, len(likeness))
    reachable = [lag for lag in seasons if steps_back(lag, horizon) < rows.shape[1]]
    after = np.append(likeness[1:], -np.inf)  # at the end of what is seen, a slope counts as a peak
    peaks = [lag for lag in reachable if likeness[lag - 1] < likeness[lag] >= after[lag]]
    best = max(peaks, key=lambda lag: float(likeness[lag]), default=1)
    return best if likeness[best] > 0 else 1


def _likeness(
    rows: NDArray[np.float64], targets: NDArray[np.float64], horizon: int
) -> NDArray[np.float64]:
    """Return the correlation of the series with itself at lags of 0, 1, ... steps: (lag,).

    Short lags are seen within windows; those beyond a window's length, from the targets back.
    """
    window = rows.shape[1]
    steps = np.arange(len(rows), dtype=np.float64)
    level, slope = np.polynomial.polynomial.polyfit(steps, rows[:, -1], 1)
    left = rows - level - slope * (steps[:, None] + np.arange(1 - window, 1))
    ahead = targets - level - slope * (steps + horizon)
    inside = [_correlation(left[:, -1], left[:, window - 1 - lag]) for lag in range(window)]
    beyond = [
        _correlation(ahead, left[:, window - 1 - (lag - horizon)])
        for lag in range(max(window, horizon), window + horizon)
    ]
    return np.array(inside + beyond)


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return how alike two series (example,) without a mean are; 0 if one of them never varies."""
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size else 0.0


class SeasonalLearner(FittedLearner[SeasonParams]):
    """Learns one number: the length of the season."""

    learned: ClassVar[tuple[str, ...]] = ("season",)

    def estimator(self) -> SeasonalNaive:
        """Return what is to find the season."""
        horizon = cast(SeriesParams, self.setup.spec.data).horizon
        return SeasonalNaive(self.params.season, horizon)


def check_season(spec: RunSpec, facts: Facts) -> None:
    """Raise SpecError if a season that somebody told lies farther back than is seen."""
    params, data = cast(SeasonParams, spec.params), cast(SeriesParams, spec.data)
    season, window = params.season, data.window
    if season is not None and steps_back(season, data.horizon) >= window:
        text = N_(
            "a season of {season} steps does not lie within the {window} values seen; see "
            "more values, or tell a shorter season"
        )
        problem = Message(text, {"season": season, "window": window})
        raise SpecError([Problem("params.season", problem)])


RECIPE = classical_recipe(
    "seasonal_naive",
    N_("Same as last season"),
    N_(
        "Says what was one season ago: this July will be like last July. The season is told, or "
        "found where the series is most like itself."
    ),
    SeasonalLearner,
    SeasonParams,
    tasks=frozenset({"forecasting"}),
    accepts=frozenset({"series"}),
    uses_seed=False,
    check=check_season,
)
