"""What every recipe promises, on every kind of data it accepts; new ones are covered unasked."""

import json
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.catalog.build import build_spec, network_rows, task_of
from core.catalog.descriptions import Recipe
from core.catalog.find import recipe, recipes, source, sources
from core.metrics.metric import Episodes, Predictions, Samples
from core.metrics.scoring import metrics_of
from core.spec.parameters import Parameters, Setting, settings_of
from core.spec.run_spec import RunSpec
from core.store import recording, runs
from core.training import random_state
from core.training.player import Outcome, Player
from tests.fixtures.files import needed
from tests.fixtures.pairs import PAIRS, each_once, each_pair, once, played
from tests.fixtures.playing import (
    MemoryJournal,
    can_be_there,
    loaded,
    minding,
    other_value,
    play,
    play_in_store,
    play_on,
    same,
    small_raw,
    small_spec,
)

each_recipe = pytest.mark.parametrize("entry", recipes().values(), ids=lambda entry: entry.name)
DIFFERENT = {"cnn", "random_forest", "q_learning", "ppo", "gan", "toy_gan_fixture"}
"""Recipes whose learners have little in common, enough to try what is the store's doing."""
each_different = pytest.mark.parametrize(
    ("name", "data"),
    [once(*pair) if pair[0] in DIFFERENT else played(*pair, slow=True) for pair in PAIRS],
)
each_in_phases = pytest.mark.parametrize(
    ("name", "data"), [once(*pair) for pair in PAIRS if len(recipe(pair[0]).phases) > 1]
)
each_source = pytest.mark.parametrize("entry", sources().values(), ids=lambda entry: entry.name)

# Settings that cannot change what a short run records, each with the reason.
WITHOUT_EFFECT: dict[str, str] = {
    "ppo.training.until_solved": "a small run solves nothing",
    "a2c.training.until_solved": "a small run solves nothing",
    "reinforce.training.until_solved": "a small run solves nothing",
    "dqn.training.until_solved": "a small run solves nothing",
    "cnn.training.early_stopping": "a small run is over before its patience is",
    "mlp.training.early_stopping": "a small run is over before its patience is",
    "transformer.training.early_stopping": "a small run is over before its patience is",
    "rnn.training.early_stopping": "a small run is over before its patience is",
    "rnn_lm.training.early_stopping": "a small run is over before its patience is",
    "transformer_lm.training.early_stopping": "a small run is over before its patience is",
    "seq2seq.training.early_stopping": "a small run is over before its patience is",
    "policy_iteration.data.mistake_reward": "who computes with the rules makes no mistakes",
    "value_iteration.params.tolerance": "a small run is over before values settle",
    "policy_iteration.params.tolerance": "a small run is over before values settle",
    "a2c.data.goal_reward": "a small run is over before anything gets up the mountain",
    "mlp.data.task": "the answers in the small file are words, which can be nothing but classes",
}
if can_be_there(source("LunarLander-v3")):
    WITHOUT_EFFECT |= {
        "a2c.data.landing_reward": "a small run is over before anything has landed",
        "a2c.data.crash_reward": "a small run is over before anything has crashed",
    }


def settings_by_section(name: str, data: str) -> list[tuple[str, type[Parameters], Setting]]:
    """Return section and class of everything that can be set in a run."""
    kinds = {
        "params": recipe(name).params,
        "training": recipe(name).training,
        "data": source(data).params,
    }
    return [(section, kind, item) for section, kind in kinds.items() for item in settings_of(kind)]


def tried_on(name: str, item: Setting) -> str:
    """Return on which data a recipe's own setting is tried: the first that it is about."""
    kinds = item.only_for
    fitting = (data for one, data in PAIRS if one == name)
    return next(data for data in fitting if not kinds or source(data).kinds & {*kinds})


SETTINGS = [
    (name, data, section, kind, item.name)
    for name, data in PAIRS
    for section, kind, item in settings_by_section(name, data)
    if (name == minding(source(data)) if section == "data" else data == tried_on(name, item))
]


class Whole(NamedTuple):
    """A run that was played from start to end."""

    outcome: Outcome
    journal: MemoryJournal
    steps: int  # how often its learner was asked for one
    drawn: list[bool]  # of each scoring, whether it drew from Python's or NumPy's own generator


@pytest.fixture(scope="module")
def uninterrupted() -> Callable[[str, str], Whole]:
    """Play each pair's run once and keep it."""
    return cache(play_whole)


Uninterrupted = Callable[[str, str], Whole]


