"""Routes through which a browser looks into a run's network and compares what models said."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.catalog.find import recipes
from core.probes.ask import ProbeBroken, ProbeBusy, ProbeUnavailable, fetch
from core.probes.registry import DATA_PROBES, RUN_PROBES
from core.probes.requests import MOST_BYTES
from core.spec.message import N_, SpecError, Translate
from core.store import arrays, recording, runs
from core.store.runs import ACTIVE, Run
from core.store.watching import watch
from pages._server.access import asker, watchable
from pages._ui.language import sentence, translator

_FRESH = {"Cache-Control": "no-store"}
_JSON = "application/json"
# Threads that wait for the probe; Streamlit's own are not to be used up.
_ASKING = CapacityLimiter(16)
_MOST_MODELS = 40

STARTING = N_("The part that looks into networks is starting; this takes a few seconds")
BUSY = N_("The machine is too busy to answer in time; the question is asked again")
BROKEN = N_("This could not be worked out; probe.log in the data folder says why")
TOO_LARGE = N_("The request is larger than {most} MB; send a smaller picture")
NO_SPLIT = N_("The split must be valid or test")


def moments(request: Request) -> Response:
    """Answer with the moments of which a run's weights are kept, and whether it trains now."""
    run = watchable(request)
    if isinstance(run, Response):
        return run
    _mark(run)
    kept = [
        {name: row[name] for name in recording.Moment._fields}
        for row in recording.checkpoints_of(run.id)
    ]
    answer = {"status": run.status, "live": run.status == "running", "moments": kept}
    return JSONResponse(answer, headers=_FRESH)


async def probe(request: Request) -> Response:
    """Hand a question about a run on to the probe process."""
    return await _handed_on(request, _of_run)


async def data_probe(request: Request) -> Response:
    """Hand a question about data on to the probe process; no run is needed for it."""
    return await _handed_on(request, _of_data)


async def _handed_on(request: Request, answer: Callable[[Request, bytes], Response]) -> Response:
    body = await _body(request)
    if body is None:
        sentence = _translate(request)(TOO_LARGE).format(most=MOST_BYTES // 10**6)
        return JSONResponse({"error": sentence}, 422)
    return await to_thread.run_sync(partial(answer, request, body), limiter=_ASKING)


def _of_run(request: Request, body: bytes) -> Response:
    run, name = watchable(request), request.path_params["name"]
    if isinstance(run, Response):
        return run
    if name not in RUN_PROBES:
        return JSONResponse({"error": "no such probe"}, 404)
    _mark(run)
    return _asked(request, body, run.id)


def _of_data(request: Request, body: bytes) -> Response:
    if request.path_params["name"] not in DATA_PROBES:
        return JSONResponse({"error": "no such probe"}, 404)
    return _asked(request, body, "")


def _asked(request: Request, body: bytes, run: str) -> Response:
    """Ask the probe that a request's path names, about a run unless that is empty."""
    translate = _translate(request)
    try:
        content = fetch(request.path_params["name"], body, _JSON, run=run)
    except SpecError as error:
        sentences = [sentence(problem.message, translate) for problem in error.problems]
        return JSONResponse({"error": "; ".join(sentences)}, 422)
    except ProbeBroken:
        return JSONResponse({"error": translate(BROKEN)}, 500)
    except ProbeBusy:
        return JSONResponse({"error": translate(BUSY)}, 503)
    except ProbeUnavailable:
        return JSONResponse({"error": translate(STARTING)}, 503)
    return Response(content, media_type=_JSON, headers=_FRESH)


async def _body(request: Request) -> bytes | None:
    """Return what a request carries, or None as soon as it is too much."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _translate(request: Request) -> Translate:
    return translator(request.query_params.get("language", "en"))


def _mark(run: Run) -> None:
    """Have a run in training show its weights."""
    if run.status in ACTIVE:
        with contextlib.suppress(OSError):  # a full disk: the last checkpoint will do
            watch(run.id)


def answers(request: Request) -> Response:
    """Answer with what each of the asker's scored models said of the examples of a split."""
    run = watchable(request)
    if isinstance(run, Response):
        return run
    split = request.query_params.get("split", "")
    if split not in ("valid", "test"):
        return JSONResponse({"error": _translate(request)(NO_SPLIT)}, 422)
    told: dict[str, Any] = {"models": [], "targets": []}
    for other in _comparable(run, asker(request)):
        if not other.scores.get(split):
            continue  # what lies there is of the model before it was trained further
        stored = arrays.load(other.id, "predictions") or {}
        if f"{split}.labels" not in stored:
            continue
        targets = stored[f"{split}.targets"].tolist()
        told["targets"] = told["targets"] or targets
        if targets == told["targets"]:  # a file may have changed under its path
            told["models"].append(_said(other, split, stored))
    return JSONResponse(told, headers=_FRESH)


def _comparable(run: Run, visitor: str) -> list[Run]:
    """Return a run and the others that the asker has, or nobody, on the same data."""
    found = runs.find(owners=["", visitor], data_hash=run.data_hash, limit=_MOST_MODELS)
    return [run, *(other for other in found if other.id != run.id)]


def _said(run: Run, split: str, stored: dict[str, Any]) -> dict[str, Any]:
    """Return one model's labels, and how sure it was if it says so."""
    described, probabilistic = recipes().get(run.recipe), bool(stored["probabilistic"])
    confidence = stored[f"{split}.scores"].max(axis=1).astype(float).round(4).tolist()
    return {
        "run": run.id,
        "name": run.name,
        "family": described.family if described else "deep",
        "probabilistic": probabilistic,
        "labels": stored[f"{split}.labels"].tolist(),
        "confidence": confidence if probabilistic else None,
    }


ROUTES = [
    Route("/playground/runs/{run}/moments", moments),
    Route("/playground/runs/{run}/probe/{name}", probe, methods=["POST"]),
    Route("/playground/runs/{run}/answers", answers),
    Route("/playground/data/probe/{name}", data_probe, methods=["POST"]),
]
