"""The Agents page: one obvious next click, play by hand, a map to draw, and its scoreboard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import recipes, sources
from core.environments import lunar_lander
from core.metrics.control import interquartile_mean, iqm_interval
from core.probes.registry import DATA_PROBES, PROBES, RUN_PROBES
from core.store import runs
from pages._ui import environment_view, layer_editor, live, probe
from pages._ui.draft import pack
from pages._ui.live_chart import Level
from pages._ui.looking import agents, agents_words, own_play
from tests.fixtures.playing import play_in_store, small_spec

ROOT = Path(__file__).parents[2]
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(agents.ASSETS.glob("*.js")))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without processes behind them; probes answer in this process."""

    def answered(name: str, request: str, patience: float) -> Any:
        return implementation(PROBES[name])(json.loads(request))

    for module in ("transport", "studio", "comparison", "looking.own_play"):
        monkeypatch.setattr(f"pages._ui.{module}.ensure_engine", lambda: None)
    monkeypatch.setattr(probe, "_answer", answered)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what the components are given."""
    collected: list[dict[str, Any]] = []

    def draw(key: str, data: dict[str, Any], on_played_change: Any = None) -> None:
        collected.append(json.loads(json.dumps(data)))

    for module in (agents, own_play, environment_view):
        monkeypatch.setattr(module, "component", lambda: draw)
    return collected


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "_shell.py"), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("agents.py").run()
    assert not app.exception
    return app


def stored(recipe: str, dataset: str, **more: Any) -> str:
    return runs.create(build_spec({"recipe": recipe, "dataset": dataset, **more}), name="a run")


def test_it_opens_with_one_obvious_next_click(handed: list[dict[str, Any]]) -> None:
    app = opened()
    assert app.title[0].value == "Agents"
    primary = [item.label for item in app.button if item.proto.type == "primary"]
    assert primary == ["Train"]
    assert any("Press **Train** first" in item.value for item in app.info)
    assert not handed
    models = next(box for box in app.selectbox if box.label == "Model")
    assert models.value == "ppo"
    assert not any("Played by hand" in option for option in models.options)


def test_the_browser_is_told_of_run_and_environment(handed: list[dict[str, Any]]) -> None:
    run = stored("ppo", "CartPole-v1", data={"gravity": 5})
    opened(run=run)
    data = handed[-1]
    assert data["run"]["id"] == run
    assert (data["world"], data["kind"], data["tabular"]) == ("CartPole-v1", "environment", False)
    assert data["settings"]["gravity"] == 5
    assert data["actions"] == ["Push left", "Push right"]
    assert len(data["numbers"]) == len(data["observed"]) == 4
    opened(run=stored("q_learning", "FrozenLake-v1"))
    assert handed[-1]["tabular"] and handed[-1]["numbers"] == []


def test_what_changes_one_number_at_a_time_is_known() -> None:
    """Those are the recipes that act and learn in turns."""
    recorded = {name for name, entry in recipes().items() if entry.network == agents.RECORDED}
    turns = {name for name, entry in recipes().items() if entry.phases[:2] == ("act", "learn")}
    assert recorded and recorded == {name for name in turns if not name.endswith("_fixture")}


def test_every_number_of_every_environment_has_a_name() -> None:
    for described in sources().values():
        if described.kind != "environment" or described.name not in agents_words.OBSERVED:
            continue
        facts = described.facts(described.params())
        size = facts.shape[0] if facts.shape else 1
        assert len(agents_words.OBSERVED[described.name]) == size


def test_what_was_played_becomes_a_run(handed: list[dict[str, Any]]) -> None:
    def script() -> None:
        import streamlit as st

        from core.catalog.build import build_spec
        from pages._ui.looking import own_play

        spec = build_spec({"recipe": "ppo", "dataset": "FrozenLake-v1"})
        told = [{"seed": 3, "actions": [1, 2]}, {"seed": 3, "actions": "none"}, None]
        for episode in [*told, {"seed": 4, "actions": [0.0]}, told[0]]:
            st.session_state[own_play.KEY] = {"played": episode}
            own_play._keep(spec)
        del st.session_state[own_play.KEY]
        own_play.own_play(spec)

    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert handed[-1]["script"] == "play.js"
    assert "Episodes played: **2**" in app.markdown[0].value
    app.button(key="own-scores").click().run()
    run = runs.find()[0]
    assert run.recipe == "human"
    assert [each["seed"] for each in run.spec["params"]["episodes"]] == [3, 4]


def test_a_map_is_drawn_by_clicks() -> None:
    app = opened(setup=pack({"recipe": "q_learning", "dataset": "FrozenLake-v1"}))
    app.session_state["agents.tabs.model"] = "Data"
    app.run()
    key = "agents.data.FrozenLake-v1.map"
    app.button(key=f"{key}.0.1.F").click().run()  # a hole is what is put at first
    draft = app.session_state["agents.draft"]
    assert draft.section("data")["map"] == "SHFF/FHFH/FFFH/HFFG"
    app.button(key=f"{key}.1.0.F").click().run()
    assert any("can be reached" in item.value for item in app.warning)
    assert next(item for item in app.button if item.label == "Train").disabled
    app.button(key=f"{key}.small").click().run()
    assert draft.section("data")["map"] == "SFFF/FHFH/FFFH/HFFG"
    app.button_group(key=f"{key}.letter").set_value("S").run()
    app.button(key=f"{key}.0.1.F").click().run()
    assert draft.section("data")["map"] == "FSFF/FHFH/FFFH/HFFG"
    app.button(key=f"{key}.larger").click().run()
    assert draft.section("data")["map"] == "FSFFF/FHFHF/FFFHF/HFFGF/FFFFF"


def test_an_environment_is_described(handed: list[dict[str, Any]]) -> None:
    def script() -> None:
        from core.catalog.build import build_spec
        from pages._ui.data_panel import data_view
        from pages._ui.draft import Draft

        draft = Draft("agents", "ppo", "CartPole-v1")
        draft.section("data")["fall_reward"] = -7.0
        data_view(draft, build_spec(draft.raw()))

    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    text = app.markdown[0].value
    assert "Push left, Push right" in text and "Extra reward of a fall -7" in text
    assert "after 500 steps at the latest" in text
    assert handed[-1]["script"] == "chance.js"


def test_the_scoreboard_tells_the_middle_half_of_the_seeds() -> None:
    def script() -> None:
        from core.store import runs
        from pages._ui.scoreboard import scoreboard

        scoreboard(None, runs.find()[-1])

    trained = [
        play_in_store(small_spec("q_learning", "FrozenLake-v1", seed=seed)) for seed in range(4)
    ]
    best = play_in_store(small_spec("value_iteration", "FrozenLake-v1"))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    table = app.dataframe[0].value.set_index("model")
    returns = [run.scores["test"]["return_mean"] for run in trained]
    row = table.loc["Q-learning"]
    assert row["iqm"] == pytest.approx(interquartile_mean(np.array(returns)))
    low, high = iqm_interval(np.array(returns))
    assert row["interval"] == f"{low:.4g} – {high:.4g}"
    assert row["seeds"] == 4
    told = " ".join(item.value for item in app.markdown)
    optimum = best.scores["test"]["return_mean"]
    assert f"Planning with the known rules earns {optimum:.4g}." in told


def test_every_word_that_the_script_says_is_there_and_no_other() -> None:
    words = agents_words.agents_words()
    said = set(re.findall(r'say\(\s*"(\w+)"', SCRIPT))
    assert said <= words.keys(), said - words.keys()
    parts = (agents_words._values, agents_words._updates, agents_words._player)
    own = {name for part in (*parts, agents_words._game, agents_words._reel) for name in part()}
    written = set(re.findall(r'"(\w+)"', SCRIPT))
    unused = {name for name in own if name.removesuffix("_help") not in written} - written
    assert not unused


def test_the_script_asks_what_whoever_watches_may_ask() -> None:
    asked = set(re.findall(r'probe: "(\w+)"', SCRIPT)) | set(re.findall(r'asker\("(\w+)"', SCRIPT))
    assert {"episode", "values", "updates", "phase_plane", "opponent"} == asked
    assert asked <= RUN_PROBES
    assert set(re.findall(r'dataProbe\("(\w+)"', SCRIPT)) <= DATA_PROBES


def test_without_box2d_the_page_says_what_to_install(
    handed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lunar_lander, "find_spec", lambda name: None)
    app = opened(setup=pack({"recipe": "ppo", "dataset": "LunarLander-v3"}))
    assert [item.value for item in app.error] == [
        "Lunar lander needs Box2D, which is not installed here. To install it, run: "
        ".venv/bin/python -m pip install -r requirements-extras.txt"
    ]
    assert app.button(key="agents.train").disabled


def test_a_run_is_named_after_its_environment_and_told_when_it_is_solved(
    handed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: list[Any] = []
    told = live.live_chart
    monkeypatch.setattr(
        live, "live_chart", lambda **more: (levels.append(more["charts"][0].level), told(**more))
    )
    app = opened()
    app.button(key="agents.train").click().run()
    assert [run.name for run in runs.find()] == ["PPO · Cart pole · seed 0"]
    assert levels[-1] == Level(475.0, "Solved: 475 or more")
    opened(run=stored("ppo", "CartPole-v1", data={"step_reward": 2}))
    assert levels[-1] is None, "with other rewards nothing is agreed on"


def test_the_layer_editor_shows_the_network_of_the_settings_below_it(
    handed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []

    def draw(key: str, data: dict[str, Any], on_action_change: Any) -> None:
        shown.append(data["editor"])

    monkeypatch.setattr(layer_editor, "_component", lambda: draw)
    app = opened(setup=pack({"recipe": "dqn", "dataset": "CartPole-v1"}))
    assert (shown[-1]["input"]["size"], shown[-1]["output"]["size"]) == ([4], [2])
    next(item for item in app.toggle if item.label == "Duelling").set_value(True).run()
    assert shown[-1]["output"]["size"] == [3]
    assert shown[-1]["output"]["note"] == "the state's value, and what each of 2 actions adds"
