"""What is told of agents: an episode, their values, their updates, the plane, and games."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.games import exploitability
from core.environments.replay import replay
from core.probes.encoding import as_json
from core.probes.episode import episode
from core.probes.opponent import opponent
from core.probes.phase_plane import phase_plane
from core.probes.played import played
from core.probes.requests import MomentRequest
from core.probes.snapshots import snapshot
from core.probes.state_values import values
from core.probes.updates import updates
from core.spec.message import SpecError
from core.store.runs import Run
from tests.fixtures.playing import play_in_store, small_spec

SMALL_RUNS = {
    "lake": ("q_learning", "FrozenLake-v1"),
    "cart": ("ppo", "CartPole-v1"),
    "pendulum": ("ppo", "Pendulum-v1"),
    "board": ("self_play", "tic_tac_toe"),
}


@pytest.fixture(scope="module")
def agents(home_of_probes) -> dict[str, Run]:
    """Return a small trained run of each kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home_of_probes))
        return {
            name: play_in_store(small_spec(recipe, data))
            for name, (recipe, data) in SMALL_RUNS.items()
        }


def about(run: Run, **more: Any) -> dict[str, Any]:
    return {"run": run.id, "tick": "live", **more}


def refusal(probe: Any, request: dict[str, Any]) -> str:
    with pytest.raises(SpecError) as refused:
        probe(request)
    return str(refused.value)


@pytest.mark.parametrize("name", ["lake", "cart", "pendulum"])
@pytest.mark.parametrize("which", ["typical", "best", "worst"])
def test_the_episode_told_is_one_of_those_played(agents, name: str, which: str) -> None:
    told = episode(about(agents[name], which=which, count=6, greedy=False))
    chosen = int(told["chosen"])
    assert told["rewards"].sum() == pytest.approx(told["returns"][chosen])
    assert len(told["rewards"]) == len(told["actions"]) == told["lengths"][chosen]
    for moments in ("pictures", "physics", "observations"):
        assert len(told[moments]) == len(told["rewards"]) + 1
    ranked = np.sort(told["returns"])
    place = {"worst": 0, "typical": 2, "best": 5}[which]
    assert told["returns"][chosen] == ranked[place]


def test_thoughts_of_an_episode_are_those_of_the_network(agents) -> None:
    told = episode(about(agents["cart"], count=3))
    agent = snapshot(MomentRequest(run=agents["cart"].id, tick="live")).network
    seen = torch.from_numpy(told["observations"][:-1].astype(np.float32))
    expected = agent.chances(seen).double().numpy()
    np.testing.assert_allclose(told["chances"], expected, atol=1e-6)
    np.testing.assert_array_equal(told["actions"][:, 0], expected.argmax(1))
    np.testing.assert_allclose(told["state_values"], agent.state_values(seen), atol=1e-5)


def test_one_can_go_on_from_any_moment_of_an_episode(agents) -> None:
    told = episode(about(agents["cart"], count=3))
    request = {
        "dataset": "CartPole-v1",
        "data": agents["cart"].spec["data"],
        "actions": told["actions"][3:, 0].tolist(),
        "start": told["physics"][3].tolist(),
        "elapsed": 3,
    }
    again = played(request)
    np.testing.assert_array_equal(again["pictures"], told["pictures"][3:])
    assert again["truncated"] or again["terminated"]


def test_values_are_those_of_the_table(agents) -> None:
    told = values(about(agents["lake"]))
    table = snapshot(MomentRequest(run=agents["lake"].id, tick="live")).network
    np.testing.assert_array_equal(told["action_values"], table.values)
    np.testing.assert_array_equal(told["state_values"], table.values.amax(1))
    np.testing.assert_array_equal(told["visits"], table.visits)
    # Of gymnasium's own small map: four holes and the goal.
    assert np.flatnonzero(told["terminal"]).tolist() == [5, 7, 11, 12, 15]
    assert "too many states" in refusal(values, about(agents["cart"]))


