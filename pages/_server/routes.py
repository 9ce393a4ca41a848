"""Routes beside Streamlit's; here itself the live feed of a run."""

from __future__ import annotations

import json
import shutil
import time
from typing import Any

from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.engine.queue import position
from core.engine.start import engine_state
from core.probes.recent import Recent
from core.spec.message import N_, Message
from core.store import recording, runs
from core.store.home import home
from core.store.runs import Run
from pages._server import explorer, static
from pages._server.access import may_see, refusal
from pages._ui.language import translator

_ROOM_NEEDED = 64 * 2**20
_MOST_CHUNKS = 2**31  # larger numbers no database can compare with

STARTING = N_("The training engine is starting; the first run begins in a few seconds")
FULL = N_("The disk is full: runs stand still and go on when there is room again")


# A class that watches one run asks the same thing many times a second: it is read once.
SECONDS_SHARED = 0.1
_answers = Recent[tuple[Run | None, bytes]](2**22, lambda answer: 1000 + len(answer[1]))


def feed(request: Request) -> Response:
    """Answer with what happened to a run since the asker last looked."""
    name, query = request.path_params["run"], request.query_params
    try:
        after, revision = int(query.get("after", 0)), int(query.get("revision", -1))
    except ValueError:
        return JSONResponse({"error": "after and revision must be whole numbers"}, 400)
    language = query.get("language", "en")
    asked = (name, min(after, _MOST_CHUNKS), revision)
    key = (*asked, language, int(time.monotonic() / SECONDS_SHARED))
    try:
        run, answer = _answers.get(key, lambda: _read(*asked, language))
    except OperationalError:
        return JSONResponse({"error": "the store is busy; ask again"}, 503)
    if run is None or not may_see(request, run):
        return refusal(run)
    headers = {"Cache-Control": "no-store"}
    return Response(answer, media_type="application/json", headers=headers)


def _read(name: str, after: int, revision: int, language: str) -> tuple[Run | None, bytes]:
    """Return a run, and what happened to it since; None if there is no such run."""
    run = runs.get(name)
    if run is None:
        return None, b""
    reset = revision != run.revision
    cursor, series = recording.events_after(run.id, 0 if reset else after)
    answer = {
        "status": run.status,
        "position": queue_position(run),
        "message": message_of(run, language),
        "revision": run.revision,
        "cursor": cursor,
        "reset": reset,
        "progress": _progress(run),
        "series": series,
    }
    return run, json.dumps(answer, allow_nan=False, separators=(",", ":")).encode()


def queue_position(run: Run) -> int | None:
    """Return a waiting run's place in the queue, 1 for the next."""
    if run.status != "waiting":
        return None
    return position(run, runs.find(status=["waiting"]), runs.find(status=["running"]))


def message_of(run: Run, language: str) -> str | None:
    """Word what there is to say about a run, most urgent first."""
    translate = translator(language)
    if run.status in runs.ACTIVE and shutil.disk_usage(home()).free < _ROOM_NEEDED:
        return translate(FULL)
    if run.message:
        return Message.from_json(run.message).worded(translate)
    if run.status == "waiting" and engine_state() is None:
        return translate(STARTING)
    advice = run.progress.get("advice")  # of a run that has ended, it is the message
    return Message.from_json(advice).worded(translate) if advice else None


def _progress(run: Run) -> dict[str, Any]:
    none = {
        "step": 0,
        "steps": 0,
        "epoch": 0,
        "epochs": 0,
        "rate": None,
        "seconds": 0.0,
        "remaining": None,
    }
    return none | run.progress


ROUTES = [
    Route("/playground/runs/{run}/live", feed),
    *explorer.ROUTES,
    *static.ROUTES,
]
