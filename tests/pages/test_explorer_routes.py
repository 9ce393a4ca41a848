"""The routes through which a browser looks into a run's network: who may ask, and what for."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.engine.journal import StoreJournal
from core.metrics.metric import Predictions, as_arrays
from core.probes.look import look
from core.store import arrays, recording, runs
from core.store.home import run_folder
from core.store.runs import Run
from core.store.watching import is_watched
from core.training.player import Player
from pages._server.routes import ROUTES
from pages._server.visitors import COOKIE, MIDDLEWARE, share_token, visitor_of
from tests.fixtures.playing import play_on, small_spec, stored
from tests.fixtures.probing import probe_serving

LOOK = {"tick": "live", "image": {"split": "test", "index": 3}}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Return a browser that has opened the front page."""
    front = Route("/", lambda request: HTMLResponse("<p>hello</p>"))
    app = Starlette(routes=[front, *ROUTES], middleware=MIDDLEWARE)
    with TestClient(app) as browser:
        browser.get("/")
        yield browser


def owner_of(client: TestClient) -> str:
    return visitor_of(client.cookies[COOKIE])


def make(owner: str, recipe: str = "cnn", **training: Any) -> str:
    return runs.create(small_spec(recipe, "digits", **training), name=recipe, owner=owner)


def score(run: str) -> None:
    """End a run with scores."""
    attempt = runs.claim(run, worker={})
    assert attempt
    runs.settle(
        run, attempt, "finished", scores={"valid": {"accuracy": 1}, "test": {"accuracy": 1}}
    )


def begun(owner: str) -> Run:
    """Return a run that has made its first checkpoint, of the untrained network."""
    spec = small_spec("cnn", "digits")
    run = runs.create(spec, name="begun", owner=owner, worker={"host": "here"})
    journal = StoreJournal(run, 1)
    Player(spec, journal)
    journal.written()
    return stored(run)


@pytest.fixture
def mine(client: TestClient) -> Run:
    """Return a run of the browser's own."""
    return begun(owner_of(client))


def test_moments_are_those_of_which_weights_are_kept(client: TestClient) -> None:
    mine = play_on(make(owner_of(client)))
    told = client.get(f"/playground/runs/{mine.id}/moments").json()
    kept = recording.checkpoints_of(mine.id)
    assert len(kept) == 3
    assert told["moments"] == [
        {"tick": row["tick"], "step": row["step"], "epoch": row["epoch"]} for row in kept
    ]
    assert told["moments"][0]["step"] == 0
    assert told["status"] == "finished"
    assert told["live"] is False


def test_asking_for_moments_has_a_run_in_training_show_its_weights(client: TestClient) -> None:
    run = make(owner_of(client))
    runs.claim(run, worker={})
    assert not is_watched(run_folder(run))
    assert client.get(f"/playground/runs/{run}/moments").json()["live"] is True
    assert is_watched(run_folder(run))


def test_whoever_may_not_watch_does_not_mark_a_run(client: TestClient) -> None:
    run = make("somebody else")
    assert client.get(f"/playground/runs/{run}/moments").status_code == 403
    assert not is_watched(run_folder(run))


def test_the_probes_answer_is_handed_on(client: TestClient, mine: Run) -> None:
    with probe_serving():
        answer = client.post(f"/playground/runs/{mine.id}/probe/look", json=LOOK)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()["probabilities"]
    probabilities = np.frombuffer(base64.b64decode(told["data"]), told["dtype"])
    np.testing.assert_array_equal(probabilities, look(LOOK | {"run": mine.id})["probabilities"])


@pytest.mark.parametrize("path", ["moments", "answers?split=test", "probe/look", "probe/nothing"])
def test_a_run_is_looked_into_by_its_owner_and_with_a_share_link_alone(
    client: TestClient, mine: Run, path: str
) -> None:
    theirs = begun("somebody else")
    method = "POST" if path.startswith("probe") else "GET"
    query = "&" if "?" in path else "?"

    def status(run: str, share: str = "") -> int:
        address = f"/playground/runs/{run}/{path}{query}share={share}"
        return client.request(method, address, json=LOOK).status_code

    allowed = 404 if path == "probe/nothing" else 200
    with probe_serving():
        assert status(mine.id) == allowed
        assert status(theirs.id) == 403
        assert status(theirs.id, "guess") == 403
        assert status(theirs.id, share_token(mine.id)) == 403
        assert status(theirs.id, share_token(theirs.id)) == allowed
        assert status("nothing") == 404


def test_one_cannot_ask_about_another_run_in_the_request(client: TestClient, mine: Run) -> None:
    theirs = begun("somebody else")
    with probe_serving():
        path = f"/playground/runs/{mine.id}/probe/look"
        answer = client.post(path, json=LOOK | {"run": theirs.id})
        odd = client.post(path, json=LOOK | {"run": {"": []}})
    assert answer.json() == odd.json()
    told = answer.json()["probabilities"]["data"]
    expected = look(LOOK | {"run": mine.id})["probabilities"]
    assert told == base64.b64encode(expected.tobytes()).decode()


@pytest.mark.parametrize("name", ["samples", "step_time", "augmented", "__init__", "..%2flook"])
def test_only_probes_about_a_run_are_reached(client: TestClient, mine: Run, name: str) -> None:
    with probe_serving():
        answer = client.post(f"/playground/runs/{mine.id}/probe/{name}", json={})
    assert answer.status_code == 404


