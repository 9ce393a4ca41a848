"""Keeps the engine up for as long as the web server is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from core.engine.start import ensure_engine

SECONDS_BETWEEN_LOOKS = 2.0


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start the engine with the server and restart it whenever it is gone.

    The engine is not ended with the server: runs go on, and a new server finds it again.
    """
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
