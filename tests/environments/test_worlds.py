"""What every environment promises: what it says of itself, its settings, its place in time."""

import io
from typing import Any

import gymnasium
import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import DataSource, Facts, implementation
from core.catalog.find import sources
from core.environments import lunar_lander
from core.environments.single import Grid, Single
from core.environments.world import Copies, World
from core.networks.agents import Bins
from core.networks.rule_agents import land
from core.spec.message import SpecError
from core.spec.parameters import settings_of
from core.spec.run_spec import RunSpec
from core.training.acting import SEEDS
from tests.fixtures.playing import can_be_there, other_value

ENTRIES = [each for each in sources().values() if each.kind == "environment" and can_be_there(each)]
each_world = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
SOON_OVER = {"time_limit": 9}


def loaded(entry: DataSource, **params: Any) -> World:
    """Load an environment, with episodes soon over where they can be."""
    soon = SOON_OVER if "time_limit" in entry.params.model_fields else {}
    made: World = implementation(entry.loader)(entry.params(**(soon | params)))
    return made


def drawn(world: World, count: int, random: np.random.Generator) -> Any:
    """Return random actions."""
    if world.actions is not None:
        return random.integers(world.actions, size=count)
    assert world.action_low is not None and world.action_high is not None
    return random.uniform(world.action_low, world.action_high, (count, 1)).astype(np.float32)


def gone_through(copies: Copies, random: np.random.Generator, steps: int) -> list[Any]:
    """Act at random and return all that was seen."""
    seen: list[Any] = []
    for _ in range(steps):
        seen += copies.step(drawn(copies.world, copies.count, random))
    return seen


@each_world
def test_facts_are_what_is_loaded(entry: DataSource) -> None:
    world, facts = loaded(entry), entry.facts(entry.params())
    assert isinstance(facts, Facts)
    assert world.name == entry.name
    assert (world.shape, world.states) == (facts.shape, facts.states)
    assert world.actions == (len(facts.actions) or None)
    assert ("discrete" in entry.kinds) == (world.actions is not None)
    assert ("finite" in entry.kinds) == (world.states is not None)
    assert ("measured" in entry.kinds) == (world.states is None)
    assert ("modelled" in entry.kinds) == (world.model is not None)
    observations = world.copies(3).reset(0)
    assert observations.shape == (3, *world.shape)
    assert observations.dtype == (np.int64 if world.states else np.float32)
    if world.actions is None:
        assert world.action_low is not None and world.action_low.shape == facts.answer


@each_world
def test_observations_stay_within_what_is_said_of_them(entry: DataSource) -> None:
    world, random = loaded(entry), np.random.default_rng(0)
    copies = world.copies(4)
    copies.reset(0)
    for _ in range(60):
        outcome = copies.step(drawn(world, 4, random))
        assert not (outcome.terminated & outcome.truncated).any()
        assert np.isfinite(copies.picture()).all()
        if world.states is not None:
            assert outcome.final.min() >= 0 and outcome.final.max() < world.states
        else:
            assert np.isfinite(outcome.final).all()
            assert world.low.shape == world.high.shape == world.shape


@each_world
def test_the_same_seed_and_actions_lead_to_the_same_episodes(entry: DataSource) -> None:
    world = loaded(entry)
    first, second = world.copies(3), world.copies(3)
    assert np.array_equal(first.reset(5), second.reset(5))
    seen = gone_through(first, np.random.default_rng(1), 25)
    again = gone_through(second, np.random.default_rng(1), 25)
    assert all(map(np.array_equal, seen, again))
    other = world.copies(3)
    other.reset(6)
    later = gone_through(other, np.random.default_rng(1), 25)
    chancy = world.model is None or (world.model.chances.max(axis=2) < 1).any()
    if chancy or (world.model is not None and (world.model.start > 0).sum() > 1):
        assert not all(map(np.array_equal, seen, later))


