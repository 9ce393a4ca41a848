"""The generative studio in a browser: the plane, samples, opinions, and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.probes.made import made
from core.probes.opinions import opinions
from core.probes.plane_field import plane_field
from core.store import recording
from tests.browser.small_apps import ROOT, opening, serving
from tests.fixtures.playing import play_in_store, small_spec

pytestmark = pytest.mark.browser

APP = ROOT / "tests" / "fixtures" / "generative" / "app.py"
FEW = {"epochs": 2, "steps_per_epoch": 5}
NARROW = {"generator_width": 16, "discriminator_width": 16, "latent": 2}
RUNS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ring": ("gan", "ring", {"params": NARROW, "training": FEW, "data": {"size": 500}}),
    "digits": ("gan", "digits", {"params": NARROW | {"conditional": True}, "training": FEW}),
    "mixture": ("gaussian_mixture", "ring", {"data": {"size": 500}}),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generative")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train a small model of each kind; return their ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        return {
            name: play_in_store(small_spec(recipe, data, **more)).id
            for name, (recipe, data, more) in RUNS.items()
        }


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    """Serve the small app, and the probes in this process."""
    with serving(APP, home, tmp_path_factory.mktemp("log") / "log.txt") as found:
        yield found


@pytest.fixture
def open_studio(
    browser, window, address: str, trained: dict[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens what a run makes; fails on an error in its scripts."""
    with opening(browser, window) as open_page:

        def open_one(run: str = "ring", **options: Any) -> Any:
            ready = ".pg-generative[data-tick]"
            return open_page(f"{address}/?run={trained[run]}", ready, **options)

        yield open_one


def section(page, name: str) -> None:
    page.locator(".pg-generative > .pg-ex-bar").get_by_role("button", name=name).click()


def sections(page) -> list[str]:
    return page.locator(".pg-generative > .pg-ex-bar button").all_inner_texts()


def happening(page) -> str:
    return page.locator(".pg-ex-happening").inner_text()


def drawing(page) -> str:
    return page.locator("canvas.pg-ex-plane-large").evaluate("canvas => canvas.toDataURL()")


def until_drawn_otherwise(page, before: str) -> None:
    page.wait_for_function(
        "b => document.querySelector('canvas.pg-ex-plane-large').toDataURL() !== b", arg=before
    )


@pytest.mark.slow
def test_the_plane_says_what_the_numbers_say(open_studio, trained: dict[str, str]) -> None:
    page = open_studio()
    told = plane_field({"run": trained["ring"], "tick": "live"})
    assert f"{int(told['found'])} of 8 places are found" in happening(page)
    assert "Step 10 is done" in happening(page)
    chart = page.locator("canvas.pg-ex-plane-large")
    chart.focus()
    chart.press("ArrowRight")  # from the middle a fiftieth to the right
    low, high = float(told["x"][0]), float(told["x"][-1])
    place = f"At x = {low + 0.52 * (high - low):.3g}"
    said = page.locator(".pg-ex-plane-side .pg-ex-readout").inner_text()
    assert said.startswith(place.replace("-", "−"))
    columns = len(told["x"])
    # Between four points known, none of which the plane exceeds there.
    middle = told["field"][columns // 2 - 1 : columns // 2 + 1, columns // 2 : columns // 2 + 2]
    percent = float(said.rsplit("with ")[1].rstrip("%."))
    assert 100 * middle.min() - 0.6 <= percent <= 100 * middle.max() + 0.6


@pytest.mark.slow
def test_parts_of_the_plane_come_and_go(open_studio) -> None:
    page = open_studio()
    page.wait_for_timeout(400)  # until the points rest
    for name in ("Real points", "Made points", "Discriminator", "Pulls", "Bent grid"):
        before = drawing(page)
        page.get_by_role("button", name=name).click()
        until_drawn_otherwise(page, before)
    with page.expect_request(lambda request: '"averaged":true' in (request.post_data or "")):
        page.get_by_role("button", name="Moving average").click()


@pytest.mark.slow
def test_scrubbing_goes_back_to_the_untrained_model(open_studio, trained: dict[str, str]) -> None:
    page = open_studio()
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    page.wait_for_selector(".pg-generative[data-tick='0']")
    page.get_by_text("Nothing is learned yet").wait_for()
    moments = recording.checkpoints_of(trained["ring"])
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("1")
    page.wait_for_selector(f".pg-generative[data-tick='{moments[1]['tick']}']")
    page.get_by_text("Step 5 is done").wait_for()


def test_opinions_are_counted(open_studio, trained: dict[str, str]) -> None:
    page = open_studio()
    section(page, "Opinions")
    page.wait_for_selector(".pg-ex-opinions-rows li")
    told = opinions({"run": trained["ring"], "tick": "live"})
    rows = page.locator(".pg-ex-opinions-rows li").all_inner_texts()
    for name, row in zip(("valid", "train", "made"), rows, strict=True):
        percent = float(row.split(", ")[-1].split("%")[0])
        assert percent == pytest.approx(100 * float(told[f"real.{name}"]), abs=0.6)
    outline = page.locator(".pg-ex-of-made").get_attribute("d")
    assert outline.count("H") == len(told["edges"]) - 1


def test_samples_stand_beside_the_nearest_training_pictures(
    open_studio, trained: dict[str, str]
) -> None:
    page = open_studio("digits")
    told = made({"run": trained["digits"], "tick": "live"})
    tiles = page.locator(".pg-ex-sample")
    assert tiles.count() == len(told["made"])
    tiles.nth(3).click()
    page.get_by_text("Sample 4, told to be: 3").wait_for()
    page.get_by_text(f"It differs from it by {float(told['distance'][3]):.3g} a pixel").wait_for()
    page.get_by_text(f"The nearest training picture: {told['target'][3]}").wait_for()
    page.get_by_role("button", name="Nearest training pictures").click()
    assert tiles.first.locator("canvas:visible").count() == 2
    page.get_by_label("Class to make").select_option("7")
    page.get_by_text("Sample 4, told to be: 7").wait_for()
    before = tiles.first.locator("canvas").first.evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("button", name="Other samples").click()
    page.wait_for_function(
        "b => document.querySelector('.pg-ex-sample canvas').toDataURL() !== b", arg=before
    )


@pytest.mark.slow
def test_a_classical_model_shows_what_it_can(open_studio, trained: dict[str, str]) -> None:
    page = open_studio("mixture")
    told = plane_field({"run": trained["mixture"], "tick": "live"})
    assert f"{int(told['found'])}" in happening(page)
    assert "Opinions" not in sections(page)
    assert not page.get_by_role("button", name="Discriminator").is_visible()
    assert page.get_by_role("button", name="Made points").is_visible()


@pytest.mark.slow
def test_on_a_phone_nothing_is_cut_off(open_studio) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    for run in ("ring", "digits"):
        page = open_studio(run, **phone)
        for name in sections(page):
            section(page, name)
            page.wait_for_timeout(300)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, name
