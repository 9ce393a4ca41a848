"""Whatever is asked: an answer, or one sentence; never a traceback."""

from __future__ import annotations

import base64
import http.client
import json
import time
from contextlib import closing
from typing import Any

import pytest

from core.probes import ask
from core.probes.arithmetic import arithmetic
from core.probes.confusion import confusion
from core.probes.filters import filters
from core.probes.look import look
from core.probes.pictures import pictures
from core.spec.message import SpecError
from core.store import recording, runs
from core.store.home import run_folder
from core.store.runs import Run
from core.training.checkpoints import CheckpointFolder
from tests.fixtures.playing import play_in_store, small_spec
from tests.probes.conftest import FLATTEN, OUTPUT

PROBES = {
    "look": look,
    "filters": filters,
    "confusion": confusion,
    "pictures": pictures,
    "arithmetic": arithmetic,
}
OF_DATA = {"split": "test", "index": 0}
SOUND: dict[str, dict[str, Any]] = {
    "look": {"tick": "live", "image": OF_DATA},
    "filters": {"tick": "live", "layer": 0},
    "confusion": {"tick": "live", "split": "test"},
    "pictures": {"split": "test", "indices": [0]},
    "arithmetic": {"tick": "live", "image": OF_DATA, "layer": 0, "channel": 0, "y": 0, "x": 0},
}
# More digits than Python spells out.
HUGE = 10**5000
NAN = float("nan")


def ink(width: Any = 4, height: Any = 4, data: Any = None) -> dict[str, Any]:
    """Return a drawing, of which all may be wrong."""
    content = base64.b64encode(bytes([0] * 8 + [255] * 8)).decode() if data is None else data
    return {"ink": {"width": width, "height": height, "data": content}}


NUMBERS: list[Any] = [None, -1, 1.5, NAN, HUGE, "", "1; drop table runs", [], {}, [[]]]
ODD: list[Any] = [*NUMBERS, True]
IMAGES: list[Any] = [
    *ODD,
    {"split": "test"},
    {"index": 3},
    {"split": "nothing", "index": 0},
    {"split": "test", "index": 360},
    {"split": "test", "index": "0x1"},
    {"split": "test", "index": 0, **ink()},
    {"split": "test", "index": 0, "more": 1},
    ink(width=0),
    ink(height=1025),
    ink(width=10**9, height=10**9),
    ink(width=HUGE),
    ink(width=NAN),
    ink(width=5),
    ink(data="no base64!"),
    ink(data="AAAA"),
    ink(data=""),
    ink(data="é"),
    ink(data=7),
    ink(data=base64.b64encode(bytes(16)).decode()),
    ink(data=base64.b64encode(bytes([255] * 48)).decode()),
    {"ink": None},
    {"ink": []},
]
WRONG: list[tuple[str, dict[str, Any]]] = [
    *(("look", {"image": image}) for image in IMAGES),
    *(("look", {"tick": tick}) for tick in [*ODD, 7777, "last", "live "]),
    *(("filters", {"layer": layer}) for layer in [*ODD, OUTPUT + 1, 99, 1, FLATTEN, OUTPUT]),
    *(("confusion", {"split": split}) for split in [*ODD, "all", "TEST"]),
    *(("confusion", {"most": most}) for most in [*ODD, 0, 9, 2001]),
    *(("pictures", {"indices": value}) for value in [None, 3, "0", {}, [360], [-1], [0] * 201]),
    *(("pictures", {"indices": [value]}) for value in NUMBERS),
    *(("arithmetic", {"layer": layer}) for layer in [*ODD, 1, FLATTEN, OUTPUT, 99]),
    *(("arithmetic", {name: value}) for name in ("channel", "y", "x") for value in [*NUMBERS, 99]),
    *((name, {"run": value}) for name in PROBES for value in [*ODD, "../../etc", "abc", "a" * 999]),
    *((name, {"surplus": 1}) for name in PROBES),
]


@pytest.mark.parametrize("name", PROBES)
def test_the_sound_requests_are_answered(run: Run, name: str) -> None:
    assert PROBES[name](SOUND[name] | {"run": run.id})


@pytest.mark.parametrize(("name", "change"), WRONG)
def test_one_sentence_says_what_is_wrong(run: Run, name: str, change: dict[str, Any]) -> None:
    with pytest.raises(SpecError) as raised:
        PROBES[name](SOUND[name] | {"run": run.id} | change)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert len(sentence) < 600
    assert raised.value.problems[0].field


