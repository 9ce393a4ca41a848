"""Keeps the engine up for as long as the web server is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from typing import Any

from core.engine.start import ensure_engine
from pages._server.visitors import serves_this_machine_alone

SECONDS_BETWEEN_LOOKS = 2.0


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start the engine with the server and restart it whenever it is gone.

    The engine is not ended with the server: runs go on, and a new server finds it again.
    """
    if not serves_this_machine_alone():
        # Read by the engine's processes as well: others may upload files, but not name ours.
        os.environ["PLAYGROUND_UPLOADS_ONLY"] = "1"
    watch = asyncio.create_task(_watch())
    try:
        yield {}
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch


async def _watch() -> None:
    while True:
        try:
            await asyncio.to_thread(ensure_engine)
        except OSError as error:  # a full disk, say: the pages stay up and it is tried again
            logging.getLogger(__name__).warning("the engine could not be started: %s", error)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
