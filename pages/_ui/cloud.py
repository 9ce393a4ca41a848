"""A pad for points of several classes, put into the plane by hand; see `assets/cloud/cloud.js`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.data.brought import LEAST_OF_A_CLASS
from core.data.drawn import MOST_POINTS
from core.data.toys import LETTERS
from pages._ui.language import _, language

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "cloud"
SCRIPTS = ("points", "plane", "cloud")
"""The files that make up the component's script, in the order in which they are joined."""
CLASSES = LETTERS[:5]


def cloud_pad(
    points: Sequence[Sequence[float]], *, key: str, classes: int = 2
) -> list[list[float]]:
    """Draw the pad; return the points that are on it.

    Args:
        points: What is on it already: x and y from -1.5 to 1.5 and the number of the class each.
        classes: Of how many classes there must be points before something can be learned.
        key: Identity of the pad. Hand back what this returned, and it outlasts reruns and reloads.

    Returns:
        The points as lists, coordinates with three decimals; `points` unless something was drawn.
    """
    # Kept in the session by a callback: a rerun that another one cuts short must not lose a stroke.
    drawn = f"{key}.drawn"
    shown = _sound(st.session_state.get(drawn, points))
    _component()(
        key=key,
        data={
            "points": shown,
            "letters": CLASSES,
            "classes": classes,
            "least": LEAST_OF_A_CLASS,
            "most": MOST_POINTS,
            "labels": _labels(language()),
        },
        on_drawn_change=lambda: _keep(key, drawn),
    )
    st.session_state.pop(drawn, None)
    return shown


def _keep(key: str, drawn: str) -> None:
    """Keep what a stroke has left on the pad."""
    answer: Any = st.session_state[key]
    if answer and answer.get("drawn"):
        st.session_state[drawn] = answer["drawn"]["points"]


def _sound(points: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return points as the dataset takes them: the numbers of classes are whole."""
    return [[float(x), float(y), int(label)] for x, y, label in points]


@cache
def _labels(viewer: str) -> dict[str, str]:
    return {
        "classes": _("Class"),
        "class_help": _("Draw points of class {letter} (key {key}); the number is how many."),
        "brush": _("Brush"),
        "one": _("One point"),
        "one_help": _("Each press puts one point; a stroke leaves a trail of them."),
        "spray": _("Spray"),
        "spray_help": _("A few points around the pointer."),
        "cloud": _("Cloud"),
        "cloud_help": _("Many points around the pointer."),
        "eraser": _("Eraser"),
        "eraser_help": _("Takes away the points that it touches."),
        "edit": _("Change"),
        "undo": _("Undo"),
        "undo_help": _("Take back the last stroke (Ctrl and Z)."),
        "clear": _("Clear"),
        "clear_help": _("Take away all points; Undo brings them back."),
        "start": _("Start from"),
        "blobs": _("Two blobs"),
        "blobs_help": _("Replace what is there by two clouds that a straight line separates."),
        "rings": _("Ring in ring"),
        "rings_help": _("Replace what is there by one class inside the other."),
        "stripes": _("Stripes"),
        "stripes_help": _("Replace what is there by two classes in turns, side by side."),
        "plane": _(
            "Plane to draw on, x and y from −1.5 to 1.5. With keys: arrows move, Space draws, 1 to "
            "5 choose the class."
        ),
        "hint": _("Draw here: choose a class above,\nthen press or drag"),
        "count": _("{count} of at most {most} points."),
        "full": _("{count} points are the most there can be; erase some to draw others."),
        "cursor": _("Cursor at x {x}, y {y}."),
        "rule": _("Draw {least} or more points of each of two or more classes to train on them."),
        "rule_of_one": _("Draw {least} or more points to learn from."),
        "too_few": _(
            "Class {letter} has {count}; draw {least} or more points of each class that is used, "
            "or erase it."
        ),
    }


@cache
def _component() -> ComponentRenderer:
    html, css = (
        (ASSETS / f"cloud.{suffix}").read_text(encoding="utf-8") for suffix in ("html", "css")
    )
    js = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component(
        "playground_cloud", html=html, css=css, js=js, isolate_styles=False
    )