def test_a_refusal_is_one_sentence_in_the_viewers_language(client: TestClient, mine: Run) -> None:
    with probe_serving():
        path = f"/playground/runs/{mine.id}/probe/look"
        english = client.post(path, json=LOOK | {"tick": 7777})
        chinese = client.post(f"{path}?language=zh", json=LOOK | {"image": 3})
    assert english.status_code == chinese.status_code == 422
    assert english.json() == {
        "error": "The weights of moment 7777 are not kept; choose another moment"
    }
    assert "必须" in chinese.json()["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 99_999, b"null", b'{"tick": NaN}'])
def test_what_is_no_request_is_refused(client: TestClient, mine: Run, body: bytes) -> None:
    with probe_serving():
        answer = client.post(f"/playground/runs/{mine.id}/probe/look", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_request_too_large_is_refused_before_it_is_read(client: TestClient, mine: Run) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"0" * 10**6

    answer = client.post(f"/playground/runs/{mine.id}/probe/look", content=endless())
    assert answer.status_code == 422
    assert "6 MB" in answer.json()["error"]


def test_while_the_probe_starts_one_is_told_so(client: TestClient, mine: Run) -> None:
    answer = client.post(f"/playground/runs/{mine.id}/probe/look", json=LOOK)
    assert answer.status_code == 503
    assert "starting" in answer.json()["error"]


def said(labels: list[int], probabilistic: bool = True) -> dict[str, Any]:
    """Return stored predictions on three examples."""
    scores = np.full((3, 10), 0.03)
    scores[np.arange(3), labels] = 0.73
    valid = Predictions(np.array([1, 2, 3]), scores, probabilistic)
    test = Predictions(np.array([4, 5, 6]), scores, probabilistic)
    return as_arrays({"valid": valid, "test": test})


def test_answers_are_those_of_the_askers_models_on_the_same_data(client: TestClient) -> None:
    me = owner_of(client)
    network, forest = make(me), make(me, "random_forest")
    shared, theirs, silent = make(""), make("somebody else"), make(me)
    elsewhere = make(me, data={"split_seed": 1})
    unscored = make(me)
    for run, labels in (
        (network, [1, 2, 9]),
        (shared, [3, 3, 3]),
        (theirs, [0, 0, 0]),
        (unscored, [5, 5, 5]),
    ):
        arrays.save(run, "predictions", said(labels))
    for run in (network, forest, shared, theirs, elsewhere):
        score(run)
    arrays.save(forest, "predictions", said([1, 7, 7], probabilistic=False))
    arrays.save(elsewhere, "predictions", said([0, 0, 0]))
    told = client.get(f"/playground/runs/{network}/answers?split=valid").json()
    assert told["targets"] == [1, 2, 3]
    assert told["models"][0] == {
        "run": network,
        "name": "cnn",
        "family": "deep",
        "probabilistic": True,
        "labels": [1, 2, 9],
        "confidence": [0.73, 0.73, 0.73],
    }
    others = {model["run"]: model for model in told["models"]}
    assert set(others) == {network, forest, shared}
    assert others[forest]["family"] == "classical"
    assert others[forest]["confidence"] is None
    assert unscored not in others, "trained further since, it is another model"
    assert client.get(f"/playground/runs/{silent}/answers?split=test").json()["targets"] == [
        4,
        5,
        6,
    ]
    address = f"/playground/runs/{theirs}/answers?split=test&share={share_token(theirs)}"
    seen = client.get(address).json()["models"]
    assert [model["run"] for model in seen[:1]] == [theirs], "with a link one sees the run itself"


@pytest.mark.parametrize("split", ["", "train", "../predictions"])
def test_answers_are_of_validation_and_test(client: TestClient, mine: Run, split: str) -> None:
    answer = client.get(f"/playground/runs/{mine.id}/answers", params={"split": split})
    assert answer.status_code == 422


def test_answers_before_anything_was_scored(client: TestClient) -> None:
    run = make(owner_of(client))
    told = client.get(f"/playground/runs/{run}/answers?split=test").json()
    assert told == {"models": [], "targets": []}


def test_modules_come_from_this_server(client: TestClient) -> None:
    module = client.get("/playground/static/explorer/main.js")
    assert module.status_code == 200
    assert module.headers["content-type"].partition(";")[0].endswith("/javascript")
    assert module.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": module.headers["etag"]}
    assert client.get("/playground/static/explorer/main.js", headers=tag).status_code == 304
    style = client.get("/playground/static/explorer/explorer.css")
    assert style.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing.js",
        "../playground.css",
        "..%2flive_chart%2flive_chart.js",
        "..%2fplayground.css",
        "%2e%2e/%2e%2e/app.py",
        "....//app.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "%00",
        "a" * 5000,
    ],
)
def test_no_other_file_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/playground/static/explorer/{path}").status_code == 404


def test_a_finished_run_is_scored_with_its_answers(client: TestClient) -> None:
    mine = play_on(make(owner_of(client)))
    if arrays.load(mine.id, "predictions") is None:
        pytest.skip("runs do not store what they said yet")
    told = client.get(f"/playground/runs/{mine.id}/answers?split=test").json()
    right = np.mean(np.array(told["models"][0]["labels"]) == told["targets"])
    assert right == pytest.approx(stored(mine.id).scores["test"]["accuracy"])
    assert json.dumps(told)
