"""How fast the player trains, as ratios to other ways of doing the same."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.benchmarks.result import Result, median_of, side_by_side

if TYPE_CHECKING:
    from tests.benchmarks.loops import Speed


def player() -> list[Result]:
    """The player, events and checkpoints on, against loops written by hand."""
    from tests.benchmarks import loops

    return [
        *_ratio("player / bare loop", loops.bare, pairs=9, target=0.95),
        *_ratio("player / bare loop without validation", loops.bare_without_validation, pairs=5),
    ]


def skorch() -> list[Result]:
    """The player against skorch."""
    from tests.benchmarks import loops

    return _ratio("player / skorch", loops.with_skorch, pairs=5, target=1.05)


def lightning() -> list[Result]:
    """The player against Lightning."""
    from tests.benchmarks import loops

    return _ratio("player / Lightning", loops.with_lightning, pairs=5, target=1.5)


def _ratio(
    name: str, peer: Callable[[], Speed], *, pairs: int, target: float | None = None
) -> list[Result]:
    """Return the ratio of speeds; a second one counts processor time alone."""
    from tests.benchmarks import loops

    measured = side_by_side(loops.player, peer, pairs)
    ours, theirs = (statistics.median(pair[side].wall for pair in measured) for side in (0, 1))
    note = f"steps/s, median of {pairs} pairs: {ours:.1f} and {theirs:.1f}"
    wall = [mine.wall / other.wall for mine, other in measured]
    cpu = [mine.cpu / other.cpu for mine, other in measured]
    return [
        median_of(name, wall, "x", target=target, note=note),
        median_of(f"{name}, by processor time", cpu, "x"),
    ]
