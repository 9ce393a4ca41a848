"""The frame around every page: navigation, language, and what all pages need."""

from pathlib import Path

import streamlit as st

from pages._ui.language import LANGUAGES, _, language, settle_language, unsettle_language

ASSETS = Path(__file__).parents[1] / "assets"

unsettle_language()
st.set_page_config(page_title="Deep Learning Playground", page_icon="🧠", layout="wide")
st.html(ASSETS / "playground.css")

if "language" not in st.session_state and "language" not in st.query_params:
    st.session_state["language"] = language()

pages = {
    "": [
        st.Page("images.py", title=_("Images"), icon=":material/image:", default=True),
        st.Page("tables.py", title=_("Tables"), icon=":material/table_chart:", url_path="tables"),
        st.Page(
            "sequences.py", title=_("Sequences"), icon=":material/timeline:", url_path="sequences"
        ),
        st.Page(
            "attention.py",
            title=_("Attention"),
            icon=":material/center_focus_strong:",
            url_path="attention",
        ),
        st.Page(
            "generative.py",
            title=_("Generative"),
            icon=":material/auto_awesome:",
            url_path="generative",
        ),
        st.Page("agents.py", title=_("Agents"), icon=":material/smart_toy:", url_path="agents"),
        st.Page("metrics.py", title=_("Metrics"), icon=":material/straighten:", url_path="metrics"),
        st.Page(
            "dashboard.py", title=_("Dashboard"), icon=":material/monitoring:", url_path="dashboard"
        ),
        st.Page("runs.py", title=_("Runs"), icon=":material/list:", url_path="runs"),
    ],
    _("Lab"): [
        st.Page("lab_model.py", title=_("The model"), icon=":material/account_tree:"),
        st.Page("lab_data.py", title=_("The amount of data"), icon=":material/stacked_line_chart:"),
        st.Page("lab_iterations.py", title=_("Iterations"), icon=":material/replay:"),
        st.Page("lab_objective.py", title=_("The objective"), icon=":material/target:"),
        st.Page("lab_noise.py", title=_("Noise and cost"), icon=":material/grain:"),
        st.Page(
            "lab_attention.py", title=_("Attention and length"), icon=":material/center_focus_weak:"
        ),
        st.Page("lab_control.py", title=_("Learning to act"), icon=":material/explore:"),
    ],
}
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
settle_language()
page.run()
