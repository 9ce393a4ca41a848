"""The generative studio's latent space, repairs and memories in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.probes.boltzmann import chain
from core.probes.latent import latent
from core.probes.memory import recall
from core.probes.repaired import repaired
from tests.browser.small_apps import ROOT, opening, serving
from tests.fixtures.playing import play_in_store, small_spec

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APP = ROOT / "tests" / "fixtures" / "generative" / "app.py"
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "plane": ("vae", {"params": {"latent": 2}}),
    "told": ("vae", {"params": {"conditional": True}}),
    "gan": ("gan", {}),
    "rbm": ("rbm", {}),
    "hopfield": ("hopfield", {"params": {"kind": "pseudo_inverse", "per_class": 1}}),
    "modern": ("hopfield", {"params": {"kind": "modern", "per_class": 1}}),
}
SHOWN = ".pg-generative[data-tick]"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("making")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train a small model of each kind on digits; return their ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        return {
            name: play_in_store(small_spec(recipe, "digits", **more)).id
            for name, (recipe, more) in RUNS.items()
        }


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    """Serve the small app, and the probes in this process."""
    with serving(APP, home, tmp_path_factory.mktemp("log") / "log.txt") as found:
        yield found


@pytest.fixture
def open_section(
    browser, window, address: str, trained: dict[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens one section about a run; fails on an error in its scripts."""
    with opening(browser, window) as open_page:

        def open_one(run: str, section: str, **options: Any) -> Any:
            options = {"viewport": {"width": 1280, "height": 1400}, **options}
            page = open_page(f"{address}/?run={trained[run]}", SHOWN, **options)
            page.get_by_role("button", name=section, exact=True).click()
            return page

        yield open_one


def asked(run: str, **more: Any) -> dict[str, Any]:
    return {"run": run, "tick": "live", **more}


def decoded_at(page) -> list[float]:
    """Return which place of the plane is decoded and shown."""
    section = page.locator(".pg-ex-generative-latent")
    return [float(number) for number in section.get_attribute("data-decoded").split()]


def test_a_place_dragged_in_the_plane_is_decoded(open_section, trained: dict[str, str]) -> None:
    page = open_section("plane", "Latent space")
    page.wait_for_selector("[data-decoded='0.000 0.000']")
    reach = float(latent(asked(trained["plane"]))["x"][-1]) * 13 / 12  # half a picture beyond
    canvas = page.locator(".pg-ex-code-plane")
    box = canvas.bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + box["width"] / 4, middle[1] - box["height"] / 8, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "() => !document.querySelector('[data-decoded]').dataset.decoded.startsWith('0.000')"
    )
    assert page.get_by_text("examples nearest to it").is_visible()
    page.wait_for_timeout(500)
    across, up = decoded_at(page)
    assert across == pytest.approx(reach / 2, rel=0.05) and up == pytest.approx(reach / 4, rel=0.1)
    canvas.press("Home")
    page.wait_for_selector("[data-decoded='0.000 0.000']")
    page.get_by_role("button", name="Examples", exact=True).click()
    assert page.locator(".pg-ex-class-legend").is_hidden()


def test_one_walks_from_example_to_example(open_section) -> None:
    page = open_section("plane", "Latent space")
    page.wait_for_selector(".pg-ex-walk[data-walks]")
    assert page.locator(".pg-ex-walk-strip").first.locator("canvas").count() == 9
    page.locator(".pg-ex-walk-slide input").fill("16")
    page.get_by_text("100% of the way").wait_for()
    page.get_by_text("Here the two differ by 0.00").wait_for()
    before = page.locator(".pg-ex-walk").get_attribute("data-walks")
    page.locator(".pg-ex-walk-end").nth(1).get_by_label("The next example.").click()
    page.get_by_text("validation example 3 of").wait_for()
    page.wait_for_function(
        "before => document.querySelector('.pg-ex-walk').dataset.walks !== before", arg=before
    )


