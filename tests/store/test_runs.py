"""What becomes of runs in the store: who may write, what is cut, and what viewers read."""

import threading
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.spec.message import Message
from core.store import recording, runs
from core.store.home import home, run_folder
from core.store.recording import Chunk, Moment, Superseded
from core.store.runs import Run

SPEC = build_spec({"recipe": "random_forest", "dataset": "digits", "seed": 3})


def made(**values: Any) -> str:
    """Return a new run."""
    return runs.create(SPEC, **({"name": "a run"} | values))


def claimed(run: str) -> int:
    """Claim a run that must be free."""
    attempt = runs.claim(run, worker={})
    assert attempt is not None
    return attempt


def current(run: str) -> Run:
    """Return a run that must be there."""
    found = runs.get(run)
    assert found is not None
    return found


def add(run: str, attempt: int, step: int) -> None:
    """Record one step's loss, which equals its number."""
    series = {"train/loss": {"x": [step], "y": [float(step)]}}
    recording.append(run, attempt, [Chunk(series)], progress={"step": step})


def checkpoint(run: str, attempt: int, step: int, size: int = 10) -> None:
    """Record a checkpoint and no events."""
    at = (Moment(step, step, 0), size)
    recording.append(run, attempt, [Chunk({}, at)], progress={"step": step})


def steps(run: str) -> list[int]:
    """Return which steps were recorded."""
    series = recording.events_after(run, 0)[1]
    return series.get("train/loss", {"x": []})["x"]


def played(run: str) -> int:
    """Record six steps with checkpoints after 0, 2 and 4; return the attempt."""
    attempt = claimed(run)
    for step in range(1, 7):
        if step % 2:
            checkpoint(run, attempt, step - 1)
        add(run, attempt, step)
    return attempt


def ticks(run: str) -> list[int]:
    """Return the ticks of a run's checkpoints."""
    return [row["tick"] for row in recording.checkpoints_of(run)]


def test_a_new_run_holds_its_specification() -> None:
    run = current(made(owner="somebody"))
    assert build_spec(run.spec) == SPEC
    assert (run.recipe, run.dataset, run.seed) == ("random_forest", "digits", 3)
    assert (run.status, run.attempt, run.revision, run.owner) == ("waiting", 0, 0, "somebody")
    assert (run.data_hash, run.group_hash) == (SPEC.data_hash(), SPEC.group_hash())
    assert (run.progress, run.scores, run.seconds) == ({}, {}, {})
    assert runs.get("nosuchrun") is None


def test_a_run_is_claimed_once() -> None:
    run = made()
    barrier, won = threading.Barrier(8), []

    def race() -> None:
        barrier.wait()
        won.append(runs.claim(run, worker={"thread": threading.get_ident()}))

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won, key=str) == [1, *[None] * 7]
    assert current(run).status == "running"
    assert current(run).attempt == 1


