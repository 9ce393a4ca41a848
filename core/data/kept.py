"""What was found in files that people bring: read once, in a process of its own, and kept.

Reading may take long, fill the memory or break the library that decodes. So a process with bounded
memory and time does it, and no other one ever decodes. What it found lies beside the uploads, by
the hash of the content.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.computing import ENVIRONMENT
from core.data.uploads import folder
from core.spec.message import Message, Problem, SpecError

_ROOT = Path(__file__).parents[2]
_one_at_a_time = threading.Lock()


def beside(path: Path, ending: str) -> Path:
    """Return where something found in a file is kept, by the file's content."""
    if path.parent == folder():
        digest = path.stem
    else:
        status = path.stat()
        digest = _digest(path, status.st_size, status.st_mtime_ns)
    return folder() / f"{digest}-{ending}"


@lru_cache(maxsize=16)
def _digest(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def found(kept: Path, read: Callable[[], None]) -> dict[str, Any]:
    """Return what was written down at `kept`, after `read` wrote it if it was not there.

    Raises:
        SpecError: If the file that was read turned out to be unfit.
    """
    if not kept.exists():
        with _one_at_a_time:
            if not kept.exists():
                read()
    result: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    if result.get("problems"):
        raise SpecError(
            [Problem(field, Message.from_json(said)) for field, said in result["problems"]]
        )
    return result


def keep(kept: Path, find: Callable[[], dict[str, Any]]) -> None:
    """Write down what `find` finds, plain data, or what is wrong, which it raises."""
    try:
        result = find()
    except SpecError as error:
        said = [(problem.field, problem.message.to_json()) for problem in error.problems]
        result = {"problems": said}
    with whole(kept) as unfinished:
        unfinished.write_text(json.dumps(result), encoding="utf-8")


@contextmanager
def whole(kept: Path) -> Iterator[Path]:
    """Hand out a file to write, which gets its name once it is whole."""
    unfinished = kept.with_name(f"{secrets.token_hex(8)}{kept.suffix}")
    yield unfinished
    unfinished.replace(kept)


def read_apart(module: str, *arguments: str, seconds: float) -> None:
    """Run a module in a process of its own.

    Raises:
        subprocess.TimeoutExpired: If it took longer than that.
        subprocess.CalledProcessError: If it died, most likely for want of memory.
    """
    # Arrow's own way of taking memory would reserve more than the bound.
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    settings = {"ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONPATH": path}
    settings |= ENVIRONMENT
    subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | settings,
        timeout=seconds,
        check=True,
    )


def bound_memory(most: int) -> None:
    """Let this process have no more than so many bytes of address space."""
    # macOS knows the limit but refuses to set it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