@pytest.mark.slow
def test_a_gan_has_codes_that_are_drawn_and_some_models_are_told_a_class(open_section) -> None:
    page = open_section("gan", "Latent space")
    page.get_by_text("one plane among many").wait_for()
    page.get_by_text("drawn code 1 of").wait_for()
    assert page.get_by_role("group", name="Make a").is_hidden()
    page = open_section("told", "Latent space")
    seven = page.get_by_role("group", name="Make a").get_by_role("button", name="7")
    before = page.locator(".pg-generative").get_attribute("data-answers")
    seven.click()
    page.wait_for_function(
        "before => document.querySelector('.pg-generative').dataset.answers !== before", arg=before
    )
    assert seven.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("run", ["plane", "rbm"])
def test_what_is_wiped_away_is_mended(open_section, trained: dict[str, str], run: str) -> None:
    page = open_section(run, "Repair")
    section = page.locator(".pg-ex-generative-repair")
    page.wait_for_selector(".pg-ex-generative-repair[data-error]:not([data-error=''])")
    lower = {"harm": "erased", "erased": list(range(32, 64)), "index": 0}
    told = float(repaired(asked(trained[run], **lower))["error"])
    assert float(section.get_attribute("data-error")) == pytest.approx(told, abs=1e-5)
    page.get_by_text("way from black to white").wait_for()
    page.get_by_role("button", name="Wipe nothing", exact=True).click()
    page.get_by_text("Nothing is wiped away").wait_for()
    canvas = page.locator(".pg-ex-brush-canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 10, steps=8)
    page.mouse.up()
    page.get_by_text("way from black to white").wait_for()
    page.get_by_role("button", name="Shrink", exact=True).click()
    page.get_by_text("Smoothly enlarged").wait_for()
    page.get_by_role("button", name="4 × 4").click()
    small = {"harm": "shrunk", "factor": 2, "index": 0}
    told = float(repaired(asked(trained[run], **small))["error"])
    page.wait_for_function(
        """told => Math.abs(
            document.querySelector('.pg-ex-generative-repair').dataset.error - told) < 1e-5""",
        arg=told,
    )


@pytest.mark.slow
def test_a_boltzmann_machine_dreams_step_by_step(open_section, trained: dict[str, str]) -> None:
    page = open_section("rbm", "Memory")
    page.get_by_text("units, those with the largest weights first").wait_for()
    page.wait_for_selector(".pg-ex-memory[data-chains]")
    page.get_by_role("button", name="Next step", exact=True).click()
    page.get_by_text("step 1 of 100").wait_for()
    told = chain(asked(trained["rbm"], steps=100))
    pixel = page.locator(".pg-ex-states canvas.pg-ex-framed-picture").first.evaluate(
        "canvas => canvas.getContext('2d').getImageData(3, 4, 1, 1).data[0]"
    )
    assert pixel == told["pictures"][1, 0, 4, 3]
    page.get_by_role("button", name="From an example").click()
    page.get_by_text("step 0 of 100").wait_for()


@pytest.mark.parametrize("run", ["hopfield", "modern"])
def test_a_spoilt_memory_falls_back(open_section, trained: dict[str, str], run: str) -> None:
    page = open_section(run, "Memory")
    page.wait_for_selector(".pg-ex-memory[data-states]")
    erased = list(range(32, 64))
    told = recall(asked(trained[run], pattern=0, erased=erased))
    states = int(page.locator(".pg-ex-memory").get_attribute("data-states"))
    assert states == len(told["states"])
    page.get_by_text(f"step {states - 1} of {states - 1}").wait_for()
    assert page.locator(".pg-ex-memory-card").count() == len(told["patterns"])
    page.get_by_text("The energy goes from").wait_for()
    page.locator(".pg-ex-memory-card").nth(2).click()
    page.get_by_text("Memory 3 of").wait_for()
    # Before anything is stored nothing can fall anywhere; one may still pick and come back.
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    page.get_by_text("Nothing is stored yet at that moment").wait_for()
    page.locator(".pg-ex-memories").wait_for(state="hidden")
    assert page.get_by_text("Memory 3 of").is_visible()
    page.locator(".pg-ex-timeline").get_by_role("button", name="Last").click()
    page.locator(".pg-ex-memories").wait_for(state="visible")


@pytest.mark.slow
def test_all_of_it_fits_a_phone(open_section) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    for run, section in (("plane", "Latent space"), ("plane", "Repair"), ("hopfield", "Memory")):
        page = open_section(run, section, **phone)
        page.wait_for_timeout(800)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