def player_of(spec: RunSpec, journal: MemoryJournal) -> Player:
    """Return a player of a run whose data are loaded once for all tests."""
    return Player(spec, journal, data=loaded(spec))


def ended(spec: RunSpec, journal: MemoryJournal | None = None) -> tuple[Outcome, MemoryJournal]:
    """Play such a run to its end."""
    return play(spec, journal, loaded(spec))


def play_whole(name: str, data: str) -> Whole:
    """Play a small run to its end, counting its steps and seeing what its scores draw."""
    journal, undisturbed = MemoryJournal(), random_state.undisturbed
    drawn: list[bool] = []

    @contextmanager
    def watched(generator: np.random.Generator) -> Iterator[None]:
        before = own_generators()
        with undisturbed(generator):
            yield
        drawn.append(own_generators() != before)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(random_state, "undisturbed", watched)
        player = player_of(small_spec(name, data), journal)
        steps = counted_steps(player)
        outcome = player.play()
    return Whole(outcome, journal, len(steps), drawn)


def own_generators() -> tuple[Any, ...]:
    """Return the states of Python's and NumPy's own generators."""
    legacy: Any = np.random.get_state()
    return random.getstate(), legacy[1].tobytes(), *legacy[2:]


def counted_steps(player: Player) -> list[str | None]:
    """Return a list that will hold the phase of every step the player asks for."""
    asked: list[str | None] = []
    make_step = player.learner.step

    def counting(phase: str | None = None) -> Any:
        asked.append(phase)
        return make_step(phase)

    player.learner.step = counting  # type: ignore[method-assign]
    return asked


class Counted:
    """A control that lets `free` steps pass and then asks for `command`."""

    def __init__(self, free: int, command: str) -> None:
        self.left, self.command = free, command

    def __call__(self) -> Any:
        self.left -= 1
        return self.command if self.left < 0 else None


def test_the_catalog_holds_all_families_and_every_pair_is_tested() -> None:
    assert {"cnn", "random_forest", "q_learning", "toy_gan_fixture"} <= set(recipes())
    assert {name for name, _ in PAIRS} == set(recipes())
    there = {entry.name for entry in sources().values() if can_be_there(entry)}
    assert {data for _, data in PAIRS} == there


@each_pair
def test_defaults_make_a_run(name: str, data: str) -> None:
    spec = build_spec({"recipe": name, "dataset": data, "data": needed(data)})
    starting = recipe(name).starting("params", data)
    assert spec.params == recipe(name).params(**starting)
    assert spec.data == source(data).params(**needed(data))
    assert bool(network_rows(spec)) == (recipe(name).layers is not None)


@each_pair
def test_presets_make_runs_of_their_own(name: str, data: str) -> None:
    hashes = [
        build_spec(
            {
                "recipe": name,
                "dataset": data,
                "data": needed(data),
                "params": dict(preset.params),
                "training": dict(preset.training),
            }
        ).hash()
        for preset in recipe(name).presets
    ]
    assert len(set(hashes)) == len(hashes)


@each_pair
def test_a_spec_survives_json(name: str, data: str) -> None:
    spec = small_spec(name, data, seed=7)
    again = build_spec(json.loads(json.dumps(spec.to_json())))
    assert again == spec
    assert again.hash() == spec.hash()
    assert again.hash() != small_spec(name, data, seed=8).hash()
    assert again.group_hash() == small_spec(name, data, seed=8).group_hash()


@each_pair
def test_a_small_run_finishes_with_scores(
    name: str, data: str, uninterrupted: Uninterrupted
) -> None:
    outcome, journal, *_ = uninterrupted(name, data)
    metrics = [metric.name for metric in metrics_of(task_of(small_spec(name, data)))]
    assert outcome.status == "finished"
    assert journal.progress["step"] == journal.progress["steps"]
    assert journal.progress["epoch"] == journal.progress["epochs"]
    for split in ("valid", "test"):
        scores = outcome.scores[split]
        undefined = {key for key, value in scores.items() if value is None}
        assert all(math.isfinite(scores[key]) for key in scores.keys() - undefined)
        if metrics and not recipe(name).learner.startswith("tests."):
            assert list(scores) == metrics
            said = outcome.predictions[split]
            assert undefined == without_meaning(said)
        else:
            assert scores and not undefined


