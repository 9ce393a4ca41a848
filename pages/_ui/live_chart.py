"""Charts that grow while runs train, without a rerun of the page.

The browser polls feeds of the app and hands the new points to Plotly; Python takes part only when
a run's status changes. See `assets/live_chart/live_chart.js` for the other half.
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
SCRIPTS = (
    "live_chart",
    "run_feed",
    "status_line",
    "panel",
    "legend",
    "figures",
    "theme",
    "points",
    "words",
)
"""The files that make up the component's script, in the order in which they are joined."""

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
    "count_waiting",  # of several runs: {count} of {total}
    "count_running",
    "count_paused",
    "count_finished",
    "count_stopped",
    "count_diverged",
    "count_failed",
    "separator",  # between the parts of a list
    "about_runs",  # {sentence} about {runs}, the names of some of several
    "rate",  # {rate}, steps a second
    "examples",  # {rate}, examples a second
    "elapsed",  # {duration}, already with its units
    "remaining",  # {duration}, an estimate
    "position",  # {position} in the queue
    "progress",  # what the progress bar is called to a screen reader
    "smoothed",  # before the moving average in a hover label
    "reading_single",  # of a run's faint and strong line; {count} values are averaged
    "reading_band",  # of a group's faint and strong lines; likewise
    "reading_overlay",  # of lines of several runs, averages alone; likewise
    "band",  # what is drawn of {count} runs in a group
    "band_values",  # {mean}, {low} and {high} of a group's runs, in a hover label
    "toggle_lines",  # what a press on a name in a legend does
    "log_scale",  # the button that makes the vertical axis logarithmic
    "more_charts",
    "fewer_charts",
    "reset_view",  # the button that ends a zoom
    "hint_no_run",  # in an empty chart without a run
    "hint_no_points",  # in an empty chart of a run
    "hint_not_yet",  # in that of one that has trained for a while
    "hint_never",  # in that of one that has ended
    "hint_paused",  # in that of one that was taken back to its beginning
    "connection_lost",
    "not_found",
    "forbidden",
    "charts_missing",  # Plotly could not be loaded
)
"""The words a caller hands over, with the placeholders that each may use."""


@dataclass(frozen=True)
class Feed:
    """A run to follow.

    Attributes:
        address: Path of the run's feed on this site, query string allowed.
        name: What the run is called beside the other ones.
        status: The run's status as this page shows it; another status reruns the page.
    """

    address: str
    name: str
    status: str


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
class Level:
    """A value that is to be reached, drawn as a line across a chart.

    Attributes:
        value: Where it lies on the vertical axis.
        name: What the legend calls it.
    """

    value: float
    name: str


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
        log: Whether the vertical axis is logarithmic at first.
        advanced: Whether it is shown only to a viewer who asks for more charts.
        level: A value to be reached, or None.
    """

    title: str
    x_title: str
    y_title: str
    alt: str
    series: tuple[Series, ...]
    y_range: tuple[float, float] | None = None
    log: bool = False
    advanced: bool = False
    level: Level | None = None

    def __post_init__(self) -> None:
        if self.log and self.y_range is not None and min(self.y_range) <= 0:
            raise ValueError(
                f"y_range of the chart {self.title!r} must be above 0 on a logarithmic axis, "
                f"got {self.y_range}"
            )


def live_chart(
    *,
    feeds: Sequence[Feed],
    charts: Sequence[Chart],
    language: str,
    labels: Mapping[str, str],
    key: str,
    on_status: Callable[[], None],
    mode: Literal["group", "overlay"] = "group",
    x: Literal["step", "epoch", "seconds"] = "step",
) -> None:
    """Draws charts that follow runs, with a status line above them.

    Args:
        feeds: The runs; none before the first.
        charts: The charts, in reading order; each holds one series or more.
        language: `en` or `zh`; also handed to the feeds.
        labels: Every visible word, translated; `LABELS` names them.
        key: Identity of the charts. As long as it stays, so do zoom and hidden lines.
        on_status: Called before the page reruns because a run's status has changed.
        mode: What several runs are: a `group` of seeds, of which each series becomes its mean and
            range, or an `overlay`, where each run has a colour and lines of its own.
        x: What the horizontal axis of an overlay counts; of a group it is always the step.

    Raises:
        ValueError: A label is missing.
    """
    missing = [name for name in LABELS if name not in labels]
    if missing:
        raise ValueError(f"labels must name every word in LABELS, missing: {', '.join(missing)}")
    _component()(
        key=key,
        data={
            "feeds": [asdict(feed) for feed in feeds],
            "mode": mode,
            "x": x,
            "plotly": PLOTLY_PATH,
            "language": language,
            "charts": [asdict(chart) for chart in charts],
            "labels": {name: labels[name] for name in LABELS},
        },
        on_status_change=on_status,
    )


@cache
def _component() -> "ComponentRenderer":
    html, css = (
        (ASSETS / f"live_chart.{suffix}").read_text(encoding="utf-8") for suffix in ("html", "css")
    )
    scripts = [(ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return st.components.v2.component(
        "playground_live_chart", html=html, css=css, js="\n".join(scripts), isolate_styles=False
    )
