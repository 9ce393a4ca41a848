"""What is kept for the next request: once for all who ask, within bounds."""

from __future__ import annotations

import contextlib
import random
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


def test_what_is_being_made_is_not_thrown_out() -> None:
    kept = Recent[int](room=1)
    begun, made = threading.Event(), threading.Event()

    def slowly() -> int:
        begun.set()
        made.wait(10)
        return 1

    thread = threading.Thread(target=lambda: kept.get("slow", slowly))
    thread.start()
    begun.wait(10)
    for other in range(5):
        kept.get(other, lambda: 0)
    made.set()
    thread.join()
    assert kept.get("slow", lambda: 2) == 1
    assert len(kept._slots) == kept._filled == 1


def test_many_threads_leave_no_more_than_there_is_room_for() -> None:
    kept = Recent[int](room=7)

    def ask(seed: int) -> None:
        chosen = random.Random(seed)
        for _ in range(300):
            key = chosen.randrange(20)
            with contextlib.suppress(ZeroDivisionError):
                assert kept.get(key, lambda key=key: key // (0 if key % 5 == 0 else 1)) == key

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept._slots) == kept._filled == 7
