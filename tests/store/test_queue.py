"""The order in which stored runs are trained."""

from collections.abc import Sequence

from core.catalog.build import build_spec
from core.engine.queue import order, position
from core.store import runs

SPEC = build_spec({"recipe": "naive_bayes", "dataset": "digits"})


def queued(*, owner: str = "me", compared: bool = False, count: int = 1) -> list[str]:
    """Let new runs wait; return their ids."""
    return runs.create_all([SPEC] * count, name="a run", owner=owner, compared=compared)


def turns() -> list[str]:
    """Return the runs that wait, in the order of the queue."""
    return [run.id for run in order(runs.find(status=["waiting"]), runs.find(status=["running"]))]


def kinds(ordered: Sequence[str], **groups: Sequence[str]) -> list[str]:
    """Return which of the groups each run belongs to."""
    return [next(name for name, group in groups.items() if run in group) for run in ordered]


def test_what_one_starts_oneself_goes_ahead_of_a_comparison() -> None:
    compared = queued(compared=True, count=3)
    assert runs.claim(compared[0], worker={}) == 1
    (mine,) = queued()
    assert turns()[0] == mine and set(turns()[1:]) == set(compared[1:])
    stored = runs.get(mine)
    assert stored is not None
    assert position(stored, runs.find(status=["waiting"]), runs.find(status=["running"])) == 1


def test_of_a_comparison_what_one_asks_for_by_itself_is_like_any_other_run() -> None:
    compared = queued(compared=True, count=3)
    runs.ask(compared[2], "pause")
    assert runs.enqueue(compared[2])
    assert turns()[0] == compared[2]
    assert len({run.comparison for run in runs.find(status=["waiting"])} - {None}) == 1


def test_a_comparison_waits_for_nobody_elses_many_runs() -> None:
    theirs, mine = queued(owner="they", count=4), queued(compared=True, count=2)
    assert kinds(turns(), theirs=theirs, mine=mine) == [
        *("theirs", "mine", "theirs", "mine"),
        *("theirs", "theirs"),
    ]
