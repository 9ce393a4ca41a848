"""A setup as a word in the address."""

import zlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.build import build_spec
from core.catalog.find import recipe
from core.spec.message import SpecError
from pages._ui.draft import MOST_BYTES, MOST_CHARACTERS, Draft, pack, unpack

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=8), PLAIN, max_size=5))
def test_what_was_packed_is_unpacked(raw: dict[str, Any]) -> None:
    word = pack(raw)
    assert unpack(word) == raw
    assert all(letter.isalnum() or letter in "-_" for letter in word)


@given(st.text(max_size=200))
def test_anything_else_is_refused_with_a_sentence(word: str) -> None:
    try:
        unpack(word)
    except SpecError as error:
        assert len(error.problems) == 1


def test_a_bomb_does_not_unfold() -> None:
    bomb = zlib.compress(b"[" + b"0," * 10_000_000 + b"0]", 9)
    word = urlsafe_b64encode(bomb).decode()
    with pytest.raises(SpecError):
        unpack(word)
    small = urlsafe_b64encode(zlib.compress(b'"' + b"a" * (MOST_BYTES + 10) + b'"', 9)).decode()
    assert len(small) < MOST_CHARACTERS
    with pytest.raises(SpecError):
        unpack(small)


def test_a_draft_starts_with_what_suits_the_data_and_keeps_it_for_each() -> None:
    draft = Draft("agents", "ppo", "Pendulum-v1")
    suited = dict(recipe("ppo").starting("params", "Pendulum-v1"))
    assert suited and suited.items() <= draft.section("params").items()
    draft.section("params")["discount"] = 0.5
    draft.dataset = "CartPole-v1"
    usual = recipe("ppo").params(**recipe("ppo").starting("params", "CartPole-v1"))
    assert draft.section("params") == usual.model_dump(mode="json")
    draft.dataset = "Pendulum-v1"
    assert draft.section("params")["discount"] == 0.5
    assert build_spec(draft.raw()).params.model_dump()["trace"] == suited["trace"]
