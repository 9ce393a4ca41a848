"""The probe process: a small HTTP server on this machine that answers with arrays."""

from __future__ import annotations

import importlib
import io
import json
import os
import secrets
import socket
import threading
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.spec.message import SpecError
from core.store.home import home

PROBES = {"samples": "core.probes.samples:samples"}


def _answer(name: str, request: dict[str, Any]) -> bytes:
    """Run one probe and return its arrays as an npz file."""
    module, _, function = PROBES[name].partition(":")
    arrays = getattr(importlib.import_module(module), function)(request)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def make_app(token: str) -> Starlette:
    """Return the server's application; only requests that carry `token` are answered."""

    async def probe(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get("authorization", ""), token):
            return JSONResponse({"error": "not allowed"}, 403)
        name = request.path_params["name"]
        if name not in PROBES:
            return JSONResponse({"error": f"no probe {name}"}, 404)
        try:
            content = await run_in_threadpool(_answer, name, await request.json())
        except (SpecError, KeyError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 422)
        return Response(content, media_type="application/octet-stream")

    return Starlette(routes=[Route("/{name}", probe, methods=["POST"])])


def _write_card(port: int, token: str, **more: Any) -> None:
    """Write down, readable by this user alone, where the probe is."""
    partial = home() / "probe.partial"
    partial.touch(mode=0o600)
    partial.write_text(json.dumps({"port": port, "token": token, **more}))
    partial.replace(home() / "probe.json")


def _warm_up(port: int, token: str) -> None:
    """Import what most requests need, and say which devices there are."""
    import torch

    from core.training.devices import available

    torch.set_num_threads(1)
    _write_card(port, token, devices=available())


def main() -> None:
    """Serve until killed, politely: training comes first."""
    os.nice(5)
    token = secrets.token_hex(16)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        _write_card(port, token)
        threading.Thread(target=_warm_up, args=(port, token), daemon=True).start()
        config = uvicorn.Config(make_app(token), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
