"""What augmentation makes of a few pictures, before any training."""

from __future__ import annotations

import streamlit as st

from core.spec.run_spec import RunSpec
from pages._ui.gallery import pictures
from pages._ui.language import _
from pages._ui.probe import Arrays, when_answered


def augmentation_preview(spec: RunSpec) -> None:
    """Draw training pictures and, below, variants of them as the network will see them."""

    def draw(arrays: Arrays) -> None:
        before, after = _("as it is"), _("changed")
        figures = [(picture, before, "{name}") for picture in arrays["before"]]
        figures += [(picture, after, "{name}") for picture in arrays["after"]]
        pictures(figures)

    preview = st.expander(_("See augmented pictures"), key="augmented", on_change="rerun")
    if preview.open:
        with preview:
            when_answered("augmented", spec.to_json(), draw, _("Drawing them …"))
