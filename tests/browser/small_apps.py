"""Small apps of one component each, with real runs behind them, and how their pages are opened."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.probing import probe_serving

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 40_000  # milliseconds; the first chart of a page may take many seconds


@contextmanager
def served(app: Path, log: Path, **more: str) -> Iterator[str]:
    """Serve a script on a free port, with `more` in its environment; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    with log.open("w") as told:
        process = subprocess.Popen(
            command + options, cwd=ROOT, env=environment, stdout=told, stderr=told
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until a server answers; return its address."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return url
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")


@contextmanager
def serving(app: Path, home: Path, log: Path) -> Iterator[str]:
    """Serve a script on runs in `home`, and the probes in this process; gives its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        with probe_serving(), served(app, log, PLAYGROUND_HOME=str(home)) as address:
            yield address


@contextmanager
def opening(browser: Any, window: Any) -> Iterator[Callable[..., Any]]:
    """Give what opens an address and waits for a selector; fail on an error in its scripts.

    Pages share a window, so that Streamlit's own files are read and compiled once; one that wants
    more than another size, such as a finger, has a context of its own.
    """
    pages, contexts, errors = [], [], []

    def open_one(address: str, ready: str, **options: Any) -> Any:
        size = options.pop("viewport", {"width": 1280, "height": 1000})
        context = window
        if options:
            context = browser.new_context(locale="en-US", viewport=size, **options)
            contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size(size)
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
        page.on("console", lambda line: errors.append(line.text) if serious(line) else None)
        page.goto(address)
        page.wait_for_selector(ready, state="attached")
        return page

    yield open_one
    for page in pages:
        page.evaluate("() => localStorage.clear()")  # a theme that was chosen, for the next page
        page.close()
    for context in contexts:
        context.close()
    assert errors == []


def serious(line: Any) -> bool:
    """Tell an error that a script logged from what a test provoked on purpose."""
    return line.type == "error" and "Failed to load resource" not in line.text
