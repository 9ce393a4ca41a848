"""How far a regressor is off: what it said against the truth, and its errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.metrics.metric import Estimates
from core.metrics.regression import mae, rmse
from core.store.runs import Run
from pages._ui.language import _
from pages._ui.looking.insight_chart import GREY, MOST_POINTS, SIGNAL, insight_chart, rounded
from pages._ui.looking.kept_answers import choose_split, kept_answers

_MOST_BINS = 40


@st.fragment
def residual_panel(run: Run) -> None:
    """Draw the errors of a scored run that predicts a number."""
    kept = kept_answers(run)
    if kept is None:
        return
    if "valid.values" not in kept:
        st.info(_("This run tells classes apart; look at its thresholds instead."))
        return
    split = choose_split(f"residuals.{run.id}.split", kept)
    said = Estimates(kept[f"{split}.targets"], kept[f"{split}.values"])
    with st.container(horizontal=True):
        st.metric(
            _("RMSE"),
            rounded(rmse(said)),
            help=_("The root of the mean squared error: large errors weigh more."),
            width="content",
        )
        st.metric(
            _("MAE"),
            rounded(mae(said)),
            help=_("The mean absolute error: by how much an estimate is off on average."),
            width="content",
        )
        st.metric(
            _("Mean error"),
            rounded(float(said.errors.mean())),
            help=_("Estimate minus truth, on average: near 0 unless it leans to one side."),
            width="content",
        )
    left, right = st.columns(2)
    with left:
        _against_truth(said, f"residuals.{run.id}.truth")
    with right:
        _histogram(said, f"residuals.{run.id}.histogram")
    st.caption(
        _(
            "RMSE {rmse} and MAE {mae} are in the unit of what is predicted. A good model's points "
            "lie close to the diagonal, and its errors around 0 without a pattern; a fan or a bow "
            "shows what it has not learned."
        ).format(rmse=rounded(rmse(said)), mae=rounded(mae(said)))
    )


def _against_truth(said: Estimates, key: str) -> None:
    """Draw each estimate against its truth, with the line of those that are exact."""
    count = len(said.targets)
    chosen = np.arange(min(count, MOST_POINTS)) * count // min(count, MOST_POINTS)
    ends = [
        float(min(said.targets.min(), said.values.min())),
        float(max(said.targets.max(), said.values.max())),
    ]
    insight_chart(
        [
            {
                "type": "scatter",
                "mode": "lines",
                "x": ends,
                "y": ends,
                "line": {"color": GREY, "dash": "dash", "width": 2},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": said.targets[chosen],
                "y": said.values[chosen],
                "marker": {"size": 7, "opacity": 0.6},
                "hovertemplate": "%{x:.4g} → %{y:.4g}<extra></extra>",
            },
        ],
        title=_("Predicted against true"),
        x=_("True value (in its unit)"),
        y=_("Predicted value (in its unit)"),
        alt=_("Scatter chart of {count} predictions against the truth").format(count=len(chosen)),
        key=key,
        height=380,
    )


def _histogram(said: Estimates, key: str) -> None:
    """Draw how the errors are spread, with RMSE and MAE on either side of 0."""
    bins = int(np.clip(2 * np.sqrt(len(said.errors)), 8, _MOST_BINS))
    counts, edges = np.histogram(said.errors, bins)
    top = int(counts.max())
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"{name} ±{rounded(value)}",
            "x": [-value, -value, None, value, value],
            "y": [0, top, None, 0, top],
            "line": {"color": SIGNAL, "width": 2, "dash": dash},
            "showlegend": True,
            "hoverinfo": "name",
        }
        for value, dash, name in ((rmse(said), "solid", _("RMSE")), (mae(said), "dot", _("MAE")))
    ]
    insight_chart(
        [
            {
                "type": "bar",
                "x": (edges[:-1] + edges[1:]) / 2,
                "y": counts,
                "width": edges[1] - edges[0],
                "showlegend": False,
                "hovertemplate": "%{x:.4g}: %{y}<extra></extra>",
            },
            *lines,
        ],
        title=_("Errors"),
        x=_("Predicted minus true (in its unit)"),
        y=_("Examples"),
        alt=_("Histogram of the errors; RMSE {rmse}, MAE {mae}").format(
            rmse=rounded(rmse(said)), mae=rounded(mae(said))
        ),
        key=key,
        height=380,
    )
