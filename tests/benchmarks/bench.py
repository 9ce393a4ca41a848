"""Measures speed, latency and memory on this machine, next to their targets."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from tests.benchmarks import looking, serving, training, watching
from tests.benchmarks.result import Result

BENCHMARKS: dict[str, Callable[[], list[Result]]] = {
    "player": training.player,
    "recurrent": training.recurrent,
    "transformer": training.transformer,
    "gan": training.gan,
    "vae": training.vae,
    "skorch": training.skorch,
    "lightning": training.lightning,
    "seeds": training.seeds,
    "ppo": training.ppo,
    "click": serving.click,
    "stroke": looking.stroke,
    "keystroke": looking.keystroke,
    "slider": looking.slider,
    "boundary": looking.boundary,
    "watchers": watching.watchers,
    "edit": serving.edit,
    "rerun": serving.rerun,
    "memory": serving.memory,
}


def main(names: list[str], as_json: bool) -> int:
    """Run some benchmarks, or all; 0 unless one could not be measured (1) or named (2)."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        known = ", ".join(BENCHMARKS)
        print(f"bench: no benchmark {', '.join(unknown)}; the choices are {known}", file=sys.stderr)
        return 2
    began = time.perf_counter()
    results: list[Result] = []
    if not as_json:
        print(f"{_machine()}\n{_row('', 'measured', 'spread', 'target', '')}")
    with _own_home(), serving.closed_afterwards():
        for name in names or BENCHMARKS:
            for result in _measured(name):
                results.append(result)
                if not as_json:
                    _print(result)
    seconds = time.perf_counter() - began
    if as_json:
        told = [asdict(result) | {"verdict": result.verdict} for result in results]
        print(json.dumps({"machine": _machine(), "seconds": seconds, "results": told}))
    else:
        print(f"{seconds:.0f} s in all")
    return int(any(result.failed for result in results))


def _measured(name: str) -> list[Result]:
    """Return a benchmark's results; one that breaks is told of and the others go on."""
    try:
        return BENCHMARKS[name]()
    except ImportError as error:
        return [Result(name, None, "", note=f"needs requirements-dev.txt: {error}")]
    except Exception as error:
        note = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return [Result(name, None, "", note=note, failed=True)]


@contextmanager
def _own_home() -> Iterator[None]:
    """Keep the benchmark's runs out of the user's own store."""
    before = {key: os.environ.get(key) for key in ("PLAYGROUND_HOME", "PLAYGROUND_DATABASE_URL")}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["PLAYGROUND_HOME"] = folder
        os.environ.pop("PLAYGROUND_DATABASE_URL", None)
        try:
            yield
        finally:
            for key, value in before.items():
                os.environ.pop(key, None)
                if value is not None:
                    os.environ[key] = value


def _machine() -> str:
    """Describe where the numbers come from; a busy machine makes every number worse."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"


def _print(result: Result) -> None:
    unit = "" if result.unit == "x" else f" {result.unit}"
    value = "-" if result.value is None else f"{result.value:.4g}{unit}"
    spread = "" if result.spread is None else "{:.3g} to {:.3g}".format(*result.spread)
    sign = "at least" if result.higher_is_better else "at most"
    target = "" if result.target is None else f"{sign} {result.target:g}"
    print(_row(result.name, value, spread, target, result.verdict), flush=True)
    if result.note:
        print(f"    {result.note}", flush=True)


def _row(*cells: Any) -> str:
    widths = (72, 12, 20, 15, 8)
    return "".join(f"{cell!s:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
