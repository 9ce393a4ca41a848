"""Small apps of one component each, with real runs behind them, and how their pages are opened."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.explorer_pages import ROOT, TIMEOUT, serious, wait_for
from tests.fixtures.probing import probe_serving


@contextmanager
def serving(app: Path, home: Path, log: Path) -> Iterator[str]:
    """Serve a script on runs in `home`, and the probes in this process; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PLAYGROUND_HOME": str(home)}
    with pytest.MonkeyPatch.context() as patch, log.open("w") as told:
        patch.setenv("PLAYGROUND_HOME", str(home))
        with probe_serving():
            process = subprocess.Popen(
                command + options, cwd=ROOT, env=environment, stdout=told, stderr=told
            )
            try:
                yield wait_for(f"http://127.0.0.1:{port}", process, log)
            finally:
                process.terminate()
                process.wait(timeout=20)


@contextmanager
def opening(browser: Any, window: Any) -> Iterator[Callable[..., Any]]:
    """Give what opens an address and waits for a selector; fail on an error in its scripts.

    A page with options of its own, such as the size of a phone, has a context of its own.
    """
    opened, errors = [], []

    def open_one(address: str, ready: str, **options: Any) -> Any:
        context = window
        if options:
            context = browser.new_context(locale="en-US", **options)
            opened.append(context)
        page = context.new_page()
        opened.append(page)
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if serious(line) else None)
        page.goto(address)
        page.wait_for_selector(ready)
        return page

    yield open_one
    for each in reversed(opened):
        each.close()
    assert errors == []
