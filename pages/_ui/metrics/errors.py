"""The errors of a regressor, from a table of each to MAE, MSE, RMSE, R2 and MAPE."""

from __future__ import annotations

import html
import math
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.metric import Metric
from core.metrics.worked import WorkedRegression
from pages._ui.language import _
from pages._ui.metrics.formulas import (
    METRICS,
    card,
    caution,
    equals,
    figure,
    fraction,
    joined,
    lines,
    literal,
    nature,
    sign,
    term,
    tex,
)

MOST_ROWS = 30
Numbers = NDArray[np.float64]


def squared(unit: str) -> str:
    """Return the unit of a square."""
    return f"{unit}²" if unit else ""


def error_table(targets: Numbers, values: Numbers, worked: WorkedRegression, unit: str) -> None:
    """Draw each example's error, its size and its square, and their sums.

    Of very many examples those with the largest errors are drawn.
    """
    shown = np.arange(len(targets))
    if len(targets) > MOST_ROWS:
        shown = np.argsort(-np.abs(values - targets), kind="stable")[:MOST_ROWS]
        st.caption(
            _("The {shown} largest of {count} errors; the sums are of all of them.").format(
                shown=MOST_ROWS, count=len(targets)
            )
        )
    heads = [
        _("Example"),
        _in(_("true value"), unit),
        _in(_("estimate"), unit),
        _in(_("error"), unit),
        _in(_("size of the error"), unit),
        _in(_("squared error"), squared(unit)),
        _in(_("squared distance from the mean"), squared(unit)),
    ]
    columns: tuple[Any, ...] = (targets, values, worked.errors, worked.absolute_errors)
    columns += (worked.squared_errors, worked.squared_deviations)
    rows = "".join(
        f'<tr><th scope="row">{i + 1}</th>'
        + "".join(f"<td>{_shown(column[i])}</td>" for column in columns)
        + "</tr>"
        for i in shown.tolist()
    )
    sums = [worked.absolute_sum, worked.squared_sum, worked.deviation_sum]
    foot = "".join(f"<td>{figure(value)}</td>" for value in sums)
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in heads)
    mean = html.escape(_in(_("mean {value}").format(value=figure(worked.target_mean)), unit))
    caption = html.escape(_("Error: estimate minus true value, so above 0 it is too high."))
    st.html(
        f'<div class="pg-steps"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f'<tbody>{rows}</tbody><tfoot><tr><th scope="row">{html.escape(_("Sum"))}</th>'
        f"<td>{mean}</td><td></td><td></td>{foot}</tr></tfoot></table></div>"
    )


def _shown(value: float) -> str:
    return figure(float(value)).replace("-", "−")


def _in(title: str, unit: str) -> str:
    return f"{title} ({unit})" if unit else title


def error_cards(worked: WorkedRegression, unit: str) -> None:
    """Draw how each metric follows from the errors."""
    count = len(worked.errors)
    mae, mse, rmse, r2, mape = (METRICS[name] for name in ("mae", "mse", "rmse", "r2", "mape"))
    sizes = joined([tex(size) for size in worked.absolute_errors])
    squares = joined([rf"{term(error)}^2" for error in worked.errors])
    calculations = {
        mae: lines(
            mae.formula,
            f"{sign(*worked.absolute_errors)} {fraction(sizes, count)}",
            f"{sign(worked.absolute_sum)} {fraction(tex(worked.absolute_sum), count)}",
            equals(worked.mae, unit),
        ),
        mse: lines(
            mse.formula,
            f"{sign(*worked.errors)} {fraction(squares, count)}",
            f"{sign(worked.squared_sum)} {fraction(tex(worked.squared_sum), count)}",
            equals(worked.mse, squared(unit)),
        ),
        rmse: lines(
            rmse.formula,
            rf"= \sqrt{{MSE}} {sign(worked.mse)} \sqrt{{{tex(worked.mse)}}}",
            equals(worked.rmse, unit),
        ),
        r2: lines(
            r2.formula,
            f"{sign(worked.squared_sum, worked.deviation_sum)} 1 - "
            f"{fraction(tex(worked.squared_sum), tex(worked.deviation_sum))}",
            equals(worked.r2),
        ),
        mape: _mape_lines(mape, worked),
    }
    units = {mae: unit, mse: squared(unit), rmse: unit, r2: "", mape: ""}
    # So that on a phone they come in this order.
    places = [*st.columns(2), *st.columns(2), *st.columns(2)]
    for place, (metric, calculation) in zip(places, calculations.items(), strict=False):
        notes = [_(metric.help), nature(metric, units[metric])]
        if metric is r2 and not any(worked.squared_deviations):
            notes.append(
                _("The true values are all alike: R² is then 1 if every error is 0, and else 0.")
            )
        if metric is mape and math.isnan(worked.mape):
            notes.append(_("A true value is 0, of which no error is a fraction: it is undefined."))
        with place:
            card(_(metric.title), calculation, *notes, caution(metric))


def _mape_lines(mape: Metric, worked: WorkedRegression) -> str:
    """Return how the MAPE follows from sizes of errors and of what was true."""
    shares = worked.relative_errors
    if math.isnan(worked.mape):
        return lines(mape.formula, equals(worked.mape))
    shown = fraction(joined([tex(share) for share in shares]), len(shares))
    total = sum(shares)
    return lines(
        mape.formula,
        f"{sign(*shares)} {shown}",
        f"{sign(total)} {fraction(tex(total), len(shares))}",
        equals(worked.mape),
    )


def names_matter(worked: WorkedRegression, unit: str) -> None:
    """Say by numbers what comes of taking the MSE for the RMSE."""
    if worked.mse == worked.rmse:
        text = _(
            "Here MSE and RMSE are the same number by chance: only 0 and 1 are their own root."
        )
        st.info(text, icon=":material/label:")
        return
    st.info(
        _(
            "Why the names matter: these errors have an MSE of {mse} and an RMSE of {rmse}. "
            "Whoever writes “MSE {bare}” for the RMSE reports errors whose RMSE would be "
            "{wrong}: off by a factor of {factor}. A number without its name and unit says nothing."
        ).format(
            mse=_with(worked.mse, squared(unit)),
            rmse=_with(worked.rmse, unit),
            bare=figure(worked.rmse),
            wrong=_with(worked.rmse**0.5, unit),
            factor=figure(max(worked.rmse**0.5, worked.rmse**-0.5)),
        ),
        icon=":material/label:",
    )


def _with(value: float, unit: str) -> str:
    return f"{figure(value)} {literal(unit)}".strip()
