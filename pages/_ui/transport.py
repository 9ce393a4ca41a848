"""The transport bar: train, pause, step, stop and rewind a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from core.catalog.descriptions import Recipe
from core.engine.start import ensure_engine
from core.store import runs
from core.store.runs import Run
from pages._server.visitors import is_this_machine, serves_this_machine_alone, share_token
from pages._ui.language import _
from pages._ui.mishaps import spoken
from pages._ui.visitor import may_control


def transport_bar(recipe: Recipe, followed: Sequence[Run]) -> None:
    """Draw the buttons that fit the runs' status; without permission none of them works.

    Args:
        recipe: What trains.
        followed: One run, or the seeds of one setup: a button acts on all that it fits.
    """
    mine = all(may_control(run) for run in followed)
    asked = any(run.command for run in followed)
    # A rerun must not take the buttons away under the pointer: all are always there.
    with st.container(horizontal=True, gap="xsmall", key="transport"):
        if any(run.status in runs.ACTIVE for run in followed):
            active = _among(followed, runs.ACTIVE)
            help = _(
                "Stop here and keep everything; Resume goes on exactly as if nothing had happened."
            )
            _button(_("Pause"), "pause", "p", mine and not asked, help, _pause, active)
        else:
            resting = _among(followed, ("paused", "stopped", "failed"))
            help = _("Go on from where the run stands.")
            ready = mine and bool(resting)
            _button(_("Resume"), "play_arrow", "p", ready, help, _go_on, resting)
        resting = _among(followed, ("paused", "stopped"))
        ready = mine and not asked and bool(resting)
        help = _("Make a single step (one batch, or ten trees of a forest), then pause again.")
        _button(_("One step"), "skip_next", "b", ready, help, _go_on, resting, "batch")
        if len(recipe.phases) > 1:
            help = _("Do only the next part of a step.")
            _button(_("One phase"), "step", "h", ready, help, _go_on, resting, "phase")
        help = _("Train once through the data, then pause again.")
        _button(_("One epoch"), "fast_forward", "e", ready, help, _go_on, resting, "epoch")
        stoppable = _among(followed, (*runs.ACTIVE, "paused"))
        ready = mine and not asked and bool(stoppable)
        help = _("End the run, keep what it has learned and score it.")
        _button(_("Stop"), "stop", "x", ready, help, _stop, stoppable)
        begun = [run for run in followed if run.status != "paused" or run.progress.get("step")]
        ready = mine and not asked and bool(begun)
        help = _(
            "Back to the untrained model. Played again, the run repeats itself exactly: same "
            "initial weights, same order of the data."
        )
        _button(_("Rewind"), "replay", "w", ready, help, _rewind, begun)
        if mine and followed[0].owner:
            _share(followed[0])
    if not mine:
        st.caption(_("You are watching somebody else's run, so its buttons are off."))


def _among(followed: Sequence[Run], status: Sequence[str]) -> list[Run]:
    return [run for run in followed if run.status in status]


def _share(run: Run) -> None:
    popover = st.popover(
        _("Share"),
        icon=":material/share:",
        key="transport-share",
        on_change="rerun",
        help=_("A link with which others can watch this run, but not change it."),
    )
    if popover.open:
        with popover:
            st.caption(_("Whoever opens this address can watch, but not change, the run."))
            st.code(_share_address(run), language=None, wrap_lines=True)
            if serves_this_machine_alone():
                st.caption(
                    _(
                        "This playground serves this machine alone, so the address opens on no "
                        "other. The README says how to run it for a class."
                    )
                )
            elif is_this_machine(urlsplit(st.context.url or "").hostname):
                st.caption(
                    _(
                        "By localhost everybody means a machine of their own: for others, put the "
                        "name or the address of this one in its place."
                    )
                )


def _button(
    label: str,
    icon: str,
    shortcut: str,
    enabled: bool,
    help: str,
    act: Callable[..., Any],
    *arguments: Any,
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        shortcut=shortcut,
        disabled=not enabled,
        help=help,
        on_click=act,
        args=arguments,
        key=f"transport-{icon}",
    )


@spoken
def _pause(active: Sequence[Run]) -> None:
    for run in active:
        runs.ask(run.id, "pause")


@spoken
def _go_on(resting: Sequence[Run], until: runs.Until | None = None) -> None:
    ensure_engine()
    for run in resting:
        runs.enqueue(run.id, until)


@spoken
def _stop(stoppable: Sequence[Run]) -> None:
    """Stop runs; one that holds no slot is given one, just long enough to be scored."""
    for run in stoppable:
        latest = runs.get(run.id)  # it may have begun since the page was drawn
        if latest is not None and latest.status == "running":
            runs.ask(run.id, "stop")
        else:
            ensure_engine()
            runs.finish_early(run.id)


@spoken
def _rewind(begun: Sequence[Run]) -> None:
    for run in begun:
        if run.status in runs.ACTIVE:
            runs.ask(run.id, "rewind")
        else:
            runs.rewind(run.id)


def _share_address(run: Run) -> str:
    address = (st.context.url or "").split("?")[0]
    return f"{address}?run={run.id}&share={share_token(run.id)}"
