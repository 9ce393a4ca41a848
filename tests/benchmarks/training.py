"""How fast the player trains, as ratios to other ways of doing the same."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.result import Result, median_of, side_by_side

if TYPE_CHECKING:
    from tests.benchmarks.loops import Case, Speed


def player() -> list[Result]:
    """The player, events and checkpoints on, against loops written by hand.

    These have torch's usual layout of weights; that the player is faster with another one is told
    apart.
    """
    return [
        *_in_turn("player / bare loop", "DEFAULT", pairs=9),
        *_in_turn("player / bare loop", "PLAIN", pairs=9),
        *_in_turn("player / bare loop, channels last", "DEFAULT", pairs=9, same_layout=True),
    ]


def recurrent() -> list[Result]:
    """The player and the network of `rnn` against both written by hand."""
    return _in_turn("rnn / bare loop", "RECURRENT", pairs=9)


def transformer() -> list[Result]:
    """The player and the network of `transformer` against both written by hand."""
    return _in_turn("transformer / bare loop", "TRANSFORMER", pairs=9)


def gan() -> list[Result]:
    """The player and `gan` against the same game written by hand."""
    from tests.benchmarks import making

    return making.gan()


def vae() -> list[Result]:
    """The player and `vae` against the same training written by hand."""
    from tests.benchmarks import making

    return making.vae()


def skorch() -> list[Result]:
    """The player against skorch, doing the same and doing less."""
    from tests.benchmarks import loops

    return [
        *_ratio(
            "player / skorch with checkpoints", loops.with_skorch, "PLAIN", pairs=5, target=1.05
        ),
        *_ratio("player / skorch, less work", loops.with_lean_skorch, "PLAIN", pairs=3),
    ]


def lightning() -> list[Result]:
    """The player against Lightning, doing the same and doing less."""
    from tests.benchmarks import loops

    same, less = "player / Lightning, same work", "player / Lightning, less work"
    return [
        *_ratio(same, loops.with_lightning, "PLAIN", pairs=5, target=1.5),
        *_ratio(less, loops.with_lean_lightning, "PLAIN", pairs=3),
    ]


def seeds() -> list[Result]:
    """Many seeds trained together against one."""
    from tests.benchmarks.seeds import seeds

    return seeds()


def ppo() -> list[Result]:
    """How soon `ppo` balances the pole, against Stable-Baselines3."""
    from tests.benchmarks import acting

    return acting.ppo()


def _in_turn(name: str, network: str, *, pairs: int, same_layout: bool = False) -> list[Result]:
    """Return how fast the player is, as a ratio to the same by hand.

    Args:
        name: What is compared.
        network: `DEFAULT`, the one of `cnn`; `PLAIN`, a smaller one, where overhead weighs more;
            `RECURRENT`, the one of `rnn`; or `TRANSFORMER`, the one of `transformer`.
        pairs: How often both are trained.
        same_layout: Whether the loop by hand lays weights out as the player does; no target then.
    """
    from tests.benchmarks import loops
    from tests.benchmarks.in_turn import by_the_player, ratios

    case: Case = getattr(loops, network)
    return ratios(
        f"{name} ({network.lower()}{' CNN' if case.recipe == 'cnn' else ''})",
        partial(by_the_player, case.spec, loops.learned_well),
        partial(loops.by_hand_channels_last if same_layout else loops.by_hand, case),
        epochs=case.epochs,
        steps=case.steps // case.epochs,
        pairs=pairs,
        target=None if same_layout else 0.95,
    )


def _ratio(
    name: str,
    peer: Callable[[Case], Speed],
    network: str,
    *,
    pairs: int,
    target: float | None = None,
) -> list[Result]:
    """Return the ratio of speeds; a second one counts processor time alone.

    Args:
        name: What is compared.
        peer: The other way of training.
        network: Which case of `loops` both train.
        pairs: How often both are measured.
        target: What the ratio should reach.
    """
    from tests.benchmarks import loops

    case: Case = getattr(loops, network)
    measured = side_by_side(lambda: loops.player(case), lambda: peer(case), pairs)
    ours, theirs = (statistics.median(pair[side].wall for pair in measured) for side in (0, 1))
    note = f"steps/s, median of {pairs} pairs: {ours:.1f} and {theirs:.1f}"
    wall = [mine.wall / other.wall for mine, other in measured]
    cpu = [mine.cpu / other.cpu for mine, other in measured]
    name = f"{name} ({network.lower()} CNN)"
    return [
        median_of(name, wall, "x", target=target, note=note),
        median_of(f"{name}, by processor time", cpu, "x"),
    ]
