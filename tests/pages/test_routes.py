"""The routes beside Streamlit's: who may read what, and what they answer."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core.catalog.build import build_spec
from core.spec.message import Message
from core.store import recording, runs
from core.store.recording import Chunk
from pages._server import routes
from pages._server.routes import ROUTES
from pages._server.visitors import COOKIE, MIDDLEWARE, share_token, visitor_of


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Return a browser that has opened the front page, and that is told nothing a moment old."""
    monkeypatch.setattr(routes, "SECONDS_SHARED", 1e-9)
    front = Route("/", front_page)
    browser = TestClient(Starlette(routes=[front, *ROUTES], middleware=MIDDLEWARE))
    browser.get("/")
    return browser


def front_page(request: Request) -> Response:
    """Answer as Streamlit does: whoever has kept the page is told that it is the same."""
    if request.headers.get("if-none-match") == "same":
        return Response(status_code=304)
    return HTMLResponse("<p>hello</p>", headers={"etag": "same"})


def make(owner: str) -> str:
    spec = build_spec({"recipe": "cnn", "dataset": "digits"})
    return runs.create(spec, name="a run", owner=owner)


def test_each_browser_gets_a_name_that_cannot_be_forged(client: TestClient) -> None:
    name = visitor_of(client.cookies[COOKIE])
    assert len(name) == 24
    assert visitor_of(client.cookies[COOKIE] + "x") == ""
    assert visitor_of("somebody.signature") == ""
    client.get("/")
    assert visitor_of(client.cookies[COOKIE]) == name, "the name stays"


def test_a_browser_that_kept_the_page_but_not_its_name_gets_one(client: TestClient) -> None:
    client.cookies.clear()
    client.get("/", headers={"if-none-match": "same", "accept": "*/*"})
    assert COOKIE not in client.cookies, "files are asked for like this, and others may share them"
    client.get("/", headers={"if-none-match": "same", "accept": "text/html,*/*;q=0.8"})
    assert visitor_of(client.cookies[COOKIE])


def test_a_run_is_read_by_its_owner_and_with_a_share_link_alone(client: TestClient) -> None:
    mine, theirs = make(visitor_of(client.cookies[COOKIE])), make("somebody else")
    assert client.get(f"/playground/runs/{mine}/live").status_code == 200
    assert client.get(f"/playground/runs/{theirs}/live").status_code == 403
    assert client.get(f"/playground/runs/{theirs}/live?share=guess").status_code == 403
    token = share_token(theirs)
    assert client.get(f"/playground/runs/{theirs}/live?share={token}").status_code == 200
    assert client.get(f"/playground/runs/{mine}/live?share={token}").status_code == 200
    other = make("a third")
    assert client.get(f"/playground/runs/{other}/live?share={token}").status_code == 403


def test_the_feed_sends_what_is_new_and_starts_over_after_a_rewind(client: TestClient) -> None:
    run = make(visitor_of(client.cookies[COOKIE]))
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    for step in (1, 2):
        points = {"train/loss": {"x": [step], "y": [1 / step]}}
        recording.append(run, attempt, [Chunk(points)], progress={"step": step, "steps": 9})
    first = client.get(f"/playground/runs/{run}/live").json()
    assert first["reset"] is True
    assert first["series"]["train/loss"] == {"x": [1, 2], "y": [1.0, 0.5]}
    ask = f"/playground/runs/{run}/live?after={first['cursor']}&revision={first['revision']}"
    assert client.get(ask).json()["series"] == {}
    runs.settle(run, attempt, "paused")
    runs.rewind(run)
    again = client.get(ask).json()
    assert again["reset"] is True
    assert again["series"] == {}
    assert again["status"] == "paused"


def test_the_feed_tells_a_learners_advice_until_there_is_something_else(
    client: TestClient,
) -> None:
    run = make(visitor_of(client.cookies[COOKIE]))
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    advice = Message("of {classes} kinds it makes {found}", {"classes": 8, "found": 1}).to_json()
    ask = f"/playground/runs/{run}/live"
    recording.append(run, attempt, [], progress={"step": 1, "advice": advice})
    assert client.get(ask).json()["message"] == "of 8 kinds it makes 1"
    recording.append(run, attempt, [], progress={"step": 2})
    assert client.get(ask).json()["message"] is None, "it is no longer true"
    recording.append(run, attempt, [], progress={"step": 3, "advice": advice})
    runs.settle(run, attempt, "stopped", message=Message("enough"))
    assert client.get(ask).json()["message"] == "enough"


@pytest.mark.parametrize("path", ["nothing", "../../etc/passwd", "%2e%2e%2fsecret.key", "' OR 1=1"])
def test_paths_lead_nowhere(client: TestClient, path: str) -> None:
    assert client.get(f"/playground/runs/{path}/live").status_code == 404


def test_wrong_cursors_get_a_sentence(client: TestClient) -> None:
    run = make(visitor_of(client.cookies[COOKIE]))
    answer = client.get(f"/playground/runs/{run}/live?after=abc")
    assert answer.status_code == 400
    assert "whole numbers" in answer.json()["error"]


@pytest.mark.parametrize("cursor", ["9" * 30, "-" + "9" * 18, "1_0"])
def test_odd_cursors_get_an_answer(client: TestClient, cursor: str) -> None:
    run = make(visitor_of(client.cookies[COOKIE]))
    address = f"/playground/runs/{run}/live?after={cursor}&revision=0"
    assert client.get(address).json()["series"] == {}


def test_plotly_comes_from_this_server(client: TestClient) -> None:
    answer = client.get("/playground/static/plotly.min.js")
    assert answer.status_code == 200
    assert len(answer.content) > 1_000_000


def test_the_queue_position_is_told(client: TestClient) -> None:
    owner = visitor_of(client.cookies[COOKIE])
    first, second = make(owner), make(owner)
    places = [
        client.get(f"/playground/runs/{run}/live").json()["position"] for run in (first, second)
    ]
    assert places == [1, 2]


def test_a_class_that_watches_is_answered_from_one_reading(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, theirs = make(visitor_of(client.cookies[COOKIE])), make("somebody else")
    monkeypatch.setattr(routes, "SECONDS_SHARED", 3600.0)
    readings: list[str] = []
    read = routes._read
    monkeypatch.setattr(
        routes, "_read", lambda name, *rest: readings.append(name) or read(name, *rest)
    )
    first = [client.get(f"/playground/runs/{run}/live").json() for _ in range(20)]
    assert all(answer == first[0] for answer in first)
    assert readings == [run]
    client.get(f"/playground/runs/{run}/live?after=3&revision=0")
    assert readings == [run, run], "somebody who has seen more is answered something else"
    address = f"/playground/runs/{theirs}/live"
    assert client.get(f"{address}?share={share_token(theirs)}").status_code == 200
    assert client.get(address).status_code == 403, "what was read for one is not told to another"
    assert readings == [run, run, theirs]
