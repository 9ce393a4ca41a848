"""What a visitor reads when a page fails: a sentence; the traceback goes to the server's log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from core.store.home import disk_is_full
from pages._ui.language import _

Arguments = ParamSpec("Arguments")


def on_script_error(error: Exception) -> bool:
    """Say what happened and what to do; return True, for everything has been said."""
    if disk_is_full(error):
        st.error(
            _(
                "The disk is full, so this could not be stored. Make room, or delete runs on the "
                "Runs page, then reload this page: your settings are in its address."
            )
        )
        return True
    logging.getLogger(__name__).error("a page failed", exc_info=error)
    st.error(
        _(
            "Something went wrong on this page. Your runs go on and your settings are in the "
            "page's address: reload it. The server's log has the details."
        )
    )
    return True


def spoken(act: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Let what a button does say so when it fails, and the page be drawn as ever.

    Streamlit would end there: of the page nothing would be left, or the sentence would stand at its
    top, where nobody looks who has pressed a button further down.
    """

    @wraps(act)
    def acting(*arguments: Arguments.args, **more: Arguments.kwargs) -> None:
        try:
            act(*arguments, **more)
        except Exception as error:
            if disk_is_full(error):
                told = _("The disk is full: make room, or delete runs on the Runs page.")
            else:
                logging.getLogger(__name__).exception("a button failed")
                told = _("This did not work; the server's log has the details.")
            st.toast(told, icon=":material/error:", duration="infinite")

    return acting
