"""The transport bar: train, pause, step, stop and rewind a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.catalog.descriptions import Recipe
from core.engine.start import ensure_engine
from core.store import runs
from core.store.runs import Run
from pages._server.visitors import share_token
from pages._ui.language import _
from pages._ui.visitor import may_control


def transport_bar(recipe: Recipe, run: Run) -> None:
    """Draw the buttons that fit the run's status; without permission none of them works."""
    mine = may_control(run)
    # A rerun must not take the buttons away under the pointer: all are always there.
    can = mine and run.command is None
    with st.container(horizontal=True, gap="xsmall", key="transport"):
        if run.status in runs.ACTIVE:
            _button(
                _("Pause"),
                "pause",
                "p",
                can,
                _(
                    "Stop here and keep everything; Resume goes "
                    "on exactly as if nothing had happened."
                ),
                lambda: runs.ask(run.id, "pause"),
            )
        else:
            _button(
                _("Resume"),
                "play_arrow",
                "p",
                can and run.status in ("paused", "stopped", "failed"),
                _("Go on from where the run stands."),
                lambda: _go_on(run),
            )
        ready = can and run.status in ("paused", "stopped")
        _button(
            _("One step"),
            "skip_next",
            "b",
            ready,
            _("Make a single step (one batch, or ten trees of a forest), then pause again."),
            lambda: _go_on(run, "batch"),
        )
        if len(recipe.phases) > 1:
            _button(
                _("One phase"),
                "step",
                "h",
                ready,
                _("Do only the next part of a step."),
                lambda: _go_on(run, "phase"),
            )
        _button(
            _("One epoch"),
            "fast_forward",
            "e",
            ready,
            _("Train once through the data, then pause again."),
            lambda: _go_on(run, "epoch"),
        )
        _button(
            _("Stop"),
            "stop",
            "x",
            can and run.status in (*runs.ACTIVE, "paused"),
            _("End the run, keep what it has learned and score it."),
            lambda: _stop(run),
        )
        _button(
            _("Rewind"),
            "replay",
            "w",
            can and (run.status != "paused" or bool(run.progress.get("step"))),
            _(
                "Back to the untrained model. Played again, the run repeats itself exactly: same "
                "initial weights, same order of the data."
            ),
            lambda: _rewind(run),
        )
        if mine and run.owner:
            with st.popover(
                _("Share"),
                icon=":material/share:",
                help=_("A link with which others can watch this run, but not change it."),
            ):
                st.caption(_("Whoever opens this address can watch, but not change, the run."))
                st.code(_share_address(run), language=None, wrap_lines=True)
    if not mine:
        st.caption(_("You are watching somebody else's run, so its buttons are off."))


def _button(
    label: str, icon: str, shortcut: str, enabled: bool, help: str, act: Callable[[], Any]
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        shortcut=shortcut,
        disabled=not enabled,
        help=help,
        on_click=act,
        key=f"transport-{icon}",
    )


def _go_on(run: Run, until: runs.Until | None = None) -> None:
    ensure_engine()
    runs.enqueue(run.id, until)


def _stop(run: Run) -> None:
    """Stop a run; one that holds no slot is given one, just long enough to be scored."""
    if run.status == "running":
        runs.ask(run.id, "stop")
    else:
        ensure_engine()
        runs.finish_early(run.id)


def _rewind(run: Run) -> None:
    if run.status in runs.ACTIVE:
        runs.ask(run.id, "rewind")
    else:
        runs.rewind(run.id)


def _share_address(run: Run) -> str:
    address = (st.context.url or "").split("?")[0]
    return f"{address}?run={run.id}&share={share_token(run.id)}"