def test_the_newest_updates_are_told_oldest_first(agents) -> None:
    told = updates(about(agents["lake"]))
    table = snapshot(MomentRequest(run=agents["lake"].id, tick="live")).network
    assert 0 < len(told["state"]) <= int(told["count"])
    left = {}
    for state, action, new in zip(told["state"], told["action"], told["new"], strict=True):
        left[int(state), int(action)] = new
    for (state, action), value in left.items():
        assert table.values[state, action] == pytest.approx(value)
    between = (told["new"] - told["old"]) * (told["target"] - told["new"])
    assert (between >= -1e-12).all(), "each update goes towards its target, not beyond"
    assert "none is kept alone" in refusal(updates, about(agents["cart"]))


def test_the_phase_plane_asks_the_network_at_each_place(agents) -> None:
    told = phase_plane(about(agents["cart"], axes=(1, 3), fixed=(0.5, 9, -0.1, 9), resolution=5))
    agent = snapshot(MomentRequest(run=agents["cart"].id, tick="live")).network
    row, column = 1, 4
    state = [0.5, told["x"][column], -0.1, told["y"][row]]
    seen = torch.tensor([state], dtype=torch.float32)
    assert told["value"][row, column] == pytest.approx(float(agent.state_values(seen)), abs=1e-5)
    assert told["best"][row, column] == int(agent.best(seen))
    assert told["chance"][row, column] == pytest.approx(float(agent.chances(seen).max()), abs=1e-5)


def test_the_phase_plane_of_a_pendulum_is_of_angles_not_of_their_sines(agents) -> None:
    told = phase_plane(about(agents["pendulum"], resolution=5))
    agent = snapshot(MomentRequest(run=agents["pendulum"].id, tick="live")).network
    angle, speed = told["x"][1], told["y"][3]
    seen = torch.tensor([[np.cos(angle), np.sin(angle), speed]], dtype=torch.float32)
    assert told["best"][3, 1] == pytest.approx(float(agent.best(seen)), abs=1e-5)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"axes": (0, 0)}, "two different numbers"),
        ({"axes": (0, 4)}, "from 0 to 3, not 4"),
        ({"fixed": (1.0,)}, "each of the 4 numbers, not 1"),
    ],
)
def test_the_phase_plane_refuses_what_is_none(agents, more: dict[str, Any], said: str) -> None:
    assert said in refusal(phase_plane, about(agents["cart"], **more))


def test_there_is_no_plane_of_squares(agents) -> None:
    assert "single squares" in refusal(phase_plane, about(agents["lake"]))


def test_what_is_played_is_decided_by_seed_and_actions() -> None:
    request = {"dataset": "FrozenLake-v1", "seed": 5, "actions": [1, 2, 1, 2, 2]}
    told, again = played(request), played(request)
    np.testing.assert_array_equal(told["observations"], again["observations"])
    shorter = played({**request, "actions": [1, 2]})
    np.testing.assert_array_equal(shorter["observations"], told["observations"][:3])
    assert told["limit"] == 100


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"actions": [4]}, "from 0 to 3, not 4"),
        ({"actions": [0.5]}, "from 0 to 3, not 0.5"),
        ({"start": [1, 2]}, "has 1 numbers, not 2"),
        ({"start": [1e9]}, "within a million of 0"),
        ({"dataset": "tic_tac_toe"}, "no environment to act in"),
        ({"dataset": "digits"}, "no environment to act in"),
    ],
)
def test_what_cannot_be_played_is_refused(more: dict[str, Any], said: str) -> None:
    assert said in refusal(played, {"dataset": "FrozenLake-v1", **more})


def test_continuous_actions_are_held_within_their_bounds() -> None:
    wild, most = (
        played({"dataset": "Pendulum-v1", "seed": 1, "actions": [force]}) for force in (99, 2)
    )
    np.testing.assert_array_equal(wild["pictures"], most["pictures"])


