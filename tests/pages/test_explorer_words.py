"""The explorer's script and the words that Python hands it."""

from __future__ import annotations

import re

import pytest

from pages._ui.looking.explorer import ASSETS
from pages._ui.looking.explorer_words import explorer_words

SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js")))
# Names that the script puts together, such as the help of each choice.
BUILT = re.compile(r"(mode|place|picture|channels|units)_\w+|\w+_help")


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    return explorer_words()


def test_every_word_that_the_script_says_is_there(words: dict[str, str]) -> None:
    said = set(re.findall(r'say\("(\w+)"', SCRIPT))
    assert said and said <= words.keys()


def test_every_word_is_said_somewhere(words: dict[str, str]) -> None:
    named = set(re.findall(r'"(\w+)"', SCRIPT)) | set(re.findall(r"labels\.(\w+)", SCRIPT))
    silent = {name for name in words if name not in named and not BUILT.fullmatch(name)}
    silent -= set(re.findall(r"\b(starting|lost|missing|forbidden)\b", SCRIPT))
    assert silent == set()


def test_every_choice_has_a_help(words: dict[str, str]) -> None:
    choices = ["look", "judge", "valid", "test", "samples", "hardest", "confident", "disagree"]
    assert all(words[f"{name}_help"] for name in (*choices, "mode_data", "mode_draw"))
