"""Views of sequence models in a browser: states, gates, memory, forecasts, writing, and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.probes.fading import fading
from core.probes.forecast import forecast
from core.probes.recurrence import unrolled
from core.probes.snapshots import described
from core.probes.writing import surprise, writing
from core.store import arrays, recording
from tests.browser.small_apps import ROOT, opening, serving
from tests.fixtures.playing import play_in_store, small_raw

pytestmark = pytest.mark.browser

APP = ROOT / "tests" / "fixtures" / "sequence" / "app.py"
RUNS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "digits": ("rnn", "digit_rows", {"cell": "lstm"}, 0),
    "elman": ("rnn", "digit_rows", {"cell": "elman"}, 0),
    "names": ("rnn", "names", {"layers": 2, "bidirectional": True}, 0),
    "waves": ("rnn", "sine_mix", {}, 0),
    "other_seed": ("rnn", "sine_mix", {}, 1),
    "docs": ("rnn_lm", "python_docs", {}, 0),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sequences")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train small runs; return their ids."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        for name, (recipe, dataset, params, seed) in RUNS.items():
            raw = small_raw(recipe, dataset, seed)
            raw["params"] |= params
            found[name] = play_in_store(build_spec(raw)).id
    return found


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    with serving(APP, home, tmp_path_factory.mktemp("log") / "log.txt") as url:
        yield url


@pytest.fixture
def open_view(
    browser, window, address: str, trained: dict[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens a view of a run; fails on an error in its scripts."""
    with opening(browser, window) as open_page:

        def open_one(view: str, run: str, **options: Any) -> Any:
            ready = f".pg-seq[data-tick='{last_tick(trained[run])}']"
            return open_page(f"{address}/?run={trained[run]}&view={view}", ready, **options)

        yield open_one


def last_tick(run: str) -> int:
    return int(recording.checkpoints_of(run)[-1]["tick"])


def picture(page, selector: str) -> str:
    """Return what a canvas shows."""
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def headline(page) -> str:
    return page.locator(".pg-ex-headline").inner_text()


def numbers(text: str) -> list[float]:
    plain = text.replace("\u2212", "-").replace(",", "")
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", plain)]


def go_back(page) -> None:
    """Go to the untrained network."""
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    page.wait_for_selector(".pg-seq[data-tick='0']")


@pytest.mark.slow
def test_states_and_gates_are_the_networks_and_follow_the_slider(
    open_view, trained: dict[str, str]
) -> None:
    page = open_view("inside", "digits")
    asked = {"run": trained["digits"], "tick": "live", "split": "valid", "index": 0}
    told = unrolled(asked)
    best = told["said"][-1].argmax()
    assert headline(page).startswith(f"It says {best} (")
    # Step 3 of unit 2: by the keyboard to the second row and the third column.
    states = page.locator(".pg-ex-seq-states")
    states.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        states.press(key)
    readout = page.locator(".pg-ex-readout").inner_text()
    assert readout.startswith("Hidden state of unit 2 after step 3")
    assert numbers(readout)[-1] == pytest.approx(told["hidden"][2, 1], rel=0.006)
    formula = page.locator(".pg-ex-formula").first.inner_text()
    assert numbers(formula)[-1] == pytest.approx(told["cell"][2, 1], rel=0.006)
    before = picture(page, ".pg-ex-seq-states")
    page.get_by_role("button", name="Forget gate").click()
    page.get_by_role("heading", name="Forget gate of layer 1").wait_for()
    assert picture(page, ".pg-ex-seq-states") != before
    gate = picture(page, ".pg-ex-seq-states")
    go_back(page)
    assert picture(page, ".pg-ex-seq-states") != gate
    page.get_by_label("Example").fill("5")
    answer = unrolled({**asked, "tick": 0, "index": 4})
    best = f"It says {answer['said'][-1].argmax()} ("
    page.locator(".pg-ex-headline").filter(has_text=best).wait_for()  # it is spoken later, too


@pytest.mark.slow
def test_a_name_is_answered_letter_by_letter_while_it_is_typed(
    open_view, trained: dict[str, str]
) -> None:
    page = open_view("inside", "names")
    page.get_by_role("button", name="Type", exact=True).click()
    field = page.get_by_label("Type here")
    field.fill("")
    field.press_sequentially("Rossi")
    page.get_by_text("Step 5 of 5 (i)").wait_for()
    told = unrolled({"run": trained["names"], "tick": "live", "text": "rossi", "layer": 1})
    shares = page.locator(".pg-ex-seq-at-step .pg-ex-percent").all_inner_texts()
    assert numbers(shares[0])[0] == pytest.approx(100 * told["said"][-1][0], abs=0.6)
    assert len(shares) == 10
    page.get_by_role("button", name="Layer 2").click()
    page.get_by_role("button", name="From the end").click()
    page.get_by_role("heading", name="Hidden state of layer 2").wait_for()
    page.locator(".pg-ex-seq-stepper input").fill("2")
    page.get_by_text("Step 2 of 5 (o)").wait_for()
    page.wait_for_function("() => document.querySelector('.pg-ex-seq-key')")
    key = page.locator(".pg-ex-seq-unit .pg-ex-seq-key").first.inner_text()
    page.wait_for_timeout(300)
    assert numbers(key)[-1] == pytest.approx(told["hidden_backward"][1, 0], rel=0.006)
    field.fill("rossi7")
    page.get_by_text("these characters do not occur in the data: '7'").wait_for()


