"""Seeds trained as one batch are what each is when trained alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from core.catalog.build import build_spec
from core.training.player import Outcome, Player
from core.training.together import BatchableLearner, LearnerBatch
from core.training.turns import play_together
from tests.fixtures.playing import MemoryJournal, play, same

SEEDS = 4
STEPS = 500
EACH_OPTIMISER = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]


def spec_of(seed: int, data: str = "moons", **sections: Any) -> Any:
    """Return a run of a small network."""
    params = {"depth": 2, "width": 8} | sections.pop("params", {})
    raw = {"recipe": "mlp", "dataset": data, "device": "cpu", "seed": seed, "params": params}
    return build_spec(raw | sections)


def learners(data: str = "moons", **sections: Any) -> list[BatchableLearner]:
    """Return the learners of some seeds, before their first step."""
    players = [
        Player(spec_of(seed, data, **dict(sections)), MemoryJournal()) for seed in range(SEEDS)
    ]
    found = [player.learner for player in players]
    assert all(isinstance(learner, BatchableLearner) for learner in found)
    return found  # type: ignore[return-value]


def distance(one: BatchableLearner, other: BatchableLearner) -> float:
    """Return by how much weights, and what layers keep besides, differ at most."""
    pairs = zip(one.network.state_dict().values(), other.network.state_dict().values(), strict=True)
    return max(float((mine.double() - theirs.double()).abs().max()) for mine, theirs in pairs)


CASES: dict[str, dict[str, Any]] = {
    "classes": {},
    "numbers": {"data": "diabetes"},
    "batch_norm": {"params": {"normalisation": "batch", "residual": True}},
    "layer_norm": {"params": {"normalisation": "layer", "loss": "hinge"}},
    "clipped": {"training": {"gradient_clip": 0.1, "learning_rate": 0.03}},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("steps", [60, pytest.param(STEPS, marks=pytest.mark.slow)])
def test_a_batch_equals_separate_runs(case: str, steps: int) -> None:
    same_as_alone(case, steps)


@pytest.mark.slow
def test_a_batch_equals_separate_runs_over_500_steps() -> None:
    same_as_alone("classes", STEPS)


def same_as_alone(name: str, steps: int) -> None:
    """Train some seeds together and each by itself, and compare them step by step."""
    case = CASES[name]
    alone, joined = learners(**case), learners(**case)
    batch = LearnerBatch(joined)
    for _ in range(steps):
        told = batch.step()
        for learner, mine in zip(alone, told, strict=True):
            theirs = learner.step()
            assert [one[:3] for one in mine] == [one[:3] for one in theirs]
            for one, other in zip(mine, theirs, strict=True):
                assert one.number == pytest.approx(other.number, rel=1e-5, abs=1e-5)
    assert max(map(distance, joined, alone)) < 1e-5
    assert distance(joined[0], joined[1]) > 0.01, "each has weights and an order of its own"


@pytest.mark.parametrize("optimiser", EACH_OPTIMISER)
def test_each_optimisers_state_stays_each_learners_own(optimiser: str) -> None:
    training = {"optimiser": optimiser, "schedule": "one_cycle"}
    alone, joined = learners(training=training), learners(training=training)
    batch = LearnerBatch(joined)
    for _ in range(30):
        batch.step()
        for learner in alone:
            learner.step()
    for mine, theirs in zip(joined, alone, strict=True):
        assert same(mine.state_dict(), theirs.state_dict())


def test_a_step_alone_is_gradient_descent_as_torch_does_it() -> None:
    # The batched code against plain modules, autograd and optimiser, in double precision.
    (learner, *_), training = learners(), {"learning_rate": 3e-3, "weight_decay": 0.05}
    network = learner.network.double()
    plain = [weight.detach().clone().requires_grad_() for weight in network.parameters()]
    names = [name for name, _ in network.named_parameters()]
    kept = dict(network.named_buffers())
    optimiser = torch.optim.AdamW(
        plain, training["learning_rate"], weight_decay=training["weight_decay"]
    )
    learner.flat.move(learner.flat.vector.double(), learner.flat.vector.double())
    learner.inputs = learner.inputs.double()
    LearnerBatch([learner])
    order = learner.order.state_dict()
    batches = [learner.order.next() for _ in range(10)]
    learner.order.load_state_dict(order)
    for batch in batches:
        rate = learner.optimiser.param_groups[0]["lr"]
        learner.step()
        weights = dict(zip(names, plain, strict=True))
        outputs = torch.func.functional_call(network, {**weights, **kept}, (learner.inputs[batch],))
        loss = torch.nn.functional.cross_entropy(outputs, learner.targets[batch])
        optimiser.param_groups[0]["lr"] = rate
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    for mine, theirs in zip(network.parameters(), plain, strict=True):
        torch.testing.assert_close(mine.detach(), theirs.detach(), rtol=1e-9, atol=1e-11)


def test_one_that_leaves_goes_on_as_if_it_had_always_been_alone() -> None:
    alone, joined = learners(), learners()
    batch = LearnerBatch(joined)
    for step in range(40):
        batch.step()
        if step >= 20:
            joined[1].step()
        elif step == 19:
            batch.leave(joined[1])
        for learner in alone:
            learner.step()
    for mine, theirs in zip(joined, alone, strict=True):
        assert same(mine.state_dict(), theirs.state_dict())


def together(stop: int | None = None, **sections: Any) -> tuple[list[Outcome], list[MemoryJournal]]:
    """Play some seeds together to their ends; pause the second at the step `stop`."""
    journals = {str(seed): MemoryJournal() for seed in range(SEEDS)}
    players = {
        run: Player(spec_of(int(run), **dict(sections)), journal, among=SEEDS)
        for run, journal in journals.items()
    }

    def control() -> dict[str, Any]:
        due = stop is not None and players["0"].learner.progress().step == stop
        return {"1": "pause"} if due else {}

    ends = dict(play_together(players, dict.fromkeys(players), control))
    outcomes = [ends[run] for run in journals]
    assert all(isinstance(outcome, Outcome) for outcome in outcomes)
    return outcomes, list(journals.values())  # type: ignore[return-value]


STOPPING_EARLY = {"training": {"epochs": 30, "early_stopping": 3, "learning_rate": 0.03}}


def test_runs_played_together_record_what_each_records_alone() -> None:
    outcomes, journals = together(**STOPPING_EARLY)
    for seed, (outcome, journal) in enumerate(zip(outcomes, journals, strict=True)):
        expected, alone = play(spec_of(seed, **STOPPING_EARLY))
        assert outcome.status == "finished"
        assert outcome.scores == expected.scores
        assert journal.events() == alone.events()
        assert same(journal.state(), alone.state())
    ends = {journal.progress["epoch"] for journal in journals}
    assert len(ends) > 1, "early stopping ends each at an epoch of its own"


def test_a_paused_one_leaves_the_others_and_can_go_on_alone() -> None:
    training = {"training": {"epochs": 4, "early_stopping": None}}
    outcomes, journals = together(stop=25, **training)
    assert [outcome.status for outcome in outcomes] == ["finished", "paused", *["finished"] * 2]
    assert journals[1].progress["step"] == 25
    final, resumed = play(spec_of(1, **training), journals[1])
    expected, alone = play(spec_of(1, **training))
    assert final.scores == expected.scores
    assert resumed.events() == alone.events()
    assert same(resumed.state(), alone.state())


def test_dropout_keeps_seeds_apart() -> None:
    from core.catalog.find import recipe
    from core.recipes.mlp import MLPParams

    can = recipe("mlp").together
    assert can is not None
    assert can(MLPParams())
    assert not can(MLPParams(dropout=0.1))
