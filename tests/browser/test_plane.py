"""The plane in a browser: its colours, its neurons, weights set by hand, seeds, and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.probes.boundary import boundary
from core.probes.neurons import neurons
from core.store import recording
from tests.browser.small_apps import ROOT, opening, serving
from tests.fixtures.playing import play_in_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APP = ROOT / "tests" / "fixtures" / "plane" / "app.py"
SMALL = {"params": {"depth": 1, "width": 3}, "training": {"epochs": 4}}
MOONS = {"dataset": "moons", "data": {"size": 200}, "device": "cpu"}
HIDDEN = 1


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plane")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train two seeds of a network and a tree; return their ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        raws = {
            "first": {"recipe": "mlp", **MOONS, **SMALL, "seed": 0},
            "second": {"recipe": "mlp", **MOONS, **SMALL, "seed": 1},
            "tree": {"recipe": "decision_tree", **MOONS},
        }
        return {name: play_in_store(build_spec(raw)).id for name, raw in raws.items()}


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    with serving(APP, home, tmp_path_factory.mktemp("log") / "log.txt") as url:
        yield url


@pytest.fixture
def open_plane(
    browser, window, address: str, trained: dict[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens a run's plane; fails on an error in its scripts."""
    with opening(browser, window) as open_page:

        def open_one(run: str = "first", **options: Any) -> Any:
            return open_page(f"{address}/?run={trained[run]}", ".pg-plane[data-tick]", **options)

        yield open_one


def picture(page, selector: str = ".pg-ex-plane-large") -> str:
    """Return what a canvas shows."""
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def changed(page, before: str, selector: str = ".pg-ex-plane-large") -> str:
    """Wait until a canvas shows something else; return it."""
    page.wait_for_function(
        "([selector, before]) => document.querySelector(selector).toDataURL() !== before",
        arg=[selector, before],
    )
    return picture(page, selector)


def percents(page) -> list[float]:
    """Return how often the model is said to be right on validation."""
    sentence = page.locator(".pg-ex-plane-scores").inner_text()
    return [float(number) for number in re.findall(r"([\d.]+)%", sentence)]


def ticks(run: str) -> list[int]:
    return [row["tick"] for row in recording.checkpoints_of(run)]


def test_the_plane_shows_what_the_network_says_at_every_moment(
    open_plane, trained: dict[str, str]
) -> None:
    page = open_plane()
    run, last = trained["first"], ticks(trained["first"])[-1]
    page.wait_for_selector(f".pg-plane[data-tick='{last}']")
    page.wait_for_selector("[data-drawn]")
    now = picture(page)
    canvas = page.locator(".pg-ex-plane-large")
    canvas.focus()
    canvas.press("ArrowRight")  # from the middle, the cross moves by a fiftieth of the side
    answer = boundary({"run": run, "tick": last, "resolution": 80})
    side = answer["scores"].shape[-1]
    there = answer["scores"][:, side // 2, round(0.52 * (side - 1))]
    readout = page.locator(".pg-ex-readout").inner_text()
    assert f"the model says {'AB'[there.argmax()]}" in readout
    percent = int(readout.split("(")[1].split("%")[0])
    assert percent == pytest.approx(100 * there.max(), abs=2)
    canvas.evaluate("canvas => canvas.blur()")
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    page.wait_for_selector(".pg-plane[data-tick='0']")
    assert page.locator(".pg-ex-position").inner_text().startswith("before training")
    untrained = changed(page, now)
    assert untrained != now
    score = boundary({"run": run, "tick": 0, "examples": True})["score"]
    assert percents(page) == [pytest.approx(100 * score, abs=0.6)]


def test_a_neuron_is_enlarged_and_its_formula_has_its_numbers(
    open_plane, trained: dict[str, str]
) -> None:
    page = open_plane()
    before = picture(page)
    neuron = page.get_by_role("button", name="Neuron 2 of hidden layer 1")
    neuron.hover()
    page.get_by_text("Neuron 2 of hidden layer 1, over the plane").wait_for()
    assert picture(page) != before
    told = neurons({"run": trained["first"], "tick": "live", "resolution": 4})
    formula = page.locator(".pg-ex-formula").inner_text().replace("\u2212", "-")
    assert formula.startswith("h1.2 = ReLU(")
    for weight in told[f"weights.{HIDDEN}"][1]:
        assert f"{abs(weight):.3g}" in formula
    inputs = page.locator(".pg-ex-meanings").inner_text()
    assert f"/ {told['deviation'][0]:.3g}" in inputs
    page.mouse.move(2, 2)
    assert changed(page, picture(page, ".pg-ex-neuron-picture")) == before
    # The keyboard finds the neurons, too.
    page.locator(".pg-ex-neuron[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Neuron 1 of hidden layer 1, over the plane").wait_for()


def test_a_weight_set_by_hand_shows_at_once_and_is_undone(
    open_plane, trained: dict[str, str]
) -> None:
    page = open_plane()
    before, neuron_before = picture(page), picture(page, "[data-neuron='2.1'] canvas")
    other = picture(page, "[data-neuron='1.0'] canvas")
    page.locator("[data-neuron='1.1']").click()
    page.mouse.move(2, 2)
    page.get_by_label("Bias", exact=True).last.fill("4")
    page.get_by_text("You see an edited copy of the network").wait_for()
    changed(page, before)
    changed(page, neuron_before, "[data-neuron='2.1'] canvas")
    assert picture(page, "[data-neuron='1.0'] canvas") == other, "beside it nothing changes"
    edit = {"layer": HIDDEN, "unit": 1, "input": "bias", "value": 4.0}
    request = {"run": trained["first"], "tick": "live", "examples": True, "edits": [edit]}
    judged = boundary(request)
    page.get_by_text("the run itself:").wait_for()
    shown = [100 * float(judged[name]) for name in ("score", "original")]
    assert percents(page) == pytest.approx(shown, abs=0.6)
    edited = picture(page)
    page.get_by_role("button", name="Undo all edits").click()
    assert changed(page, edited) == before
    assert page.get_by_text("You see an edited copy").is_hidden()


@pytest.mark.slow
def test_all_seeds_and_a_phone(open_plane) -> None:
    page = open_plane(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    before = picture(page)
    page.get_by_role("button", name="All 2 seeds").click()
    page.get_by_text("Each line is the border of one of 2 seeds").wait_for()
    changed(page, before)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    tree = open_plane("tree")
    assert tree.locator(".pg-ex-timeline").is_hidden()
    assert tree.locator(".pg-ex-diagram").is_hidden()
    tree.get_by_text("The colour says which class the model gives").wait_for()
