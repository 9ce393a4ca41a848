"""Where everything is kept: `PLAYGROUND_HOME`, else the platform's user data folder."""

from __future__ import annotations

import errno
import os
import secrets
from functools import cache
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """Return the data folder, made if it was not there."""
    return _made(os.environ.get("PLAYGROUND_HOME"))


@cache
def _made(named: str | None) -> Path:
    """Make the folder once: it is asked for with every look into the database."""
    folder = Path(named).expanduser() if named else user_data_path("deep-learning-playground")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def database_url() -> str:
    """Return `PLAYGROUND_DATABASE_URL`, else SQLite inside the data folder."""
    return os.environ.get("PLAYGROUND_DATABASE_URL") or f"sqlite:///{home() / 'playground.db'}"


def run_folder(run: str) -> Path:
    """Return the folder of a run's files, made if it was not there.

    Raises:
        ValueError: If `run` is not a run's name, so that no path can leave the data folder.
    """
    if not run.isalnum():
        raise ValueError(f"{run!r} is not the name of a run")
    folder = home() / "runs" / run
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret() -> bytes:
    """Return this installation's signing key, drawn once and readable by its owner alone."""
    path = home() / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_hex(32).encode()
        file.write(key)
    return key


def disk_is_full(error: Exception) -> bool:
    """Return whether an error says that there is no room left."""
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "errno", None) in full or "disk is full" in str(error)
