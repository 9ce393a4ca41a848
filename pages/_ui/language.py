"""The viewer's language: gettext catalogs from assets/locale, read with Babel."""

from __future__ import annotations

import gettext
import io
import threading
from functools import cache
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.spec.message import Message, Translate, in_english

LOCALE = Path(__file__).parents[2] / "assets" / "locale"
LANGUAGES = {"en": "English", "zh": "简体中文"}
_FOLDERS = {"zh": "zh_Hans"}


@cache
def translator(language: str) -> Translate:
    """Return the function that words English source texts in a language.

    English is the source language, so an unknown language is answered in English.
    """
    if language not in _FOLDERS:
        return in_english
    path = LOCALE / _FOLDERS[language] / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    worded = gettext.GNUTranslations(compiled).gettext
    # gettext answers the empty text with the catalog's header.
    return lambda text: text and worded(text)


_run = threading.local()


def settle_language() -> None:
    """Find out the language for the rest of this run: a page asks for it hundreds of times."""
    unsettle_language()
    _run.language = language()


def unsettle_language() -> None:
    """Begin a run, for which another language may have been chosen."""
    _run.language = None


def language() -> str:
    """Return this session's language: the one chosen, else the browser's, else English."""
    settled: str | None = getattr(_run, "language", None)
    if settled is not None:
        return settled
    chosen = st.session_state.get("language") or _in_the_address()
    if chosen in LANGUAGES:
        return str(chosen)
    return "zh" if str(st.context.locale or "").lower().startswith("zh") else "en"


def _in_the_address() -> str:
    """Return what the address asks for, as the control writes it: it has not read it at first."""
    named = {title: name for name, title in LANGUAGES.items()}
    return named.get(st.query_params.get("language", ""), "")


def sentence(message: Message, translate: Translate | None = None) -> str:
    """Word a message that stands alone, and so begins with a capital as sentences do.

    Args:
        message: The message.
        translate: Into which language; without it, this session's.
    """
    worded = message.worded(translate or translator(language()))
    # One that begins with a name keeps it as it is written.
    return worded[:1].upper() + worded[1:] if message.text[:1].islower() else worded


def _(text: str) -> str:
    """Word a source text in this session's language."""
    return translator(language())(text)