def without_meaning(said: Any) -> set[str]:
    """Return the metrics that are undefined of what a model said."""
    if isinstance(said, Samples):
        blind = set() if said.sure.size else {"recognised", "recognised_real", "classes_covered"}
        return blind | (set() if said.rebuilt.size else {"reconstruction_error"})
    if isinstance(said, Episodes):
        unsolved = set() if said.solved_steps is not None else {"solved_steps"}
        unsolved |= set() if said.exploitability is not None else {"exploitability"}
        return unsolved | (set() if len(said.successes) else {"success_rate"})
    margins = isinstance(said, Predictions) and not said.probabilistic
    return {"log_loss"} if margins else set()


@each_pair
def test_scores_draw_from_torchs_or_the_runs_own_generator(
    name: str, data: str, uninterrupted: Uninterrupted
) -> None:
    # `random_state.undisturbed` relies on it.
    drawn = uninterrupted(name, data).drawn
    assert len(drawn) >= 2, "before the first step, and at the end"
    assert not any(drawn)


@each_pair
def test_charts_draw_what_is_recorded(name: str, data: str, uninterrupted: Uninterrupted) -> None:
    outcome, journal, *_ = uninterrupted(name, data)
    undefined = {f"valid/{key}" for key, value in outcome.scores["valid"].items() if value is None}
    for chart in recipe(name).charts_of(task_of(small_spec(name, data))):
        for curve in chart.curves:
            assert curve.key in undefined or journal.events()[curve.key]


@each_once
def test_seed_decides_everything(name: str, data: str, uninterrupted: Uninterrupted) -> None:
    outcome, journal, *_ = uninterrupted(name, data)
    again, again_journal = ended(small_spec(name, data))
    assert again_journal.events() == journal.events()
    assert again.scores == outcome.scores
    _, other_journal = ended(small_spec(name, data, seed=1))
    assert (other_journal.events() != journal.events()) == recipe(name).uses_seed


@each_once
@pytest.mark.parametrize("command", ["stop", "pause"])
def test_a_command_takes_effect_within_one_step(name: str, data: str, command: str) -> None:
    player = player_of(small_spec(name, data), MemoryJournal())
    steps = counted_steps(player)
    # Of one step alone, none may be made: the run would be at its end.
    free = min(1, player.learner.progress().steps - 1)
    outcome = player.play(control=Counted(free, command))
    assert outcome.status == {"stop": "stopped", "pause": "paused"}[command]
    assert len(steps) == free
    assert bool(outcome.scores) == (command == "stop")


@each_once
def test_a_stop_before_the_first_step_is_a_result_too(name: str, data: str) -> None:
    outcome = player_of(small_spec(name, data), MemoryJournal()).play(control=Counted(0, "stop"))
    assert outcome.status == "stopped"
    assert set(outcome.scores) == {"valid", "test"}


@pytest.mark.slow  # stepping, below, pauses at more moments, if not at the late ones
@each_once
def test_a_pause_changes_nothing(name: str, data: str, uninterrupted: Uninterrupted) -> None:
    outcome, journal, steps, _ = uninterrupted(name, data)
    random.seed(f"pause {name} {data}")
    pauses = sorted(random.sample(range(1, steps), min(2, steps - 1)))
    resumed, done = MemoryJournal(), 0
    for pause in pauses:
        # Each stretch begins in a new player, from the checkpoint alone.
        paused = player_of(small_spec(name, data), resumed).play(
            control=Counted(pause - done, "pause")
        )
        assert paused.status == "paused"
        done = pause
    final, _ = ended(small_spec(name, data), resumed)
    assert resumed.events() == journal.events()
    assert final.scores == outcome.scores
    assert same(resumed.state(), journal.state())


@pytest.mark.parametrize(
    ("name", "data", "until"),
    [
        once(name, data, until)
        if until != "epoch"  # which comes down to as many batches
        else played(name, data, until, slow=True)
        for name, data in PAIRS
        for until in ("batch", "epoch", "phase")
        if until != "phase" or len(recipe(name).phases) > 1  # else a phase is a batch
    ],
)
def test_stepping_changes_nothing(
    name: str, data: str, until: Any, uninterrupted: Uninterrupted
) -> None:
    outcome, journal, steps, _ = uninterrupted(name, data)
    stepped, presses = MemoryJournal(), 0
    phases = []
    player = player_of(small_spec(name, data), stepped)
    while (final := player.play(until)).status == "paused":
        presses += 1
        phases.append(stepped.progress["phase"])
        if presses < 4:  # the first few in a new process each, as it were
            player = player_of(small_spec(name, data), stepped)
    assert final.scores == outcome.scores
    assert stepped.events() == journal.events()
    assert same(stepped.state(), journal.state())
    # The last press ends the run instead of pausing it.
    due = recipe(name).phases
    expected = {"batch": steps, "epoch": journal.progress["epochs"], "phase": steps * len(due)}
    assert presses == expected[until] - 1
    if until == "phase":
        assert phases == [due[press % len(due)] for press in range(1, presses + 1)]


