"""The queue's policy: in which order waiting runs are trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.store.runs import Run


def order(waiting: Sequence[Run], running: Sequence[Run]) -> list[Run]:
    """Return waiting runs in the order in which they will get a slot.

    Whoever has the fewest runs in training or ahead in the queue is next, so that one person's
    hundred runs do not shut out everybody else; among equals, whoever waited longest.
    """
    share = Counter(run.owner for run in running)
    left = sorted(waiting, key=lambda run: (run.queued or run.created, run.id))
    ordered: list[Run] = []
    while left:
        chosen = min(left, key=lambda run: share[run.owner])
        left.remove(chosen)
        share[chosen.owner] += 1
        ordered.append(chosen)
    return ordered


def position(run: Run, waiting: Sequence[Run], running: Sequence[Run]) -> int | None:
    """Return a waiting run's place in the queue, 1 for the next, or None if it does not wait."""
    places = [entry.id for entry in order(waiting, running)]
    return places.index(run.id) + 1 if run.id in places else None