def test_physics_reach_a_browser_exactly() -> None:
    told = played({"dataset": "CartPole-v1", "seed": 3})
    sent = json.loads(as_json(told))["physics"]
    assert sent["dtype"] == "float64"
    bytes_sent = base64.b64decode(sent["data"])
    np.testing.assert_array_equal(np.frombuffer(bytes_sent), told["physics"][0])


def test_a_game_goes_on_as_its_rules_say(agents) -> None:
    told = opponent(about(agents["board"], actions=(4, 0)))
    assert told["board"].tolist() == [2, 0, 0, 0, 1, 0, 0, 0, 0]
    assert told["mover"] == 0
    assert np.flatnonzero(~told["legal"]).tolist() == [0, 4]
    assert told["legal"][int(told["move"])]
    assert told["chances"].sum() == pytest.approx(1)
    won = opponent(about(agents["board"], actions=(0, 3, 1, 4, 2)))
    assert (won["mover"], won["result"]) == (-1, 1)
    assert "legal" not in won
    for actions in ((0, 0), (9,), (0, 3, 1, 4, 2, 5)):
        assert "is not allowed there" in refusal(opponent, about(agents["board"], actions=actions))


def test_how_far_a_player_can_be_beaten_is_computed(agents) -> None:
    untrained = opponent({"run": agents["board"].id, "tick": 0})
    described = source("tic_tac_toe")
    game = implementation(described.loader)(described.params())
    agent = snapshot(MomentRequest(run=agents["board"].id, tick=0)).network
    with torch.no_grad():
        policy = agent.chances(torch.arange(game.situations)).numpy()
    assert float(untrained["exploitability"]) == pytest.approx(exploitability(game, policy))
    assert "plays no game" in refusal(opponent, about(agents["cart"]))


def test_episodes_played_by_hand_are_scored_by_the_environment() -> None:
    episodes = [{"seed": seed, "actions": [0, 1] * 100} for seed in (1, 2, 3)]
    unfinished = {"seed": 4, "actions": [0]}
    spec = build_spec(
        {
            "recipe": "human",
            "dataset": "CartPole-v1",
            "params": {"episodes": [*episodes, unfinished]},
        }
    )
    run = play_in_store(spec)
    world = implementation(source("CartPole-v1").loader)(spec.data)
    returns = [replay(world, each["seed"], each["actions"]).rewards.sum() for each in episodes]
    assert run.scores["test"]["return_mean"] == pytest.approx(np.mean(returns))
    assert run.scores["test"]["success_rate"] == 0


def test_who_plays_cards_is_not_told_the_hidden_one() -> None:
    dealt = played({"dataset": "Blackjack-v1", "seed": 5})
    assert "physics" not in dealt
    assert dealt["pictures"][0, 3] == 0, "what the dealer ends with is not known before the end"
    over = played({"dataset": "Blackjack-v1", "seed": 5, "actions": [0]})
    assert over["terminated"] and over["pictures"][-1, 3] > 0
    start = {"dataset": "Blackjack-v1", "start": [12, 0, 2, 5, 10, 0]}
    assert "from its beginning alone" in refusal(played, start)


def test_what_is_played_on_is_what_is_played_at_once() -> None:
    request = {"dataset": "CartPole-v1", "seed": 77}
    actions = [1, 0, 0, 1, 1, 0]
    steps = [played({**request, "actions": actions[:count]}) for count in (1, 3, 6)]
    for step in steps:
        count = len(step["rewards"])
        np.testing.assert_array_equal(step["pictures"], steps[-1]["pictures"][: count + 1])
    changed = played({**request, "actions": [1, 1, 1]})
    np.testing.assert_array_equal(changed["pictures"][1], steps[-1]["pictures"][1])
    assert not np.array_equal(changed["pictures"][2], steps[-1]["pictures"][2])
    rest = played({**request, "actions": actions, "since": 4})
    np.testing.assert_array_equal(rest["pictures"], steps[-1]["pictures"][4:])
