"""What a visitor reads when a page fails: a sentence; the traceback goes to the server's log."""

from __future__ import annotations

import logging

import streamlit as st

from core.store.home import disk_is_full
from pages._ui.language import _


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
