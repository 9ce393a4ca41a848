"""What experiments conclude from numbers made by hand, and that they say no more than these."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.lab import attention, data, iterations, model, noise, objective
from core.lab.curves import curves_of
from core.lab.plan import plan
from core.lab.result import Result, measure
from core.lab.sentences import versus
from core.metrics.scoring import metrics_of
from core.store import runs
from tests.lab.numbers import finished, result
from tests.lab.test_plan import EXPERIMENTS

NAN = float("nan")
NETWORK, TREE = "Neural network (MLP)", "Decision tree"


def words(messages: Any) -> str:
    return "\n".join(message.worded() for message in messages)


def around(*means: float, by: float = 0.01) -> list[list[float]]:
    """Return three repetitions of each mean."""
    return [[mean - by, mean, mean + by] for mean in means]


def test_a_crossing_is_named_where_the_lines_cross() -> None:
    measured = result(
        {"mlp": around(0.6, 0.7, 0.9), "decision_tree": around(0.7, 0.6, 0.5)}, [10, 20, 30]
    )
    said = versus(measured, 0, 1)
    assert said is not None
    # The difference is -0.1 at 10 and 0.1 at 20.
    assert "cross at about 15 (Examples)" in said.worded()
    assert f"below it {TREE} is better (by more than luck at 1 of 3 points)" in said.worded()
    assert f"above it {NETWORK} (at 2)" in said.worded()


def test_the_other_way_round_the_leaders_are_swapped() -> None:
    measured = result({"mlp": around(0.9, 0.5), "decision_tree": around(0.5, 0.9)}, [0, 1])
    said = versus(measured, 0, 1)
    assert said is not None and f"below it {NETWORK} is better" in said.worded()


def test_where_lower_is_better_the_lower_curve_leads() -> None:
    measured = result({"mlp": around(5, 1), "ridge": around(2, 4)}, [0, 1], task="regression")
    said = versus(measured, 0, 1)
    assert said is not None and "cross at about 0.5" in said.worded()
    assert "below it Ridge regression is better" in said.worded()


def test_differences_within_the_spread_are_luck() -> None:
    noisy = {"mlp": [[0.5, 0.9, 0.7]], "decision_tree": [[0.7, 0.6, 0.72]]}
    (sentence,) = data.leader(result(noisy, [1]), 0)
    assert "within luck" in sentence.worded()
    clear = result({"mlp": around(0.5, 0.9), "dummy": around(0.5, 0.5)}, [1, 2])
    (sentence,) = data.leader(clear, -1)
    assert sentence.worded().startswith("Examples 2: ")
    assert "more than luck" in sentence.worded()


def test_one_repetition_cannot_tell() -> None:
    (sentence,) = data.leader(result({"mlp": [[0.9]], "dummy": [[0.5]]}, [1]), 0)
    assert "one repetition cannot tell" in sentence.worded()


def test_the_same_run_shown_thrice_is_one_measurement() -> None:
    measured = result({"ridge": [[1.0] * 3], "lasso": [[2.0] * 3]}, [0], task="regression")
    measured.ids[:, :, 1:] = measured.ids[:, :, :1]
    lead = measured.lead(0, 1)
    assert lead is not None and (lead.mean, lead.beyond) == (1, None)


def test_ties_are_called_ties() -> None:
    measured = result({"mlp": around(0.9, 0.8), "dummy": around(0.9, 0.8)}, [0, 1])
    assert "score the same at all 2 points" in words(data.conclude(measured))
    assert "level at the top" in words(data.conclude(measured))
    flat = result({"mlp": [[0.5], [0.5]], "dummy": [[0.5], [0.5]]}, [0, 1])
    assert "All models score the same everywhere (0.500)" in words(model.conclude(flat))


def test_a_model_gives_up_where_it_falls_below_the_middle() -> None:
    # The best is 1, the worst 0.5, so the level is 0.75.
    measured = result(
        {
            "mlp": [[1.0], [1.0], [0.8]],
            "decision_tree": [[1.0], [0.5], [0.5]],
            "dummy": [[0.5], [0.5], [0.5]],
        },
        [1, 2, 3],
    )
    said = words(model.conclude(measured))
    assert "the middle between them, 0.750" in said
    assert f"{NETWORK} stays better than that (from 1.000 at 1 to 0.800 at 3)" in said
    assert f"{TREE} gets worse than that at about 1.5" in said
    assert "Always the same answer is worse than that from the start (0.500 at 1)" in said


def test_the_steepest_gain_is_named() -> None:
    measured = result({"mlp": [[0.5], [0.6], [0.9]]}, [20, 50, 300])
    assert "between 50 and 300 examples (0.300)" in words(data.conclude(measured))


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11])
def test_unfinished_experiments_say_what_is_missing(experiment: Any, count: int) -> None:
    values = np.full((3, 2, 2), NAN)
    values.ravel()[:count] = np.linspace(0.4, 0.9, count)
    names = ("cross_entropy", "hinge", "mae")
    if experiment.forms is None:
        names = ("mlp", "decision_tree", "logistic_regression")
    measured = result(dict(zip(names, values, strict=True)), [0, 1])
    said = words(experiment.conclude(measured))
    expected = f"So far {count} of 12" if count else "Nothing has been measured yet"
    assert expected in said
    assert "nan" not in said


def test_what_attention_is_worth_is_said_at_both_ends() -> None:
    measured = result(
        {"none": around(0.9, 0.5, 0.1), "scaled_dot": around(0.95, 0.95, 0.9)},
        [4, 8, 16],
        task="transduction",
    )
    said = words(attention.conclude(measured))
    assert "No attention: Exact match 0.900 at length 4 and 0.100 at length 16" in said
    # From 0.5 at 8 to 0.1 at 16, 0.45 is reached after an eighth of the way.
    assert "No attention: half of the score at length 4 is lost at about length 9" in said
    assert "Scaled dot product: half" not in said
    assert "Attention is worth +0.050 at length 4 (more than luck)" in said
    assert "and +0.800 at length 16 (more than luck): so much better is Scaled dot" in said
    assert "worth more than on the shortest" in said


def test_where_attention_does_not_help_more_that_is_said() -> None:
    measured = result(
        {"none": around(0.5, 0.9), "additive": around(0.9, 0.9)}, [4, 8], task="transduction"
    )
    said = words(attention.conclude(measured))
    assert "Attention is worth +0.400 at length 4" in said
    assert "not worth more than on the shortest" in said
    alone = result({"none": around(0.9, 0.5)}, [4, 8], task="transduction")
    assert "worth" not in words(attention.conclude(alone))


def test_a_model_without_the_score_is_named() -> None:
    measured = result({"mlp": [[0.5]], "linear_svm": [[0.4]]}, [0])
    measured.values[1] = NAN
    assert "has no Accuracy" in words(data.conclude(measured))


def test_a_loss_without_gradient_is_told_by_its_gradients() -> None:
    run = finished("mlp")
    measured = result({"cross_entropy": [[0.9]], "zero_one": [[0.5]]}, [0])
    measured.ids[1] = run.id
    silent = {objective.GRADIENT: {"x": [1, 11], "y": [0.0, 0.0]}}
    told = Result(**vars(measured) | {"runs": {run.id: run}, "events": {run.id: silent}})
    assert "every gradient recorded was exactly 0" in words(objective.conclude(told))
    moving = {objective.GRADIENT: {"x": [1, 11], "y": [0.0, 0.1]}}
    told = Result(**vars(measured) | {"runs": {run.id: run}, "events": {run.id: moving}})
    assert "exactly 0" not in words(objective.conclude(told))
    assert "exactly 0" not in words(objective.conclude(measured))


def test_the_loss_that_lost_least_resisted() -> None:
    measured = result({"mse": around(1, 5), "mae": around(1, 2)}, [0, 0.2], task="regression")
    said = words(objective.conclude(measured))
    assert "(MAE) resisted best: between 0 and 0.2 (Examples) it lost 1.000" in said
    assert "lost 4.000; that difference is more than luck" in said
    unharmed = result({"mse": around(1, 5), "mae": around(1, 0.5)}, [0, 0.2], task="regression")
    assert "it lost nothing, while Mean squared" in words(objective.conclude(unharmed))
    better = result({"mse": around(3, 2), "mae": around(3, 1)}, [0, 0.2], task="regression")
    assert "resisted" not in words(objective.conclude(better))


def learned(measured: Result, curves: dict[str, tuple[int, list[float]]]) -> Result:
    """Give each model of a result a run of so many steps with a curve at its ends."""
    told, events = {}, {}
    for index, (name, (steps, values)) in enumerate(curves.items()):
        progress = {"step": steps, "steps": steps}
        run = finished(name, seconds={"train": 2.0}, progress=progress)
        measured.ids[index] = run.id
        x = np.linspace(0, steps, len(values), dtype=int).tolist()
        events[run.id] = {"valid/accuracy": {"x": x, "y": values}}
        told[run.id] = run
    return Result(**vars(measured) | {"runs": told, "events": events})


def test_the_network_passes_a_model_that_is_fitted_in_one_step() -> None:
    measured = result({"mlp": [[0.9]], "logistic_regression": [[0.7]]}, [0])
    curves = {
        "mlp": (100, [0.5, 0.6, 0.8, 0.9, 0.9]),
        "logistic_regression": (1, [0.0, 0.7]),
    }
    said = words(iterations.conclude(learned(measured, curves)))
    assert "Logistic regression is there after a single step of 2.000 s: 0.700" in said
    assert "after 50 steps: at 1.000 s, where the other was done at 2.000 s" in said
    assert "within 1 % of its best (0.900) after 75 of 100 steps, 1.500 s of 2.000 s" in said


def test_a_step_of_sgd_is_counted_in_updates() -> None:
    measured = result({"sgd": [[0.9]]}, [0])
    (curve,) = curves_of(learned(measured, {"sgd": (2, [0.5, 0.6, 0.7])}), "valid/accuracy")
    assert curve.steps.tolist() == [600, 1200]  # moons has 600 training examples
    assert curve.seconds.tolist() == [1, 2]


def test_noise_counts_what_models_cost() -> None:
    measured = result({"mlp": around(0.9, 0.8), "decision_tree": around(0.9, 0.6)}, [0, 0.4])
    told = {}
    for index, (name, seconds) in enumerate({"mlp": 3.0, "decision_tree": 0.5}.items()):
        run = finished(
            name, seconds={"train": seconds}, environment={"size_bytes": 1000 * (index + 1)}
        )
        measured.ids[index], told[run.id] = run.id, run
    said = words(noise.conclude(Result(**vars(measured) | {"runs": told})))
    assert "0.500 s (6 times as long)" in said
    assert f"{NETWORK} takes 1.000 kB and {TREE} 2.000 kB" in said


def test_measuring_is_looking_up_what_finished() -> None:
    experiment = EXPERIMENTS["noise"]
    trials = plan(experiment, experiment.start)
    found = {}
    for number, trial in enumerate(trials[:6]):
        run = runs.create(trial.spec, name="x", worker={"cli": True})
        status = "finished" if number < 5 else "stopped"
        runs.settle(run, 1, status, scores={"test": {"accuracy": number / 10}})
        stored = runs.get(run)
        assert stored is not None
        found[trial.key] = stored
    metric = metrics_of("classification")[0]
    measured = measure(trials, found, metric, titles=experiment.choices("classification"))
    assert measured.values.shape == (4, 4, 3)
    assert np.isfinite(measured.values).sum() == 5, "what was stopped early is no measurement"
    assert measured.values[3, 0, 0] == 0.3
    assert measured.values[0, 1, 0] == 0.4