def test_the_gradients_of_two_cells_stand_side_by_side(open_view, trained: dict[str, str]) -> None:
    page = open_view("memory", "digits")
    page.locator(".pg-ex-seq-key").nth(1).wait_for()
    keys = page.locator(".pg-ex-seq-key").all_inner_texts()
    assert "LSTM" in keys[0] and "Elman" in keys[1]
    chart = page.locator(".pg-ex-seq-large")
    chart.focus()
    chart.press("ArrowRight")
    expected = [fading({"run": trained[name], "tick": "live"})["norms"][0] for name in RUNS][:2]
    told = page.locator(".pg-ex-readout").inner_text()
    found = [numbers(part)[-1] for part in told.split(";")]
    assert found == pytest.approx(expected, rel=0.006)


@pytest.mark.slow
def test_forecasts_their_errors_and_a_free_run(open_view, trained: dict[str, str]) -> None:
    page = open_view("forecast", "waves")
    answer = forecast({"run": trained["waves"], "tick": "live"})
    page.get_by_text("From the lowest to the highest of 2 seeds").wait_for()
    truth = truth_of(trained["waves"])
    errors = np.concatenate([answer[split] - truth[split] for split in ("valid", "test")])
    rmse, mae, count = numbers(headline(page))
    assert rmse == pytest.approx(np.sqrt(np.square(errors).mean()), rel=0.006)
    assert mae == pytest.approx(np.abs(errors).mean(), rel=0.006) and count == len(errors)
    page.get_by_role("button", name="Validation").click()
    assert numbers(headline(page))[-1] == len(answer["valid"])
    before = picture(page, ".pg-ex-seq-large")
    page.get_by_role("button", name="Leave it alone").click()
    page.get_by_text("Left alone with its own forecasts").wait_for()
    assert picture(page, ".pg-ex-seq-large") != before


def truth_of(run: str) -> dict[str, Any]:
    kept = arrays.load(run, "predictions")
    assert kept is not None
    return {split: kept[f"{split}.targets"] for split in ("valid", "test")}


def test_a_language_model_writes_reads_and_shows_its_past(
    open_view, trained: dict[str, str]
) -> None:
    page = open_view("writing", "docs")
    run, vocabulary = trained["docs"], vocabulary_of(trained["docs"])

    def text_of(answer: dict[str, Any]) -> str:
        return "".join(vocabulary[number] for number in answer["text"])

    def shown() -> str:
        return page.locator(".pg-ex-seq-letters").inner_text().replace("⏎", "")

    expected = writing({"run": run, "tick": "live", "prompt": "The ", "temperature": 0.8})
    assert len(shown()) > 200 and same(shown(), text_of(expected))
    before = page.locator(".pg-seq").get_attribute("data-answers")
    page.get_by_label("The beginning").fill("def ")
    page.wait_for_selector(f".pg-seq:not([data-answers='{before}'])")
    expected = writing({"run": run, "tick": "live", "prompt": "def ", "temperature": 0.8})
    assert same(shown(), text_of(expected))
    page.get_by_role("button", name="Through training").click()
    moments = len(recording.checkpoints_of(run))
    page.locator(".pg-ex-seq-epoch").nth(moments - 1).wait_for()
    assert page.locator(".pg-ex-seq-when").first.inner_text() == "Before training"
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_text("bits a character here").wait_for()
    judged = surprise({"run": run, "tick": "live", "split": "valid", "start": 0, "count": 400})
    assert numbers(headline(page))[0] == pytest.approx(judged["bits"].mean(), abs=0.006)
    assert same(shown(), text_of(judged))
    page.locator(".pg-ex-seq-letters > span").nth(7).click()
    title = page.locator(".pg-ex-seq-side .pg-ex-title").inner_text()
    assert numbers(title)[-1] == pytest.approx(judged["bits"][7], abs=0.06)


def same(shown: str, text: str) -> bool:
    """Return whether two texts have the same characters but for spaces, which browsers fold."""
    return "".join(shown.split()) == "".join(text.split())


def vocabulary_of(run: str) -> tuple[str, ...]:
    return described(run).facts.vocabulary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("view", "run"),
    [("inside", "digits"), ("memory", "elman"), ("forecast", "waves"), ("writing", "docs")],
)
def test_a_phone_has_room_for_it(open_view, view: str, run: str) -> None:
    size = {"width": 390, "height": 844}
    page = open_view(view, run, viewport=size, has_touch=True, is_mobile=True)
    page.locator(".pg-seq canvas, .pg-ex-seq-letters").first.wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
