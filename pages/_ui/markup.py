"""Names that people gave, where Streamlit would take them for markup."""

from __future__ import annotations


def plain(name: str) -> str:
    """Return a name as Markdown that shows it as it is: no image is loaded, no formula set."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]$:~<>#|!" else mark for mark in name)