@each_world
def test_it_goes_on_from_the_middle_of_an_episode_as_if_never_interrupted(
    entry: DataSource,
) -> None:
    world, random = loaded(entry), np.random.default_rng(2)
    copies = world.copies(3)
    copies.reset(0)
    gone_through(copies, random, 13)
    buffer = io.BytesIO()
    torch.save(copies.state_dict(), buffer)
    seen = gone_through(copies, np.random.default_rng(3), 25)
    other = world.copies(3)
    buffer.seek(0)
    other.load_state_dict(torch.load(buffer, weights_only=True))
    assert all(map(np.array_equal, seen, gone_through(other, np.random.default_rng(3), 25)))


@each_world
def test_an_episode_ends_at_the_time_limit_and_the_next_begins(entry: DataSource) -> None:
    world = loaded(entry)
    copies = world.copies(2)
    copies.reset(0)
    random, since = np.random.default_rng(0), np.zeros(2)
    for _ in range(40):
        outcome = copies.step(drawn(world, 2, random))
        since += 1
        over = outcome.terminated | outcome.truncated
        assert ((since >= world.time_limit) <= over).all()
        assert (outcome.truncated <= (since == world.time_limit)).all()
        going = ~over
        assert np.array_equal(outcome.final[going], outcome.observations[going])
        assert np.array_equal(copies.picture(reached=True)[going], copies.picture()[going])
        since[over] = 0


@each_world
def test_every_setting_changes_the_world(entry: DataSource) -> None:
    for item in settings_of(entry.params):
        beside = {name: values[0] for name, values in item.only_with.items()}
        usual = entry.params(**beside)
        value = other_value(entry.params, item.name, getattr(usual, item.name))
        changed = entry.params(**(beside | {item.name: value}))
        one, other = (implementation(entry.loader)(params) for params in (usual, changed))
        assert told(one) != told(other), item.name


ANYWHERE = {
    "CartPole-v1": [2.4, 3, 0.21, 3],
    "MountainCar-v0": [0.6, 0.07],
    "Acrobot-v1": [3, 3, 4, 4],
    "Pendulum-v1": [3, 8],
}


def told(world: World) -> Any:
    """Return what is particular about a world: its limits, its table, or what it does by chance."""
    if world.model is not None:
        return world.time_limit, world.model.chances.tobytes(), world.model.expected.tobytes()
    if world.name == "LunarLander-v3":
        return landed_and_crashed(world)
    random = np.random.default_rng(0)
    count = 3000 if world.states else 200
    state = world.dynamics.begin(count, random)
    if not world.states:  # from anywhere, so that some are near the end
        state = random.uniform(-1, 1, state.shape) * ANYWHERE[world.name]
    led = world.dynamics.advance(state, drawn(world, count, random), np.random.default_rng(1))
    return world.time_limit, led.state.tobytes(), led.rewards.tobytes(), world.action_high


def landed_and_crashed(world: World) -> Any:
    """Return what a lander earns that is steered by rule, and what one that is not."""
    copies = world.copies(2)
    seen, earned = copies.reset(4), []
    for _ in range(260):
        steered = land(torch.from_numpy(seen)).numpy()
        outcome = copies.step(np.where([True, False], steered, 0))
        seen = outcome.observations
        earned.append(outcome.rewards)
    return world.time_limit, np.array(earned).tobytes()


def test_a_lander_is_gymnasiums_own() -> None:
    pytest.importorskip("Box2D")
    other = gymnasium.make("LunarLander-v3")
    copies = loaded(sources()["LunarLander-v3"], time_limit=1000).copies(2)
    seen, over = copies.reset(3), False
    theirs, _ = other.reset(seed=int(copies.seeds[1]))
    assert np.array_equal(theirs, seen[1])
    random = np.random.default_rng(1)
    while not over:
        actions = random.integers(4, size=2)
        outcome = copies.step(actions)
        theirs, reward, over, _, _ = other.step(int(actions[1]))
        assert np.array_equal(theirs, outcome.final[1])
        assert reward == outcome.rewards[1]
        assert over == outcome.terminated[1]


