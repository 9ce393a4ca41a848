"""The probe process: a small HTTP server on this machine that answers with arrays."""

from __future__ import annotations

import gc
import json
import logging
import secrets
import socket
import threading
from functools import partial
from importlib import import_module
from typing import Any

import uvicorn
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.catalog.descriptions import implementation
from core.probes.encoding import as_json, as_npz
from core.probes.registry import PROBES, SLOW_PROBES
from core.probes.requests import refused
from core.spec.message import N_, SpecError
from core.store.home import home

QUICK_AT_ONCE = 4
SLOW_AT_ONCE = 2


def _answer(name: str, run: str, body: bytes, *, for_browser: bool) -> Response:
    """Run one probe. This is a process boundary: whatever it raises ends up in the log."""
    try:
        arrays = implementation(PROBES[name])(_parsed(body, run))
    except SpecError as error:
        problems = [
            {"field": problem.field, "message": problem.message.to_json()}
            for problem in error.problems
        ]
        return JSONResponse({"error": str(error), "problems": problems}, 422)
    except Exception:
        logging.exception("probe %s failed", name)
        return JSONResponse({"error": f"probe {name} failed; see probe.log"}, 500)
    if for_browser:
        return Response(as_json(arrays), media_type="application/json")
    return Response(as_npz(arrays), media_type="application/octet-stream")


def _parsed(body: bytes, run: str) -> Any:
    """Return a request; `run`, unless empty, is the one that the asker may ask about."""
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        raise refused("request", N_("the request is not JSON")) from None
    return {**request, "run": run} if run and isinstance(request, dict) else request


def make_app(token: str) -> Starlette:
    """Return the server's application; only requests that carry `token` are answered."""
    quick, slow = CapacityLimiter(QUICK_AT_ONCE), CapacityLimiter(SLOW_AT_ONCE)

    async def probe(request: Request) -> Response:
        if not secrets.compare_digest(
            request.headers.get("authorization", "").encode(), token.encode()
        ):
            return JSONResponse({"error": "not allowed"}, 403)
        name = request.path_params["name"]
        if name not in PROBES:
            return JSONResponse({"error": f"no probe {name}"}, 404)
        for_browser = "application/json" in request.headers.get("accept", "")
        run, body = request.query_params.get("run", ""), await request.body()
        work = partial(_answer, name, run, body, for_browser=for_browser)
        return await to_thread.run_sync(work, limiter=slow if name in SLOW_PROBES else quick)

    return Starlette(routes=[Route("/{name}", probe, methods=["POST"])])


def write_card(port: int, token: str, **more: Any) -> None:
    """Write down, readable by this user alone, where the probe is."""
    unfinished = home() / "probe.partial"
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps({"port": port, "token": token, **more}))
    unfinished.replace(home() / "probe.json")


def _warm_up(port: int, token: str) -> None:
    """Import what requests need, so that the first one need not wait, and tell the devices."""
    import torch

    from core.training.devices import available

    torch.set_num_threads(1)
    for reference in PROBES.values():
        implementation(reference)
    for module in ("sklearn.datasets", "sklearn.model_selection"):  # what most datasets need
        import_module(module)
    # Searching all of torch for garbage would hold an answer up for a tenth of a second.
    gc.collect()
    gc.freeze()
    write_card(port, token, devices=available())


def main() -> None:
    """Serve until killed."""
    token = secrets.token_hex(16)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        write_card(port, token)
        threading.Thread(target=_warm_up, args=(port, token), daemon=True).start()
        config = uvicorn.Config(make_app(token), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
