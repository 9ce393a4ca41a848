"""The agents' studio in a browser: its physics, episodes, values, updates, games, and playing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.environments.replay import replay
from core.probes.episode import episode
from core.probes.state_values import values
from core.probes.updates import updates
from tests.browser.explorer_pages import ROOT
from tests.browser.small_apps import opening, serving
from tests.fixtures.playing import play_in_store, small_spec

pytestmark = pytest.mark.browser

APP = ROOT / "tests" / "fixtures" / "agents" / "app.py"
RUNS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "cart": ("ppo", "CartPole-v1", {"data": {"time_limit": 60}}),
    "lake": ("q_learning", "FrozenLake-v1", {"training": {"steps": 600, "epochs": 2}}),
    "board": ("self_play", "tic_tac_toe", {}),
}
PHYSICS: dict[str, dict[str, float]] = {
    "CartPole-v1": {"gravity": 12.0, "pole_length": 0.7, "fall_reward": -3.0},
    "MountainCar-v0": {"force": 0.0012},
    "Pendulum-v1": {"mass": 1.5, "length": 0.8, "torque_cost": 0.1},
    "Acrobot-v1": {"first_length": 1.2, "second_mass": 1.3, "torque": 1.5},
}
STEPS = 80


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agents")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train a small agent of each kind; return their ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        return {
            name: play_in_store(small_spec(recipe, data, **more)).id
            for name, (recipe, data, more) in RUNS.items()
        }


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with serving(APP, home, log) as served:
        yield served


@pytest.fixture
def open_run(browser, window, address: str, trained: dict[str, str]) -> Iterator[Callable]:
    """Opens the studio of a run, or the place to play in its environment."""
    with opening(browser, window) as open_one:

        def opened(run: str, *, play: bool = False, **options: Any) -> Any:
            ready = ".pg-ex-player[data-over]" if play else ".pg-agents[data-tick]"
            more = "&play=1" if play else ""
            return open_one(f"{address}/?run={trained[run]}{more}", ready, **options)

        yield opened


def section(page, name: str) -> None:
    page.locator(".pg-agents > .pg-ex-bar").get_by_role("button", name=name, exact=True).click()


def scene(page) -> str:
    return page.locator("canvas.pg-ex-scene").first.evaluate("canvas => canvas.toDataURL()")


@pytest.mark.slow
def test_the_browsers_physics_are_those_of_the_environment(open_run) -> None:
    page = open_run("cart")
    for world in PHYSICS:
        same_physics(page, world)


def same_physics(page: Page, world: str) -> None:
    """Act at random in the browser's copy of an environment and in the environment itself."""
    described = source(world)
    params = described.params(**PHYSICS[world])
    made = implementation(described.loader)(params)
    random = np.random.default_rng(5)
    if made.actions is None:
        actions = random.uniform(made.action_low[0], made.action_high[0], STEPS)
        actions = actions.astype(np.float32).astype(float).tolist()
    else:
        actions = random.integers(made.actions, size=STEPS).tolist()
    done = replay(made, 7, actions)
    told = page.evaluate(
        """async ([world, start, actions, settings]) => {
          const { physicsOf } = await import("/playground/static/agents/physics.js");
          const found = [];
          let state = start;
          for (const action of actions) {
            const next = physicsOf(world).step(state, action, settings);
            found.push(next);
            if (next.terminated) break;
            state = next.state;
          }
          return found;
        }""",
        [world, done.states[0].tolist(), actions, json.loads(params.model_dump_json())],
    )
    told = told[: len(done.rewards)]
    assert len(told) == len(done.rewards) > 5
    states = np.array([each["state"] for each in told])
    np.testing.assert_allclose(states, done.states[1:], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose([each["reward"] for each in told], done.rewards, rtol=1e-6)
    assert told[-1]["terminated"] == done.terminated


@pytest.mark.slow
def test_an_episode_is_scrubbed_and_another_one_chosen(open_run, trained) -> None:
    page = open_run("cart")
    told = episode({"run": trained["cart"], "tick": "live"})
    steps = len(told["rewards"])
    page.locator(".pg-ex-reel-place", has_text=f"0 of {steps}").wait_for()
    before = scene(page)
    page.locator(".pg-ex-reel .pg-ex-slider").fill(str(steps))
    page.get_by_text(f"after {steps} steps, with {told['rewards'].sum():.0f} in all").wait_for()
    assert scene(page) != before
    best = episode({"run": trained["cart"], "tick": "live", "which": "best"})
    page.get_by_role("button", name="Best", exact=True).click()
    page.locator(".pg-ex-reel-place", has_text=f"0 of {len(best['rewards'])}").wait_for()
    page.get_by_role("button", name="›", exact=True).or_(
        page.get_by_role("button", name="One step on")
    ).first.click()
    action = ["Push left", "Push right"][int(best["actions"][1, 0])]
    page.get_by_text(f"Step 1: {action}.").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download").click()
    content = json.loads(Path(kept.value.path()).read_text())
    assert content["rewards"] == best["rewards"].tolist()
    page.locator(".pg-ex-reel").get_by_role("button", name="Play").click()
    page.locator(".pg-ex-reel-place", has_text=f"{len(best['rewards'])} of").wait_for()


def test_the_loop_has_the_numbers_of_the_step(open_run, trained) -> None:
    page = open_run("cart")
    section(page, "The loop")
    told = episode({"run": trained["cart"], "tick": "live"})
    place = page.locator(".pg-ex-reel .pg-ex-slider")
    page.locator(".pg-ex-reel-place", has_text="0 of").wait_for()
    place.fill("2")
    speed = f"{told['observations'][2, 1]:.3g}".replace("-", "−")
    page.get_by_text("Step 2: it sees").get_by_text(f"Velocity {speed}").wait_for()


def test_a_square_opens_to_its_values(open_run, trained) -> None:
    page = open_run("lake")
    section(page, "Values")
    told = values({"run": trained["lake"], "tick": "live"})
    squares = page.locator(".pg-ex-square")
    squares.nth(15).wait_for()
    assert squares.count() == 16
    squares.nth(14).click()
    page.get_by_text("Row 4, column 3: it expects").wait_for()
    bars = page.locator(".pg-ex-agents-values .pg-ex-bars").first.locator("li")
    shown = [float(bar.split("\n")[-1].replace("−", "-")) for bar in bars.all_inner_texts()]
    np.testing.assert_allclose(shown, told["action_values"][14], rtol=6e-3, atol=1e-12)
    squares.nth(5).click()
    page.get_by_text("here an episode ends").wait_for()
    squares.nth(5).press("ArrowRight")
    assert squares.nth(6).evaluate("node => node === document.activeElement")


def test_updates_are_told_with_their_numbers(open_run, trained) -> None:
    page = open_run("lake")
    section(page, "Updates")
    told = updates({"run": trained["lake"], "tick": "live"})
    page.get_by_text(f"Update {int(told['count']):,}: in row").wait_for()
    filled = page.locator(".pg-ex-equation-filled")
    same = ". The target is what the table says already, so nothing changes."
    ends = same if told["old"][-1] == told["target"][-1] else ""
    assert filled.inner_text().endswith(f"= {told['new'][-1]:.4f}{ends}")
    page.locator(".pg-ex-reel .pg-ex-slider").fill("0")
    first = int(told["count"]) - len(told["state"]) + 1
    page.get_by_text(f"Update {first:,}: in row").wait_for()
    changed = page.locator(".pg-ex-square-changed")
    assert changed.get_attribute("data-state") == str(int(told["state"][0]))


@pytest.mark.slow
def test_the_phase_plane_is_read_by_keys(open_run) -> None:
    page = open_run("cart")
    section(page, "Phase plane")
    plane = page.locator("canvas.pg-ex-plane-large")
    page.get_by_text("Point at a place").wait_for()
    plane.focus()
    plane.press("ArrowUp")
    page.get_by_text("Angle 0, Turning speed").wait_for()
    with page.expect_request(lambda request: '"axes":[0,3]' in (request.post_data or "")):
        page.get_by_label("Across").select_option("0")
    before = plane.evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("button", name="Value", exact=True).click()
    assert plane.evaluate("canvas => canvas.toDataURL()") != before


@pytest.mark.slow
def test_one_takes_over_in_the_middle_of_an_episode(open_run, trained) -> None:
    page = open_run("cart")
    page.locator(".pg-ex-reel-place", has_text="0 of").wait_for()
    page.locator(".pg-ex-reel .pg-ex-slider").fill("4")
    page.get_by_role("button", name="Take over here").click()
    page.get_by_text("4 steps, 4 earned").wait_for()
    player = page.locator(".pg-ex-player")
    player.focus()
    page.keyboard.down("ArrowLeft")
    page.locator(".pg-ex-player[data-counted='true']").wait_for()
    page.keyboard.up("ArrowLeft")
    page.get_by_text("Over after").wait_for()


@pytest.mark.slow
def test_a_world_with_a_clock_is_played_by_keys(open_run) -> None:
    page = open_run("cart", play=True)
    page.get_by_text("Press a key to begin").wait_for()
    page.locator(".pg-ex-player").focus()
    page.keyboard.down("ArrowRight")
    page.locator(".pg-ex-player[data-counted='true']").wait_for()
    page.keyboard.up("ArrowRight")
    page.get_by_text("Episodes played: 1").wait_for()
    page.get_by_role("button", name="New episode").click()
    page.get_by_text("Press a key to begin").wait_for()


def test_a_world_that_waits_is_played_step_by_step(open_run) -> None:
    page = open_run("lake", play=True)
    page.get_by_text("Press a key to begin").wait_for()
    with page.expect_response(lambda response: "played" in response.url) as first:
        page.locator(".pg-ex-player").press("ArrowRight")
    assert json.loads(first.value.request.post_data)["actions"] == [2]
    page.get_by_text("1 steps, 0 earned").wait_for()
    page.locator(".pg-ex-player-pads").get_by_role("button", name="↓").click()
    # It may have slipped into a hole, which is said in other words, too.
    page.locator(".pg-ex-player-count").filter(has_text="2 steps, ").wait_for()


@pytest.mark.slow
def test_one_plays_a_game_against_the_agent(open_run) -> None:
    page = open_run("board")
    page.get_by_text("Your move").wait_for()
    page.get_by_role("button", name="Middle: empty").click()
    page.locator(".pg-ex-field", has_text="○").wait_for()
    assert page.locator(".pg-ex-field", has_text="✕").count() == 1
    page.get_by_text("Your move").wait_for()  # its move is seen before what it thinks of mine
    page.get_by_role("button", name="Show what it thinks").click()
    assert page.locator(".pg-ex-agents-game .pg-ex-bars li").count() == 7
    page.get_by_role("button", name="New game").click()
    page.locator(".pg-ex-field", has_text="✕").wait_for()  # now the agent begins
    page.get_by_text("Your move").wait_for()


@pytest.mark.slow
def test_on_a_phone_nothing_is_cut_off(open_run) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    for run in ("cart", "lake", "board"):
        page = open_run(run, **phone)
        names = page.locator(".pg-agents > .pg-ex-bar button").all_inner_texts()
        for name in names:
            if len(names) > 1:
                section(page, name)
            page.wait_for_timeout(300)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, name
