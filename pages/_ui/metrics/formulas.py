"""Formulas with the numbers in place, and the cards that explain one metric each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from core.metrics import classification, regression
from core.metrics.metric import Metric
from pages._ui.language import _

METRICS = {metric.name: metric for metric in (*classification.METRICS, *regression.METRICS)}
MOST_TERMS = 5
_SPECIAL = {sign: rf"\{sign}" for sign in "#$%&_{}"} | {
    "\\": r"\backslash ",
    "^": r"\wedge ",
    "~": r"\sim ",
    "`": "'",
}


def figure(value: float) -> str:
    """Return a number with as many digits as one needs to follow the arithmetic."""
    if not math.isfinite(value):
        return "–"
    if value == round(value) and abs(value) < 1e7:
        return f"{value:.0f}"
    if abs(value) < 1e-3 or abs(value) >= 1e7:
        return f"{value:.3g}"
    shown = f"{value:.{3 if abs(value) < 100 else 1}f}"
    short = shown.rstrip("0")
    # What was rounded keeps its zeros, to be seen as such.
    return short if math.isclose(float(short), value, rel_tol=1e-12) else shown


def tex(value: float) -> str:
    """Return a number as LaTeX."""
    shown = figure(value)
    if "e" in shown:
        mantissa, power = shown.split("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}"
    return shown.replace("–", r"\text{–}")


def term(value: float) -> str:
    """Return a number as LaTeX, in brackets if it is negative, to stand within a formula."""
    return f"({tex(value)})" if value < 0 else tex(value)


def equals(value: float, of: str = "") -> str:
    """Return the last line of a calculation: exactly the value, or about; with its unit."""
    unit = rf"\ \text{{{plain(of)}}}" if of else ""
    return rf"{sign(value)} \mathbf{{{tex(value)}}}{unit}"


def sign(*values: float) -> str:
    """Return the sign before numbers: equal if each is shown to its last digit, else about."""
    return "=" if all(map(_exact, values)) else r"\approx"


def _exact(value: float) -> bool:
    shown = figure(value)
    return shown != "–" and math.isclose(float(shown), value, rel_tol=1e-12, abs_tol=1e-15)


def plain(text: str) -> str:
    """Return a text that somebody typed, so that LaTeX shows it as it is."""
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def literal(text: str) -> str:
    """Return a text that somebody typed, so that Markdown shows it as it is."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|~:$<>" else sign for sign in text)


def fraction(part: object, whole: object) -> str:
    """Return a fraction as LaTeX."""
    return rf"\frac{{{part}}}{{{whole}}}"


def joined(terms: Sequence[str], sign: str = "+") -> str:
    """Return terms with a sign between them; of many the first three and the last."""
    if len(terms) > MOST_TERMS:
        terms = [*terms[:3], r"\cdots", terms[-1]]
    return f" {sign} ".join(terms)


def lines(formula: str, *steps: str) -> str:
    """Return a calculation as LaTeX: the formula, then below it what becomes of it."""
    rest = "".join(rf" \\[6pt] & {step}" for step in steps)
    # The strut makes room: without it the page cuts off the top of a fraction in the first line.
    return rf"\begin{{aligned}} & \rule{{0pt}}{{2.1em}} {formula}{rest} \end{{aligned}}"


def card(title: str, calculation: str, *notes: str) -> None:
    """Draw one calculation in a frame of its own, with what there is to say of it."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.latex(calculation)
        for note in notes:
            st.caption(note)


def nature(metric: Metric, unit: str | None = None) -> str:
    """Return unit, range and direction of a metric in a line."""
    lowest, highest = metric.range or (-math.inf, math.inf)
    reach = {
        (False, False): _("any number"),
        (True, True): _("from {lowest} to {highest}"),
        (True, False): _("{lowest} or more"),
        (False, True): _("{highest} or less"),
    }[math.isfinite(lowest), math.isfinite(highest)]
    better = _("higher is better") if metric.higher_is_better else _("lower is better")
    return _("Unit: {unit} · {range} · {direction}").format(
        unit=literal(unit) if unit else _(metric.unit),
        range=reach.format(lowest=figure(lowest), highest=figure(highest)),
        direction=better,
    )


def caution(metric: Metric) -> str:
    """Return when a metric misleads."""
    return _("⚠ Beware: {reason}").format(reason=_(metric.misleads))