def test_no_run_can_learn_in_the_episodes_that_judge_it() -> None:
    most = next(item for item in settings_of(RunSpec) if item.name == "seed").maximum
    assert most is not None and min(SEEDS.values()) > most
    copies = loaded(sources()["CartPole-v1"]).copies(3)
    begun = [copies.reset(seed).tobytes() for seed in (1_000_000, 2_000_000, *SEEDS.values())]
    assert len(set(begun)) == 4


def test_without_box2d_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lunar_lander, "find_spec", lambda name: None)
    entry = sources()["LunarLander-v3"]
    reason = entry.unavailable(entry.params())
    assert reason is not None
    assert reason.worded() == (
        "Lunar lander needs Box2D, which is not installed here. To install it, run: "
        ".venv/bin/python -m pip install -r requirements-extras.txt"
    )
    with pytest.raises(SpecError, match="needs Box2D"):
        implementation(entry.loader)(entry.params())


@pytest.mark.parametrize("name", ["FrozenLake-v1", "Blackjack-v1", "MountainCar-v0"])
def test_one_copy_goes_through_what_many_do(name: str) -> None:
    entry = sources()[name]
    world = loaded(entry)
    grid = None if world.states else Grid(world.low, world.high, 8)
    single = Single(world, grid, 0)
    random, state = np.random.default_rng(0), single.now
    steps = []
    for _ in range(30):
        step = single.step(int(random.integers(world.actions or 0)))
        over = step.terminated or step.truncated
        assert over or step.now == step.after
        assert single.now == step.now
        steps.append(step)
    assert any(step.truncated or step.terminated for step in steps)
    saved = single.state_dict()
    other = Single(world, grid, 99)
    other.load_state_dict(saved)
    assert [single.step(1) for _ in range(30)] == [other.step(1) for _ in range(30)]
    assert isinstance(state, int)


def test_a_grid_numbers_boxes_as_the_agents_bins_do() -> None:
    low, high = np.array([-1.0, -3.0]), np.array([1.0, 3.0])
    grid, bins = Grid(low, high, 5), Bins(low.tolist(), high.tolist(), 5)
    bins.edges.copy_(torch.tensor(grid.edges))
    seen = np.random.default_rng(0).uniform(-4, 4, (200, 2)).astype(np.float32)
    seen[0] = [-1, -3]
    assert [grid.number(each) for each in seen] == bins(torch.from_numpy(seen)).tolist()


BAD_MAPS = {
    "SFFF/FHFH/FFF/HFFG": "equally long",
    "SFFX/FFFG": "not of 'X'",
    "FFFF/FFFG": "exactly one start S, not 0",
    "SFFS/FFFG": "exactly one start S, not 2",
    "SFHF/FFHG": "no goal G can be reached",
    "SFFF/FFFF": "no goal G can be reached",
    "SG": "2 to 12 rows",
    "": "2 to 12 rows",
    "/".join(["SG" + "F" * 11] * 1 + ["F" * 13] * 2): "2 to 12 rows",
}


@pytest.mark.parametrize("drawn_map", BAD_MAPS)
def test_a_map_that_cannot_be_crossed_gets_a_sentence(drawn_map: str) -> None:
    raw = {"recipe": "value_iteration", "dataset": "FrozenLake-v1", "data": {"map": drawn_map}}
    with pytest.raises(SpecError, match=BAD_MAPS[drawn_map]) as caught:
        build_spec(raw)
    assert caught.value.problems[0].field == "data.map"


def test_too_many_bins_get_a_sentence_that_says_how_many_fit() -> None:
    raw = {"recipe": "q_learning", "dataset": "Acrobot-v1", "params": {"bins": 9}}
    with pytest.raises(SpecError, match="at most 8 bins fit"):
        build_spec(raw)


def test_planning_is_refused_where_nobody_knows_the_rules() -> None:
    with pytest.raises(SpecError, match="cannot learn from CartPole-v1"):
        build_spec({"recipe": "value_iteration", "dataset": "CartPole-v1"})
