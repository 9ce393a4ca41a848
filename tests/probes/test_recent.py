"""What is kept for the next request: once for all who ask, within bounds."""

from __future__ import annotations

import threading
import time

import pytest

from core.probes.recent import Recent


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept = Recent[str](room=10, size=len)
    made: list[str] = []

    def ask(text: str) -> None:
        assert kept.get(text[0], lambda: made.append(text) or text) == text

    ask("aaaa")
    ask("bbbb")
    ask("aaaa")
    ask("cccc")  # twelve letters are too many
    assert made == ["aaaa", "bbbb", "cccc"]
    ask("aaaa")
    ask("cccc")
    assert made == ["aaaa", "bbbb", "cccc"]
    ask("bbbb")
    assert made == ["aaaa", "bbbb", "cccc", "bbbb"]


def test_one_that_is_larger_than_the_room_stays_alone() -> None:
    kept = Recent[str](room=3, size=len)
    kept.get("small", lambda: "a")
    kept.get("large", lambda: "aaaaa")
    assert kept.get("large", lambda: "other") == "aaaaa"
    assert kept.get("small", lambda: "b") == "b"


def test_what_many_ask_for_at_once_is_made_once() -> None:
    kept = Recent[int](room=5)
    made: list[int] = []
    answers: list[int] = []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    threads = [
        threading.Thread(target=lambda: answers.append(kept.get("key", make))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 8


def test_a_failure_is_not_remembered() -> None:
    kept = Recent[int](room=5)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 // 0)
    assert kept.get("key", lambda: 7) == 7
