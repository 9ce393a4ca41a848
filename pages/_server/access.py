"""Which run a request is about, and whether the asker may watch it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from core.store import runs
from core.store.runs import Run
from pages._server.visitors import COOKIE, may_watch, visitor_of


def asker(request: Request) -> str:
    """Return the visitor that a request comes from; empty if nobody knows."""
    return visitor_of(request.cookies.get(COOKIE))


def watchable(request: Request) -> Run | JSONResponse:
    """Return the run that a request's path names, or why it is not to be had."""
    run = runs.get(request.path_params["run"])
    return run if run and may_see(request, run) else refusal(run)


def may_see(request: Request, run: Run) -> bool:
    """Return whether the asker may watch a run."""
    return may_watch(run, asker(request), request.query_params.get("share"))


def refusal(run: Run | None) -> JSONResponse:
    """Return the answer to somebody who may not watch a run, or asked for none."""
    if run is None:
        return JSONResponse({"error": "no such run"}, 404)
    return JSONResponse({"error": "not your run"}, 403)
