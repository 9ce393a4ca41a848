"""Sentences that several experiments need; each says what was measured and nothing else."""

from __future__ import annotations

import numpy as np

from core.lab.experiment import NETWORK
from core.lab.luck import Lead
from core.lab.result import Result
from core.lab.shape import crossings
from core.spec.message import N_, Message

LUCK: dict[bool | None, str] = {
    True: N_("more than luck"),
    False: N_("within luck"),
    None: N_("one repetition cannot tell whether by luck"),
}


def number(value: float) -> str:
    """Return a score, a time or a place as sentences say it."""
    return f"{value:.3f}" if 0.001 <= abs(value) < 10 else f"{value:.3g}"


def at(value: float) -> str:
    """Return a value of what is varied."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def luck(lead: Lead) -> Message:
    """Say whether a lead is more than luck."""
    return Message(LUCK[lead.beyond])


def missing(result: Result) -> list[Message]:
    """Say what is not there yet; an empty list if everything is."""
    count, there = result.values.size, int(np.sum(result.ids != ""))
    if not there:
        return [Message(N_("Nothing has been measured yet, so there is nothing to conclude."))]
    found = []
    if there < count:
        text = N_(
            "So far {there} of {count} measurements are there; what follows speaks of these alone "
            "and may still change."
        )
        found.append(Message(text, {"there": there, "count": count}))
    silent = [
        index
        for index in range(len(result.series))
        if (result.ids[index] != "").any() and np.isnan(result.values[index]).all()
    ]
    text = N_("{model} has no {metric}, so nothing is said about it.")
    for index in silent:
        values = {"model": result.title(index), "metric": Message(result.metric.title)}
        found.append(Message(text, values))
    return found


def ranking(result: Result, place: int | None = None) -> list[int]:
    """Return the measured series, best first, at one place or on average over all.

    The average is over places at which every measured series was, so that it is a fair one.
    """
    goodness = result.goodness
    there = [index for index in range(len(goodness)) if np.isfinite(goodness[index]).any()]
    if place is None:
        shared = np.isfinite(goodness[there]).all(axis=0)
        if not shared.any():
            return []
        height = goodness[:, shared].mean(axis=1)
    else:
        height = goodness[:, place]
        there = [index for index in there if np.isfinite(height[index])]
    return sorted(there, key=lambda index: -height[index])


def leader(result: Result, place: int) -> list[Message]:
    """Say what is best at one place, and whether its lead over the next is luck."""
    order = ranking(result, place)
    if len(order) < 2:
        return []
    first, second = order[:2]
    lead = result.lead(first, second, place)
    values = {
        "axis": Message(result.axis),
        "x": at(float(result.x[place])),
        "metric": Message(result.metric.title),
        "first": result.title(first),
        "second": result.title(second),
        "best": number(float(result.means[first, place])),
        "next": number(float(result.means[second, place])),
    }
    if lead is None:  # no repetition has both yet
        return []
    if abs(lead.mean) < 1e-12:
        text = N_("{axis} {x}: {first} and {second} are level at the top ({metric} {best}).")
        return [Message(text, values)]
    text = N_("{axis} {x}: {first} is best ({metric} {best}), then {second} ({next}): {luck}.")
    return [Message(text, values | {"luck": luck(lead)})]


def versus_network(result: Result) -> list[Message]:
    """Compare the network with each other model; without a network, the best with each."""
    order = ranking(result)
    if len(order) < 2:
        return []
    named = result.series.index(NETWORK) if NETWORK in result.series else -1
    first = named if named in order else order[0]
    found = (versus(result, first, other) for other in order if other != first)
    return [message for message in found if message is not None]


def versus(result: Result, first: int, second: int) -> Message | None:
    """Say where the curves of two series cross and who leads where, or who leads throughout."""
    difference = result.goodness[first] - result.goodness[second]
    known = np.flatnonzero(np.isfinite(difference))
    if not len(known):
        return None
    leads = [result.lead(first, second, int(place)) for place in known]
    values = {
        "first": result.title(first),
        "second": result.title(second),
        "axis": Message(result.axis),
        "points": len(known),
        "ahead": sum(bool(lead and lead.beyond and lead.mean > 0) for lead in leads),
        "behind": sum(bool(lead and lead.beyond and lead.mean < 0) for lead in leads),
    }
    crossed = crossings(result.x, difference, logarithmic=result.logarithmic)
    if not crossed:
        return Message(_never(difference[known]), values | _extremes(difference[known]))
    values["place"], values["count"] = at(crossed[0]), len(crossed)
    if len(crossed) > 1:
        return Message(_OFTEN, values)
    before = difference[known][difference[known] != 0][0]
    return Message(_ONCE_BEHIND if before < 0 else _ONCE_AHEAD, values)


_ONCE_BEHIND = N_(
    "The curves of {first} and {second} cross at about {place} ({axis}): below it {second} is "
    "better (by more than luck at {behind} of {points} points), above it {first} (at {ahead})."
)
_ONCE_AHEAD = N_(
    "The curves of {first} and {second} cross at about {place} ({axis}): below it {first} is "
    "better (by more than luck at {ahead} of {points} points), above it {second} (at {behind})."
)
_OFTEN = N_(
    "The curves of {first} and {second} cross {count} times, first at about {place} ({axis}); "
    "{first} is better by more than luck at {ahead} of {points} points, {second} at {behind}."
)
_EQUAL = N_("{first} and {second} score the same at all {points} points.")
_AHEAD = N_(
    "{first} is never worse than {second}: better by {least} to {most}, and by more than luck at "
    "{ahead} of {points} points. The curves do not cross."
)
_BEHIND = N_(
    "{first} is never better than {second}: worse by {least} to {most}, and by more than luck at "
    "{behind} of {points} points. The curves do not cross."
)


def _never(difference: np.ndarray) -> str:
    if not difference.any():
        return _EQUAL
    return _AHEAD if difference.sum() > 0 else _BEHIND


def _extremes(difference: np.ndarray) -> dict[str, str]:
    sizes = np.abs(difference)
    return {"least": number(float(sizes.min())), "most": number(float(sizes.max()))}
