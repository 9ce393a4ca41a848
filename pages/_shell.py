"""The frame around every page: navigation, language, and what all pages need."""

from pathlib import Path

import streamlit as st

from pages._ui.language import LANGUAGES, _, language

ASSETS = Path(__file__).parents[1] / "assets"

st.set_page_config(
    page_title="Deep Learning Playground", page_icon=":material/neurology:", layout="wide"
)
st.html(ASSETS / "playground.css")

if "language" not in st.session_state and "language" not in st.query_params:
    st.session_state["language"] = language()

pages = [
    st.Page("images.py", title=_("Images"), icon=":material/image:", default=True),
    st.Page("runs.py", title=_("Runs"), icon=":material/list:", url_path="runs"),
]
page = st.navigation(pages)
with st.sidebar:
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        bind="query-params",
        required=True,
        help=_("The language of everything on screen. Your runs and settings stay as they are."),
    )
    st.caption(_("Light or dark: the menu at the top right, Settings."))
page.run()
