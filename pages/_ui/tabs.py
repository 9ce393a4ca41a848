"""Tabs whose open one stays open when the language changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_tab_container import TabContainer


def draw_tabs(titles: Sequence[str], key: str) -> Sequence[TabContainer]:
    """Draw tabs; the page is drawn again when another is opened, so that only that one need be.

    Streamlit knows the open one by its title, so in another language it would be the first.
    """
    remembered = f"{key}-titles"
    before: Sequence[str] = st.session_state.get(remembered, titles)
    chosen: str = st.session_state.get(key, "")
    if chosen not in titles and chosen in before and len(before) == len(titles):
        st.session_state[key] = titles[list(before).index(chosen)]
    st.session_state[remembered] = list(titles)
    return st.tabs(titles, key=key, on_change="rerun")