@each_in_phases
def test_half_a_step_is_made_whole_by_playing_on(
    name: str, data: str, uninterrupted: Uninterrupted
) -> None:
    outcome, journal, *_ = uninterrupted(name, data)
    resumed = MemoryJournal()
    player_of(small_spec(name, data), resumed).play("phase")
    final, _ = ended(small_spec(name, data), resumed)
    assert resumed.events() == journal.events()
    assert final.scores == outcome.scores


@each_once
def test_a_lost_process_repeats_what_it_did_after_its_checkpoint(
    name: str, data: str, uninterrupted: Uninterrupted
) -> None:
    outcome, journal, *_ = uninterrupted(name, data)
    lost = MemoryJournal()
    ended(small_spec(name, data), lost)
    ticks = sorted(lost.checkpoints)
    for tick in ticks[len(ticks) // 2 :]:
        del lost.checkpoints[tick]
    final, _ = ended(small_spec(name, data), lost)
    assert lost.events() == journal.events()
    assert final.scores == outcome.scores


@each_different
def test_a_rewound_run_repeats_its_numbers(name: str, data: str) -> None:
    first = play_in_store(small_spec(name, data))
    _, events = recording.events_after(first.id, 0)
    assert runs.rewind(first.id)
    assert runs.enqueue(first.id)
    second = play_on(first.id)
    assert second.status == "finished"
    assert second.scores == first.scores
    assert recording.events_after(first.id, 0)[1] == events
    assert second.revision > first.revision


@pytest.mark.parametrize(
    ("name", "data", "section", "kind", "setting"), [played(*each) for each in SETTINGS]
)
def test_every_setting_does_something(
    name: str,
    data: str,
    section: str,
    kind: type[Parameters],
    setting: str,
    uninterrupted: Uninterrupted,
) -> None:
    if f"{name}.{section}.{setting}" in WITHOUT_EFFECT:
        pytest.skip(WITHOUT_EFFECT[f"{name}.{section}.{setting}"])
    raw = small_raw(name, data)
    beside = next(item.only_with for item in settings_of(kind) if item.name == setting)
    if beside:
        raw[section] = raw.get(section, {}) | {key: values[0] for key, values in beside.items()}
    current = getattr(getattr(build_spec(raw), section), setting)
    before = build_spec(raw)
    raw[section] = raw.get(section, {}) | {setting: other_value(kind, setting, current)}
    after = build_spec(raw)
    if begun(json.dumps(after.to_json())) != begun(json.dumps(before.to_json())):
        return  # most show at once, and need not be followed to the end
    outcome, journal = ended(before) if beside else uninterrupted(name, data)[:2]
    changed, changed_journal = ended(after)
    assert (changed.scores, changed_journal.events()) != (outcome.scores, journal.events())


@cache
def begun(raw: str) -> dict[str, list[tuple[int, float]]]:
    """Return what a run, given as JSON, records until its first step is done."""
    journal = MemoryJournal()
    player_of(build_spec(json.loads(raw)), journal).play("batch")
    return journal.events()


def test_settings_without_effect_are_real_settings() -> None:
    known = {f"{name}.{section}.{setting}" for name, _, section, _, setting in SETTINGS}
    assert set(WITHOUT_EFFECT) <= known


@each_recipe
def test_a_recipe_is_documented(entry: Recipe) -> None:
    assert entry.title and entry.summary and entry.step_name
    assert entry.phases and len(set(entry.phases)) == len(entry.phases)
    assert all(chart.title and chart.y_title and chart.curves for chart in entry.charts)
    assert all(preset.title for preset in entry.presets)
    documented(entry.params)
    documented(entry.training)


@each_source
def test_a_source_is_documented(entry: Any) -> None:
    assert entry.title and entry.summary and entry.origin and entry.licence
    documented(entry.params)


def documented(kind: type[Parameters]) -> None:
    """Check that each field is a setting with words and a default within its bounds."""
    found = settings_of(kind)
    assert [item.name for item in found] == list(kind.model_fields)
    for item in found:
        assert item.label and item.help.endswith((".", "?")), item.name
        assert all(item.choices.values()), item.name
        beside = {one.name: one for one in found}
        for name, values in item.only_with.items():
            assert set(values) <= set(beside[name].choices or (True, False)), item.name
        assert getattr(kind(), item.name) == item.default
