"""`python -m core train`: one run, in this process, into the same store."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from core.cli.setup import spec_from, spec_from_file
from core.spec.message import Message
from core.spec.run_spec import RunSpec
from core.store.runs import Run


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("train", help="train one run in this process")
    parser.add_argument("recipe", nargs="?", metavar="RECIPE")
    parser.add_argument("data", nargs="?", metavar="DATA", help="a dataset or an environment")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="assign",
        help="a setting by its dotted path, such as training.epochs=10",
    )
    parser.add_argument("--preset", help="start from a preset of the recipe")
    parser.add_argument("--spec", metavar="FILE", help="read the whole setup from a JSON file")
    parser.add_argument("--seed", help="the number all randomness starts from")
    parser.add_argument("--device", help="auto, cpu, cuda, cuda:N or mps")
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Train and print; 0 if the run ended well."""
    if parsed.spec:
        spec = spec_from_file(parsed.spec, parsed.assign, seed=parsed.seed, device=parsed.device)
    elif parsed.recipe and parsed.data:
        spec = spec_from(
            recipe=parsed.recipe,
            dataset=parsed.data,
            assignments=parsed.assign,
            seed=parsed.seed,
            device=parsed.device,
            preset=parsed.preset,
        )
    else:
        print("python -m core train: give RECIPE and DATA, or --spec FILE", file=sys.stderr)
        return 2
    done = train_here(spec, emit=_print_json if parsed.json else _print_text)
    result = result_of(done)
    if parsed.json:
        print(json.dumps(result), flush=True)
    else:
        _print_result(done)
    return 0 if done.status in ("finished", "stopped") else 1


def train_here(spec: RunSpec, *, emit: Any = None) -> Run:
    """Train a run in this process and return it as stored; Ctrl-C stops it, keeping what it has."""
    from core.engine.child import play_stored
    from core.engine.journal import StoreJournal

    (run,) = _created([spec])
    with _interruptible() as interrupted:
        journal = _Told(run, 1, emit) if emit else StoreJournal(run, 1)
        play_stored(run, 1, lambda: "stop" if interrupted else None, journal)
    return _trained(run)


def train_together_here(specs: Sequence[RunSpec]) -> list[Run]:
    """Train runs that differ in their seed alone as one batch; Ctrl-C stops them all."""
    from core.engine.child import play_stored_together

    created = _created(specs)
    with _interruptible() as interrupted:
        play_stored_together(
            dict.fromkeys(created, 1),
            lambda: dict.fromkeys(created, "stop") if interrupted else {},
        )
    return [_trained(run) for run in created]


def _created(specs: Sequence[RunSpec]) -> list[str]:
    """Store runs that are this process's own from the start, as their first attempt."""
    from core.store import runs

    worker = {"cli": True, "host": socket.gethostname(), "process": os.getpid()}
    name = f"{specs[0].recipe} · {specs[0].dataset}"
    return runs.create_all(specs, name=name, worker=worker)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Yield a list that holds something once Ctrl-C was pressed."""
    interrupted: list[int] = []

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        interrupted.append(number)

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, previous)


def _trained(run: str) -> Run:
    from core.store import runs

    done = runs.get(run)
    if done is None:
        raise RuntimeError(f"run {run} was deleted while it trained")
    return done


def _Told(run: str, attempt: int, emit: Any) -> Any:
    """Return a journal that also tells `emit` of each chunk of events."""
    from core.engine.journal import StoreJournal

    class Telling(StoreJournal):
        def append(self, series: Any, progress: Mapping[str, Any]) -> None:
            super().append(series, progress)
            emit(series, progress)

        def checkpoint(
            self, at: Any, state: dict[str, Any], series: Any, progress: Mapping[str, Any]
        ) -> None:
            super().checkpoint(at, state, series, progress)
            emit(series, progress)

    return Telling(run, attempt)


def result_of(done: Run) -> dict[str, Any]:
    """Return the closing line of a run, whose form others rely on."""
    return {
        "event": "result",
        "status": done.status,
        "scores": {"valid": {}, "test": {}} | done.scores,
        "seconds": {"train": None, "predict": None} | done.seconds,
        "parameters": done.parameters,
        "size_bytes": done.environment.get("size_bytes"),
        "memory_mb": done.memory_mb,
        "device": done.device,
        "seed": done.seed,
        "spec": done.spec,
        "run": done.id,
        "message": Message.from_json(done.message).worded() if done.message else None,
        "environment": done.environment,
    }


def _print_json(series: Mapping[str, Any], progress: Mapping[str, Any]) -> None:
    for key, points in series.items():
        split, _, name = key.partition("/")
        for step, value in zip(points["x"], points["y"], strict=True):
            event = {"event": "scalar", "step": step, "split": split, "name": name, "value": value}
            print(json.dumps(event))
    print(json.dumps({"event": "progress", **progress}), flush=True)


def _print_text(series: Mapping[str, Any], progress: Mapping[str, Any]) -> None:
    scores = "  ".join(
        f"{key} {points['y'][-1]:.4f}"
        for key, points in series.items()
        if points["y"][-1] is not None
    )
    print(f"epoch {progress['epoch']}/{progress['epochs']} step {progress['step']}  {scores}")


def _print_result(done: Run) -> None:
    print(f"{done.status} on {done.device}; run {done.id}")
    if done.message:
        print(Message.from_json(done.message).worded())
    for split, scores in done.scores.items():
        words = "  ".join(f"{k} {v:.4f}" for k, v in scores.items() if v is not None)
        print(f"{split:6} {words}")