WRITES = {
    "note": lambda run, attempt: runs.note(run, attempt, device="cpu"),
    "append": lambda run, attempt: add(run, attempt, 99),
    "cut": lambda run, attempt: recording.cut(run, attempt, 0),
    "settle": lambda run, attempt: runs.settle(run, attempt, "finished"),
    "checkpoint": lambda run, attempt: checkpoint(run, attempt, 99),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_an_earlier_attempt_may_write_nothing(write: Any) -> None:
    run = made()
    first = played(run)
    assert runs.requeue(run, first, Message("lost"), counted=True)
    second = claimed(run)
    assert second > first
    before = (current(run), steps(run), ticks(run))
    with pytest.raises(Superseded):
        write(run, first)
    assert (current(run), steps(run), ticks(run)) == before
    write(run, second)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_nobody_writes_to_a_run_that_is_over_or_gone(write: Any) -> None:
    run = made()
    attempt = claimed(run)
    runs.settle(run, attempt, "stopped")
    with pytest.raises(Superseded):
        write(run, attempt)
    assert current(run).status == "stopped"
    runs.remove(run)
    with pytest.raises(Superseded):
        write(run, attempt)
    assert runs.get(run) is None


def test_a_lost_run_is_requeued_by_its_own_attempt_alone() -> None:
    run = made()
    attempt = claimed(run)
    queued = current(run).queued
    assert runs.requeue(run, attempt, Message("lost"), counted=True)
    assert not runs.requeue(run, attempt, Message("lost again"), counted=True)
    found = current(run)
    assert (found.status, found.restarts, found.queued) == ("waiting", 1, queued)
    assert found.message == {"text": "lost", "values": {}}
    assert runs.requeue(run, claimed(run), Message("lost"), counted=False)
    assert current(run).restarts == 1


def test_cutting_drops_what_came_after_a_checkpoint() -> None:
    run = made()
    attempt = played(run)
    assert (steps(run), ticks(run)) == ([1, 2, 3, 4, 5, 6], [0, 2, 4])
    recording.cut(run, attempt, 2)
    assert (steps(run), ticks(run)) == ([1, 2], [0, 2])
    assert current(run).revision == 1
    recording.cut(run, attempt, 2)
    assert current(run).revision == 1, "nothing was lost, so nobody need start over"
    add(run, attempt, 3)
    assert steps(run) == [1, 2, 3]


def test_rewinding_goes_back_to_the_beginning() -> None:
    run = made()
    attempt = played(run)
    assert not runs.rewind(run), "a run that trains is asked instead"
    assert steps(run) == [1, 2, 3, 4, 5, 6]
    scores = {"test": {"accuracy": 1.0}}
    runs.settle(run, attempt, "finished", scores=scores, message=Message("done"))
    assert runs.rewind(run)
    found = current(run)
    assert (found.status, found.scores, found.progress, found.message) == ("paused", {}, {}, None)
    assert found.finished is None
    assert found.revision == 1
    assert (steps(run), ticks(run)) == ([], [0])


def test_a_finished_run_does_not_go_on_before_it_is_rewound() -> None:
    run = made()
    runs.settle(run, claimed(run), "finished")
    assert not runs.enqueue(run)
    assert runs.rewind(run)
    assert runs.enqueue(run, until="epoch")
    assert (current(run).status, current(run).until) == ("waiting", "epoch")
    assert not runs.enqueue(run), "it waits already"


@pytest.mark.parametrize("status", ["paused", "stopped", "failed"])
def test_other_runs_go_on(status: Any) -> None:
    run = made()
    runs.settle(run, claimed(run), status, message=Message("why"), error="Traceback")
    assert runs.enqueue(run)
    found = current(run)
    assert (found.status, found.message, found.error) == ("waiting", None, None)
    assert found.finished is None


@pytest.mark.parametrize(
    ("command", "status"), [("pause", "paused"), ("stop", "stopped"), ("rewind", "paused")]
)
def test_a_waiting_run_answers_at_once(command: Any, status: str) -> None:
    run = made()
    runs.ask(run, command)
    assert (current(run).status, current(run).command) == (status, None)


@pytest.mark.parametrize("command", ["pause", "stop", "rewind"])
def test_a_running_run_is_told(command: Any) -> None:
    run = made()
    attempt = claimed(run)
    runs.ask(run, command)
    assert (current(run).status, current(run).command) == ("running", command)
    runs.settle(run, attempt, "paused")
    assert current(run).command is None


def test_viewers_read_only_what_is_new() -> None:
    run = made()
    attempt = claimed(run)
    assert recording.events_after(run, 0) == (0, {})
    add(run, attempt, 1)
    add(run, attempt, 2)
    cursor, series = recording.events_after(run, 0)
    assert series == {"train/loss": {"x": [1, 2], "y": [1.0, 2.0]}}
    assert recording.events_after(run, cursor) == (cursor, {})
    add(run, attempt, 3)
    later, series = recording.events_after(run, cursor)
    assert later > cursor
    assert series == {"train/loss": {"x": [3], "y": [3.0]}}


def test_progress_without_events_makes_no_chunk() -> None:
    run = made()
    recording.append(run, claimed(run), [Chunk({})], progress={"step": 7})
    assert recording.events_after(run, 0) == (0, {})
    assert current(run).progress == {"step": 7}


def test_checkpoints_are_forgotten_as_another_one_is_added() -> None:
    run = made()
    attempt = claimed(run)
    for tick in (3, 5):
        checkpoint(run, attempt, tick)
    at = Moment(7, 7, 1), 10
    recording.append(run, attempt, [Chunk({}, at)], progress={}, forgotten=[3, 5])
    assert ticks(run) == [7]


def test_a_checkpoint_written_again_replaces_the_first() -> None:
    run = made()
    attempt = claimed(run)
    for size in (10, 20):
        checkpoint(run, attempt, 5, size)
    (row,) = recording.checkpoints_of(run)
    assert (row["tick"], row["bytes"]) == (5, 20)


def test_runs_are_found_by_what_they_are() -> None:
    first, second = made(owner="one"), made(owner="two")
    claimed(second)
    assert [run.id for run in runs.find()] == [second, first]
    assert [run.id for run in runs.find(owners=["one"])] == [first]
    assert [run.id for run in runs.find(owners=[])] == []
    assert [run.id for run in runs.find(status=["running"])] == [second]
    assert len(runs.find(data_hash=SPEC.data_hash())) == 2
    assert runs.find(data_hash="other") == []
    assert len(runs.find(limit=1)) == 1


def test_removing_a_run_leaves_nothing_of_it() -> None:
    run, other = made(), made()
    played(run)
    played(other)
    (run_folder(run) / "file").touch()
    runs.remove(run)
    assert runs.get(run) is None
    assert recording.events_after(run, 0) == (0, {})
    assert ticks(run) == []
    assert not (home() / "runs" / run).exists()
    assert steps(other) == [1, 2, 3, 4, 5, 6], "other runs stay"


NAMES = [
    "Robert'); DROP TABLE runs; --",
    'a "quoted" name',
    "猫とニューラルネット 🦉🇨🇭",
    "%s %(name)s :name ? {name}",
    "line\nline\ttab\\",
    "<script>alert(1)</script>",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_just_names(name: str) -> None:
    bystander = made(name="bystander", owner="bystander")
    run = made(name=name, owner=name[:64])
    assert current(run).name == name
    assert [found.id for found in runs.find(owners=[name[:64]])] == [run]
    runs.rename(bystander, name)
    assert current(bystander).name == name
    assert runs.get(name) is None
    runs.rename(name, "nobody")
    assert current(run).name == name
    assert len(runs.find()) == 2


def test_long_names_are_cut() -> None:
    run = made(name="x" * 1000)
    assert current(run).name == "x" * 200
    runs.rename(run, "y" * 1000)
    assert current(run).name == "y" * 200


@pytest.mark.parametrize(
    "run", ["../x", "..", "", "/etc", "a/b", "a\\b", "a.b", "%2e%2e", "a b", "a\0b"]
)
def test_only_names_of_runs_have_folders(run: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a run"):
        run_folder(run)


def test_ids_are_long_and_make_folders() -> None:
    one, other = made(), made()
    assert one != other
    assert len(one) >= 20
    assert run_folder(one).is_dir()
    assert run_folder(one).parent == home() / "runs"