@pytest.mark.parametrize("name", PROBES)
@pytest.mark.parametrize("request_", [None, 3, "look", [], [{}], {}])
def test_a_request_is_a_group_of_settings(run: Run, name: str, request_: Any) -> None:
    with pytest.raises(SpecError):
        PROBES[name](request_)


@pytest.mark.parametrize("name", ["look", "filters", "confusion", "arithmetic"])
def test_a_run_that_has_not_begun_has_no_weights(name: str) -> None:
    run = runs.create(small_spec("cnn", "digits"), name="waiting")
    with pytest.raises(SpecError, match="not begun"):
        PROBES[name](SOUND[name] | {"run": run})


@pytest.mark.parametrize("name", ["look", "filters", "confusion", "arithmetic"])
def test_a_run_without_layers_has_nothing_to_look_into(name: str) -> None:
    forest = runs.create(small_spec("random_forest", "digits"), name="forest")
    with pytest.raises(SpecError, match="random_forest has no layers"):
        PROBES[name](SOUND[name] | {"run": forest})


def test_a_run_without_layers_has_pictures_all_the_same() -> None:
    forest = runs.create(small_spec("random_forest", "digits"), name="forest")
    found = PROBES["pictures"]({"run": forest, "split": "valid", "indices": [3, 0]})
    assert found["images"].shape == (2, 1, 8, 8)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x02}q\x00.", None])
def test_a_damaged_checkpoint_gets_a_sentence(content: bytes | None) -> None:
    run = play_in_store(small_spec("cnn", "digits"))
    tick = recording.checkpoints_of(run.id)[-1]["tick"]
    path = CheckpointFolder(run_folder(run.id)).path(tick)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(SpecError, match="choose another moment"):
        look({"run": run.id, "tick": tick, "image": OF_DATA})
    assert look({"run": run.id, "tick": 0, "image": OF_DATA})["tick"] == 0


def posted(path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    """Ask the probe process as anybody could who knows its port."""
    connection = http.client.HTTPConnection("127.0.0.1", ask.card()["port"], timeout=30)
    with closing(connection):
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read()


def test_only_who_knows_the_token_is_answered(probe: None, run: Run) -> None:
    body = json.dumps(SOUND["look"] | {"run": run.id}).encode()
    assert posted("/look", body)[0] == 403
    assert posted("/look", body, Authorization="guess")[0] == 403
    assert posted("/look", body, Authorization="token")[0] == 200
    assert posted("/nothing", body, Authorization="token")[0] == 404
    assert posted("/..%2f..%2fetc", body, Authorization="token")[0] == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"tick": NaN}', b"3"])
def test_what_is_no_request_gets_a_sentence(probe: None, body: bytes) -> None:
    status, content = posted("/look", body, Authorization="token")
    assert status == 422
    assert json.loads(content)["error"]
    with pytest.raises(SpecError):
        ask.fetch("look", body, "application/json")


def test_a_refusal_reaches_the_one_who_asked_as_it_was_raised(probe: None, run: Run) -> None:
    request = SOUND["look"] | {"run": run.id, "tick": 7777}
    with pytest.raises(SpecError) as here:
        look(request)
    with pytest.raises(SpecError) as there:
        ask.ask("look", request)
    assert there.value.problems == here.value.problems


def test_a_probe_that_breaks_shows_no_traceback(
    probe: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.probes.look.snapshot", lambda asked: 1 / 0)
    body = json.dumps(SOUND["look"] | {"run": run.id}).encode()
    status, content = posted("/look", body, Authorization="token")
    assert status == 500
    assert b"Traceback" not in content
    assert b"ZeroDivisionError" not in content
    with pytest.raises(ask.ProbeBroken):
        ask.ask("look", SOUND["look"] | {"run": run.id})


def test_patience_has_an_end(probe: None, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.probes.look.snapshot", lambda asked: time.sleep(1))
    with pytest.raises(ask.ProbeBusy):
        ask.ask("look", SOUND["look"] | {"run": run.id}, seconds=0.1)


def test_nobody_answers_before_the_probe_is_up(shared_home: None, monkeypatch) -> None:
    monkeypatch.setattr(ask, "card", lambda: {})
    with pytest.raises(ask.ProbeUnavailable, match="not started"):
        ask.ask("look", {})
    monkeypatch.setattr(ask, "card", lambda: {"port": 1, "token": "token"})
    with pytest.raises(ask.ProbeUnavailable):
        ask.ask("look", {})
