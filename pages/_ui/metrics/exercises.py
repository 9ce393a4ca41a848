"""The exercises: one at a time, checked, explained by numbers; what was tried lasts a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import streamlit as st

from pages._ui.language import _
from pages._ui.metrics.exercise import Answer, Exercise
from pages._ui.metrics.matrix import marked_matrix
from pages._ui.metrics.questions_classes import imbalance, recall, threshold
from pages._ui.metrics.questions_numbers import r2, regression, rmse
from pages._ui.metrics.table import pick

KEY = "metrics.exercises"


MADE: dict[str, Callable[[], Exercise]] = {
    "regression": regression,
    "recall": recall,
    "rmse": rmse,
    "imbalance": imbalance,
    "r2": r2,
    "threshold": threshold,
}


@cache
def exercises() -> dict[str, Exercise]:
    """Return all exercises by name."""
    return {name: make() for name, make in MADE.items()}


@dataclass
class Attempt:
    """What somebody did about an exercise.

    Attributes:
        given: The last answer that was checked.
        tries: How many were.
        solved: Whether one of them was right.
        shown: Whether the solution was asked for.
    """

    given: float | str | None = None
    tries: int = 0
    solved: bool = False
    shown: bool = False


def exercises_tab() -> None:
    """Draw the exercises."""
    attempts: dict[str, Attempt] = st.session_state.setdefault(f"{KEY}.attempts", {})
    found = exercises()
    solved = sum(attempts.get(name, Attempt()).solved for name in found)
    st.markdown(
        _("What people often get wrong. {solved} of {count} solved.").format(
            solved=solved, count=len(found)
        )
    )
    numbers = {name: place for place, name in enumerate(found, start=1)}

    def title(name: str) -> str:
        done = " ✓" if attempts.get(name, Attempt()).solved else ""
        return f"{numbers[name]}. {_(found[name].title)}{done}"

    name = pick(
        _("Exercise"),
        list(found),
        f"{KEY}.exercise",
        title,
        _("Each is about one misunderstanding; take them in any order."),
    )
    with st.container(border=True):
        _draw(name, found[name], attempts.setdefault(name, Attempt()))
    st.button(
        _("Start all exercises anew"),
        icon=":material/restart_alt:",
        type="tertiary",
        key=f"{KEY}.reset",
        on_click=_reset,
        disabled=not any(attempt.tries for attempt in attempts.values()),
        help=_("Forget every answer given here."),
    )


def _draw(name: str, exercise: Exercise, attempt: Attempt) -> None:
    """Draw one exercise, and what there is to say to the last answer."""
    st.markdown(_(exercise.story).format(**exercise.numbers))
    if exercise.matrix:
        marked_matrix(
            [_(title) for title in exercise.names],
            np.array(exercise.matrix),
            lambda i, j: "",
            _("What the model said of the examples of each class"),
        )
    given = _answer_field(name, exercise, attempt)
    with st.container(horizontal=True):
        st.button(
            _("Check"),
            type="primary",
            key=f"{KEY}.check.{name}",
            disabled=given is None,
            on_click=_check,
            args=(name, exercise),
            help=_("See whether this is right, and why.")
            if given is not None
            else _("Give an answer first."),
        )
        if attempt.tries and not attempt.solved:
            st.button(
                _("Show the solution"),
                key=f"{KEY}.show.{name}",
                on_click=_show,
                args=(attempt,),
                help=_("Rather try once more? The sentence below says what to look at."),
            )
    _reply(exercise, attempt)


def _answer_field(name: str, exercise: Exercise, attempt: Attempt) -> float | str | None:
    """Draw where the answer goes; return it, or None while there is none."""
    key = f"{KEY}.answer.{name}"
    question = _(exercise.question).format(**exercise.numbers)
    if exercise.numeric:
        st.session_state.setdefault(key, attempt.given)
        number: float | None = st.number_input(
            question,
            value=None,
            step=None,
            format="%g",
            key=key,
            placeholder=_("a number"),
            help=_("Work it out on paper, or with what the other tabs show."),
        )
        return number
    titles = {str(answer.value): answer.title for answer in exercise.answers}
    chosen = st.session_state.get(key, attempt.given)
    st.session_state[key] = chosen if chosen in titles else None
    picked: str | None = st.radio(
        question,
        list(titles),
        index=None,
        format_func=lambda choice: _(titles[choice]),
        key=key,
        help=_("Choose one and press the button below."),
    )
    return picked


def _check(name: str, exercise: Exercise) -> None:
    """Judge the answer in the field."""
    given = st.session_state.get(f"{KEY}.answer.{name}")
    if given is None:
        return
    attempt: Attempt = st.session_state[f"{KEY}.attempts"][name]
    attempt.given = given
    attempt.tries += 1
    found = exercise.judged(given)
    attempt.solved = attempt.solved or (found is not None and found.right)


def _show(attempt: Attempt) -> None:
    attempt.shown = True


def _reply(exercise: Exercise, attempt: Attempt) -> None:
    """Say what there is to the last answer, and the solution once it is earned or asked for."""
    if attempt.given is None:
        return
    found: Answer | None = exercise.judged(attempt.given)
    sentence = _(found.reply if found else exercise.otherwise).format(**exercise.numbers)
    if found and found.right:
        st.success(sentence, icon=":material/check_circle:")
        return
    st.warning(sentence, icon=":material/lightbulb:")
    if attempt.shown or attempt.solved:
        st.info(_(exercise.right.reply).format(**exercise.numbers), icon=":material/school:")


def _reset() -> None:
    """Forget all answers, those in the fields too."""
    for key in [key for key in st.session_state if str(key).startswith(f"{KEY}.answer.")]:
        del st.session_state[key]
    st.session_state[f"{KEY}.attempts"] = {}
