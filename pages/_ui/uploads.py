"""A setting that names a file: uploaded here, or lying on this machine."""

from __future__ import annotations

import streamlit as st

from core.data import uploads
from core.spec.message import SpecError
from core.spec.parameters import Setting
from pages._server.visitors import serves_this_machine_alone
from pages._ui.language import _, language, translator


def file_field(item: Setting, key: str, value: str) -> str:
    """Draw an uploader, and a field for a path if the server serves this machine alone.

    Returns:
        The name that the setting is to hold: of the uploaded file, or the path.
    """
    endings = None if "*" in item.upload else list(item.upload)
    file = st.file_uploader(_(item.label), type=endings, key=f"{key}.file", help=_(item.help))
    if file is not None:
        marker = f"{key}.kept"
        if st.session_state.get(marker) != file.file_id:
            st.session_state[marker] = file.file_id
            try:
                value = uploads.keep(file, file.name)
            except SpecError as error:
                st.error(error.worded(translator(language())))
                return value
            st.session_state.pop(key, None)
    if not serves_this_machine_alone():
        if value:
            st.caption(_("In use: {file}").format(file=value))
        return value
    uploaded = value if uploads.is_upload(value) else ""
    if uploaded:
        st.caption(_("In use: the file that was uploaded"))
    if key not in st.session_state:
        st.session_state[key] = "" if uploaded else value
    path = st.text_input(
        _("or a path on this machine"),
        key=key,
        help=_("Where the file lies on the computer that runs the playground."),
    ).strip()
    return path or uploaded
