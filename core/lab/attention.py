"""`attention`: the same task with and without attention, as the input grows longer."""

from __future__ import annotations

import numpy as np

from core.lab.experiment import Experiment, Factor, Forms, LabSettings
from core.lab.result import Result
from core.lab.sentences import at, leader, luck, missing, number, ranking
from core.lab.shape import falls_below
from core.spec.message import N_, Message

WITHOUT = "none"
"""The form that does without attention."""

_CHANGES = N_(
    "{form}: {metric} {first} at length {begin} and {last} at length {end}, {change} in all."
)
_HALVED = N_("{form}: half of the score at length {begin} is lost at about length {place}.")
_GROWS = N_(
    "Attention is worth {first} at length {begin} ({first_luck}) and {last} at length {end} "
    "({last_luck}): so much better is {best} than the same network without it. On the longest "
    "input it is worth more than on the shortest."
)
_SHRINKS = N_(
    "Attention is worth {first} at length {begin} ({first_luck}) and {last} at length {end} "
    "({last_luck}): so much better is {best} than the same network without it. On the longest "
    "input it is not worth more than on the shortest."
)


def conclude(result: Result) -> list[Message]:
    """Say what length does to each form, what attention is worth, and whether that grows."""
    found = missing(result)
    if not np.isfinite(result.means).any():
        return found
    for index in range(len(result.series)):
        found += _of_form(result, index)
    found += _worth(result)
    return found + leader(result, 0) + (leader(result, -1) if len(result.x) > 1 else [])


def _of_form(result: Result, index: int) -> list[Message]:
    """Say what one form scores on the shortest and the longest input, and where it is half lost."""
    means = result.means[index]
    known = np.flatnonzero(np.isfinite(means))
    if len(known) < 2:
        return []
    first, last = float(means[known[0]]), float(means[known[-1]])
    values = {
        "form": result.title(index),
        "metric": Message(result.metric.title),
        "first": number(first),
        "last": number(last),
        "change": f"{last - first:+.3f}",
        "begin": at(float(result.x[known[0]])),
        "end": at(float(result.x[known[-1]])),
    }
    found = [Message(_CHANGES, values)]
    # A half is one of a score that cannot be below 0; an error has no such half.
    if result.metric.higher_is_better and result.metric.range == (0, 1) and first > 0:
        place = falls_below(result.x, means, first / 2)
        if place is not None:
            found.append(Message(_HALVED, values | {"place": at(place)}))
    return found


def _worth(result: Result) -> list[Message]:
    """Compare the best form that attends with the one that does not, at both ends."""
    order = [index for index in ranking(result) if result.series[index] != WITHOUT]
    if WITHOUT not in result.series or not order or len(result.x) < 2:
        return []
    best, without = order[0], result.series.index(WITHOUT)
    ends = [result.lead(best, without, place) for place in (0, len(result.x) - 1)]
    if ends[0] is None or ends[1] is None:
        return []
    values = {
        "best": result.title(best),
        "first": f"{ends[0].mean:+.3f}",
        "last": f"{ends[1].mean:+.3f}",
        "first_luck": luck(ends[0]),
        "last_luck": luck(ends[1]),
        "begin": at(float(result.x[0])),
        "end": at(float(result.x[-1])),
    }
    return [Message(_GROWS if ends[1].mean > ends[0].mean else _SHRINKS, values)]


EXPERIMENT = Experiment(
    name="attention",
    title=N_("Attention and length"),
    question=N_(
        "Without attention, a network must squeeze everything it has read into one vector before "
        "it writes the first character. With attention it may look back at every character while "
        "it writes. The same network learns the same task both ways, on inputs that grow longer: "
        "from which length on does the one vector no longer do, and does attention not care?"
    ),
    factors=(
        Factor(
            "longest",
            N_("Length of the input"),
            N_("How many characters each word to read has, all of the same length."),
            "4, 6, 8, 12",
            N_("characters"),
            also=("shortest",),
        ),
    ),
    usual={"transduction": ("none", "additive", "scaled_dot")},
    start=LabSettings(
        dataset="reverse",
        data={name: {"count": 2400} for name in ("reverse", "sort")},
        models={
            "seq2seq": {
                "params": {"width": 48},
                "training": {"epochs": 8, "learning_rate": 0.01},
            }
        },
    ),
    conclude=conclude,
    kind="pairs",
    forms=Forms(
        "seq2seq",
        "attention",
        N_("Kinds of attention"),
        N_("How the same network looks back at what it has read, each in runs of its own."),
        {WITHOUT: N_("No attention")},
    ),
    costs=True,
)
