"""Charts that grow while a run trains, without a rerun of the page.

The browser polls a feed of the app and hands the new points to Plotly; Python takes part only when
the run's status changes. See `assets/live_chart/live_chart.js` for the other half.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

PLOTLY_PATH = "/playground/static/plotly.min.js"
"""Where the app serves the plotly.min.js of the plotly package."""

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "live_chart"

LABELS = (
    "status_none",  # no run yet
    "status_waiting",
    "status_running",
    "status_paused",
    "status_finished",
    "status_stopped",
    "status_diverged",
    "status_failed",
    "epoch",  # {epoch}, {epochs}
    "step",  # {step}, {steps}
    "rate",  # {rate}, steps a second
    "elapsed",  # {duration}, already with its units
    "remaining",  # {duration}, an estimate
    "position",  # {position} in the queue
    "progress",  # what the progress bar is called to a screen reader
    "smoothed",  # before the moving average in a hover label
    "reset_view",  # the button that ends a zoom
    "hint_no_run",  # in an empty chart without a run
    "hint_no_points",  # in an empty chart of a run
    "connection_lost",
    "not_found",
    "forbidden",
    "charts_missing",  # Plotly could not be loaded
)
"""The words a caller hands over, with the placeholders that each may use."""


@dataclass(frozen=True)
class Series:
    """One line of a chart.

    Attributes:
        key: Name of the series in the feed, such as `train/loss`.
        name: What the legend calls it.
        mode: Plotly's mode; markers suit series with few points.
        color_index: Place in the palette of eight colours.
        smooth: Whether to draw a moving average over the faint raw values.
    """

    key: str
    name: str
    mode: Literal["lines", "lines+markers"] = "lines"
    color_index: int = 0
    smooth: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart and its lines.

    Attributes:
        title: Heading above the chart.
        x_title: What the horizontal axis counts.
        y_title: What the vertical axis measures, with its unit.
        alt: Description for those who cannot see the chart.
        series: The lines, in drawing order.
        y_range: Fixed lowest and highest value, or None to follow the points.
        log: Whether the vertical axis is logarithmic.
    """

    title: str
    x_title: str
    y_title: str
    alt: str
    series: tuple[Series, ...]
    y_range: tuple[float, float] | None = None
    log: bool = False

    def __post_init__(self) -> None:
        if self.log and self.y_range is not None and min(self.y_range) <= 0:
            raise ValueError(
                f"y_range of the chart {self.title!r} must be above 0 on a logarithmic axis, "
                f"got {self.y_range}"
            )


def live_chart(
    *,
    feed: str | None,
    charts: Sequence[Chart],
    known_status: str | None,
    language: str,
    labels: Mapping[str, str],
    key: str,
    on_status: Callable[[], None],
) -> None:
    """Draws charts that follow a run, with a status line above them.

    Args:
        feed: Path of the run's feed on this site, query string allowed; None before a run.
        charts: The charts, in reading order.
        known_status: The run's status as this page shows it; another status reruns the page.
        language: `en` or `zh`; also handed to the feed.
        labels: Every visible word, translated; `LABELS` names them.
        key: Identity of the charts. As long as it stays, so do zoom and hidden lines.
        on_status: Called before the page reruns because the run's status has changed.

    Raises:
        ValueError: A label is missing.
    """
    missing = [name for name in LABELS if name not in labels]
    if missing:
        raise ValueError(f"labels must name every word in LABELS, missing: {', '.join(missing)}")
    _component()(
        key=key,
        data={
            "feed": feed,
            "plotly": PLOTLY_PATH,
            "language": language,
            "known_status": known_status,
            "charts": [asdict(chart) for chart in charts],
            "labels": {name: labels[name] for name in LABELS},
        },
        on_status_change=on_status,
    )


@cache
def _component() -> "ComponentRenderer":
    html, css, js = (
        (ASSETS / f"live_chart.{suffix}").read_text(encoding="utf-8")
        for suffix in ("html", "css", "js")
    )
    return st.components.v2.component(
        "playground_live_chart", html=html, css=css, js=js, isolate_styles=False
    )
