"""Starting and finding the engine, from the web server or a test; imports nothing heavy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from core.store.home import home

ROOT = Path(__file__).parents[2]

# The keeper that this process started, so that it can be reaped when it ends.
_started: list[subprocess.Popen[bytes]] = []


def engine_state() -> dict[str, Any] | None:
    """Return what the running engine wrote of itself, or None if there is none."""
    try:
        state: dict[str, Any] = json.loads((home() / "engine.json").read_text())
        keeper = str(state["keeper"])
        process = psutil.Process(int(keeper))
        alive = abs(process.create_time() - state["pids"][keeper]) < 1
        alive = alive and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return state if alive else None


def ensure_engine() -> None:
    """Start the engine unless it runs. It outlives this process, and ends when unused."""
    (home() / "visitors").touch()
    if engine_state() is not None:
        return
    if _started and _started[-1].poll() is None:
        return  # it has been started and is on its way
    with (home() / "engine.log").open("ab") as log:
        _started.append(
            subprocess.Popen(
                [sys.executable, "-m", "core.engine.keeper"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        )


def stop_engine(patience: float = 20.0) -> None:
    """End the engine and wait until it is gone."""
    state = engine_state()
    if state is None:
        return
    os.kill(int(state["keeper"]), signal.SIGTERM)
    deadline = time.monotonic() + patience
    while engine_state() is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in _started:
        process.wait(patience)
    _started.clear()
