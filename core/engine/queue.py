"""The queue's policy: in which order waiting runs are trained, and which of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.catalog.find import recipes
from core.spec.message import SpecError
from core.spec.parameters import parse
from core.store.runs import Run

MOST_TOGETHER = 32
"""Runs in one batch: more take long to score after each epoch."""


def order(waiting: Sequence[Run], running: Sequence[Run]) -> list[Run]:
    """Return waiting runs in the order in which they will get a slot.

    Whoever has the fewest runs in training or ahead in the queue is next, so that one person's
    hundred runs do not shut out everybody else; among equals, whoever waited longest. Runs of a
    comparison let those go first that were started by themselves: for these somebody waits.
    """
    share = Counter(run.owner for run in running)
    left = sorted(
        waiting, key=lambda run: (bool(run.comparison), run.queued or run.created, run.id)
    )
    ordered: list[Run] = []
    while left:
        chosen = min(left, key=lambda run: share[run.owner])
        left.remove(chosen)
        share[chosen.owner] += 1
        ordered.append(chosen)
    return ordered


def parties(ordered: Sequence[Run]) -> list[list[Run]]:
    """Return runs in their order, those together that one process can train as a batch.

    They differ in nothing but their seed, none has made a step, and none has lost a process, of
    which one of them may be to blame.
    """
    found: list[list[Run]] = []
    open_parties: dict[tuple[str, str], list[Run]] = {}
    for run in ordered:
        key = (run.owner, run.group_hash)
        fresh = run.until is None and not run.progress.get("step") and not run.restarts
        if fresh and key in open_parties and len(open_parties[key]) < MOST_TOGETHER:
            open_parties[key].append(run)
            continue
        party = [run]
        found.append(party)
        if fresh and trainable_together(run):
            open_parties[key] = party
    return found


def trainable_together(run: Run) -> bool:
    """Return whether runs that differ from this one in their seed alone can be one batch."""
    described = recipes().get(run.recipe)
    if described is None or described.together is None:
        return False
    try:
        return described.together(parse(described.params, run.spec["params"], "params"))
    except SpecError:
        return False  # by itself it will say why


def position(run: Run, waiting: Sequence[Run], running: Sequence[Run]) -> int | None:
    """Return a waiting run's place in the queue, 1 for the next, or None if it does not wait."""
    places = [entry.id for entry in order(waiting, running)]
    return places.index(run.id) + 1 if run.id in places else None
