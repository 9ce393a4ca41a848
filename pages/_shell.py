"""The frame around every page: navigation, language, and what all pages need."""

from pathlib import Path

import streamlit as st

from pages._ui.language import LANGUAGES, _, language

ASSETS = Path(__file__).parents[1] / "assets"

st.set_page_config(page_title="Deep Learning Playground", page_icon="🧠", layout="wide")
st.html(ASSETS / "playground.css")

if "language" not in st.session_state and "language" not in st.query_params:
    st.session_state["language"] = language()

pages = [
    st.Page("images.py", title=_("Images"), icon=":material/image:", default=True),
    st.Page(
        "dashboard.py", title=_("Dashboard"), icon=":material/monitoring:", url_path="dashboard"
    ),
    st.Page("runs.py", title=_("Runs"), icon=":material/list:", url_path="runs"),
]
page = st.navigation(pages, position="top")
with st.container(horizontal=True, horizontal_alignment="right", key="language-bar"):
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
        help=_("The language of everything on screen. Your runs and settings stay as they are."),
    )
page.run()
