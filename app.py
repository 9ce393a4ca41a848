"""The web server: Streamlit's app with the playground's own routes around it. Wiring only."""

import gc

import streamlit as st

from pages._server.engine_watch import lifespan
from pages._server.routes import ROUTES
from pages._server.visitors import MIDDLEWARE
from pages._ui.mishaps import on_script_error

app = st.App(
    "pages/_shell.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_script_error,
)

# Everything imported so far lives as long as the server: not to be searched for garbage again.
gc.freeze()
