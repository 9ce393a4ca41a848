"""Plans: the same settings the same runs, valid or refused in a sentence."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import core.lab
from core.catalog.find import recipe
from core.lab.experiment import Experiment, LabSettings
from core.lab.plan import MOST_RUNS, found_again, left_to_do, plan
from core.lab.result import overlap_of
from core.spec.message import SpecError
from core.store import runs

ROOT = Path(__file__).parents[2]
EXPERIMENTS = {
    info.name: module.EXPERIMENT
    for info in pkgutil.iter_modules(core.lab.__path__)
    if hasattr(module := import_module(f"core.lab.{info.name}"), "EXPERIMENT")
}
EACH = pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)


def keys(experiment: Experiment, **settings: object) -> list[tuple[str, int]]:
    return [trial.key for trial in plan(experiment, LabSettings.model_validate(settings))]


def test_there_is_a_page_for_each_experiment() -> None:
    assert len(EXPERIMENTS) == 6
    for name, experiment in EXPERIMENTS.items():
        assert experiment.name == name
        assert (ROOT / "pages" / f"lab_{name}.py").exists()


@EACH
def test_the_same_settings_are_the_same_runs(experiment: Experiment) -> None:
    first = keys(experiment)
    assert first == keys(experiment) == keys(experiment, **experiment.start.model_dump())
    assert len(set(first)) == len(first) <= MOST_RUNS
    assert set(keys(experiment, repetitions=4)) > set(first), "more repetitions keep what is there"
    assert not set(keys(experiment, seed=100)) & set(first)


@EACH
def test_every_factor_task_and_dataset_makes_runs(experiment: Experiment) -> None:
    for factor in experiment.factors or (None,):
        name = factor.name if factor else ""
        assert experiment.datasets(factor)
        for dataset in experiment.datasets(factor):
            found = plan(experiment, LabSettings(factor=name, dataset=dataset, repetitions=2))
            assert {trial.spec.dataset for trial in found} == {dataset}
            # A small table has fewer examples than the largest values ask for.
            assert factor is None or len({trial.x for trial in found}) >= 3


@EACH
def test_everything_that_can_be_compared_can_be_planned(experiment: Experiment) -> None:
    for factor in experiment.factors or (None,):
        name = factor.name if factor else ""
        for dataset in experiment.datasets(factor):
            settings = LabSettings(factor=name, dataset=dataset, repetitions=1)
            everything = tuple(experiment.choices(experiment.dataset(settings).task))
            found = plan(experiment, settings.model_copy(update={"compared": everything}))
            assert {trial.series for trial in found} == set(everything)


def test_repetitions_draw_new_data_for_all_models_alike() -> None:
    trials = plan(EXPERIMENTS["model"], LabSettings(values="1", repetitions=3))
    drawn: dict[int, set[str]] = {}
    for trial in trials:
        drawn.setdefault(trial.repetition, set()).add(trial.spec.data_hash())
    assert [len(hashes) for hashes in drawn.values()] == [1, 1, 1]
    assert len(set.union(*drawn.values())) == 3


def test_on_the_same_data_models_without_chance_are_fitted_once() -> None:
    settings = LabSettings(values="1, 2", repetitions=3, fresh_data=False)
    trials = plan(EXPERIMENTS["model"], settings)
    for name in ("mlp", "rbf_svm"):
        own = {trial.key for trial in trials if trial.series == name}
        assert len(own) == (6 if recipe(name).uses_seed else 2)


def test_forms_of_one_network_differ_in_one_setting_alone() -> None:
    settings = LabSettings(values="4, 6", repetitions=1)
    trials = plan(EXPERIMENTS["attention"], settings)
    assert {trial.spec.recipe for trial in trials} == {"seq2seq"}
    for trial in trials:
        params, data = trial.spec.params.model_dump(), trial.spec.data.model_dump()
        assert params.pop("attention") == trial.series and params["width"] == 48
        assert data["shortest"] == data["longest"] == trial.x, "all words are of one length"
    assert len({trial.spec.data_hash() for trial in trials}) == 2


def test_pairs_drawn_anew_share_no_rows() -> None:
    specs = [trial.spec for trial in plan(EXPERIMENTS["attention"], LabSettings())]
    assert overlap_of(specs) == 0
    tables = [trial.spec for trial in plan(EXPERIMENTS["data"], LabSettings(dataset="iris"))]
    assert overlap_of(tables) > 0


def test_more_examples_than_there_are_mean_all() -> None:
    settings = LabSettings(dataset="iris", values="20, 5000, all, 20", repetitions=1)
    trials = plan(EXPERIMENTS["data"], settings)
    assert sorted({trial.x for trial in trials}) == [20, 90]
    assert len(trials) == 2 * 5


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"values": "one, two"}, "numbers separated by commas"),
        ({"values": ",;,"}, "between 1 and 20"),
        ({"values": ",".join(map(str, range(50)))}, "between 1 and 20"),
        ({"values": "1e999"}, "finite"),
        ({"values": "nan"}, "finite"),
        ({"values": "-1"}, "0.25 or more"),
        ({"values": "all"}, "must be"),
        ({"values": "7"}, "6 or less"),
        ({"factor": "moons"}, "does not fit"),
        ({"factor": "extra_noise_columns", "values": "2.5"}, "whole number"),
        ({"dataset": "moons"}, "does not fit"),
        ({"dataset": "digits"}, "does not fit"),
        ({"compared": ["cnn"]}, "does not fit"),
        ({"compared": ["ridge"]}, "does not fit"),
        ({"data": {"spiral": {"size": "many"}}}, "whole number"),
        ({"data": {"spiral": {"split_seed": "x"}}}, "whole number"),
        ({"data": {"spiral": {"colour": 3}}}, "no such setting"),
        ({"models": {"mlp": {"params": {"width": 0}}}}, "1 or more"),
        ({"repetitions": 20}, "200 is the most"),
    ],
)
def test_nonsense_gets_a_sentence(settings: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError) as caught:
        plan(EXPERIMENTS["model"], LabSettings.model_validate(settings))
    assert said in caught.value.worded()


def test_what_is_there_is_found_again_and_only_the_rest_is_left() -> None:
    trials = plan(EXPERIMENTS["model"], LabSettings(values="1", repetitions=1))
    assert len(left_to_do(trials, {})) == len(trials) == 5
    statuses = ("finished", "stopped", "failed", "running", "diverged")
    made = {}
    for trial, status in zip(trials, statuses, strict=True):
        run = runs.create(trial.spec, name="x", worker={"cli": True})
        if status != "running":
            runs.settle(run, 1, status)  # type: ignore[arg-type]
        made[status] = trial.key
    # A later attempt that waits does not hide one that has finished.
    runs.create(trials[0].spec, name="again", owner="me")
    found = found_again(trials, runs.find())
    assert {found[key].status for key in found} == set(statuses)
    assert set(left_to_do(trials, found)) == {made["stopped"], made["failed"]}


def test_experiments_need_nothing_heavy() -> None:
    program = f"""
import sys
from importlib import import_module
from core.lab.plan import plan
for name in {list(EXPERIMENTS)!r}:
    experiment = import_module("core.lab." + name).EXPERIMENT
    plan(experiment, experiment.start)
heavy = ("torch", "torchvision", "sklearn", "scipy", "gymnasium", "distributed", "streamlit")
print(*[name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@EACH
def test_settings_survive_json(experiment: Experiment) -> None:
    text = json.dumps(experiment.start.model_dump(mode="json"))
    assert LabSettings.model_validate(json.loads(text)) == experiment.start
