"""The attention studio in a browser: maps, typing, one head taken apart, aim, and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.probes.aim import attention_aim
from core.probes.attention import attention, attention_head
from core.store import recording
from tests.browser.small_apps import ROOT, opening, serving
from tests.fixtures.playing import play_in_store, small_spec

pytestmark = pytest.mark.browser

APP = ROOT / "tests" / "fixtures" / "attention" / "app.py"
FEW = {"count": 600}
RUNS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "gru": ("seq2seq", "reverse", {"params": {"width": 8}, "data": FEW}),
    "transformer": (
        "seq2seq",
        "reverse",
        {"params": {"body": "transformer", "layers": 2, "heads": 2}, "data": FEW},
    ),
    "none": ("seq2seq", "reverse", {"params": {"attention": "none"}, "data": FEW}),
    "text": ("transformer_lm", "python_docs", {}),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attention")


@pytest.fixture(autouse=True)
def own_home(home: Path, playground_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> dict[str, str]:
    """Train a small network of each kind; return their ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        return {
            name: play_in_store(small_spec(recipe, data, **more)).id
            for name, (recipe, data, more) in RUNS.items()
        }


@pytest.fixture(scope="module")
def address(home: Path, trained: dict[str, str], tmp_path_factory) -> Iterator[str]:
    with serving(APP, home, tmp_path_factory.mktemp("log") / "log.txt") as url:
        yield url


@pytest.fixture
def open_studio(
    browser, window, address: str, trained: dict[str, str]
) -> Iterator[Callable[..., Any]]:
    """Opens what a run looks at; fails on an error in its scripts."""
    with opening(browser, window) as open_page:

        def open_one(run: str = "gru", **options: Any) -> Any:
            ready = ".pg-attention[data-tick]"
            return open_page(f"{address}/?run={trained[run]}", ready, **options)

        yield open_one


def asked(run: str, **more: Any) -> dict[str, Any]:
    return {"run": run, "tick": "live", "split": "valid", "index": 0, **more}


def answers(page) -> int:
    return int(page.locator(".pg-attention").get_attribute("data-answers"))


def newer(page, before: int) -> None:
    """Wait for another answer."""
    page.wait_for_function(
        "before => Number(document.querySelector('.pg-attention').dataset.answers) > before",
        arg=before,
    )


def pointed(page, row: int, column: int) -> str:
    """Go to a weight of the large map by the keyboard; return what is said of it."""
    canvas = page.locator(".pg-ex-attention-maps canvas.pg-ex-heatmap")
    canvas.focus()
    canvas.press("Enter")  # the first press goes to the first weight
    for key, times in (("ArrowDown", row), ("ArrowRight", column)):
        for _ in range(times):
            canvas.press(key)
    said = page.locator(".pg-ex-attention-maps .pg-ex-readout").inner_text()
    canvas.evaluate("canvas => canvas.blur()")
    return said


@pytest.mark.slow
def test_the_map_says_the_weights_of_every_moment(open_studio, trained: dict[str, str]) -> None:
    page, run = open_studio(), trained["gru"]
    told = attention(asked(run))
    last = len(told["written"]) - 1  # hardly trained, it may stop at once
    assert f"with weight {told['attention.0'][0, last, 2]:.3f}" in pointed(page, last, 2)
    written = page.locator(".pg-ex-steps .pg-ex-symbol").all_inner_texts()
    assert len(written) == len(told["written"])
    page.locator(".pg-ex-timeline .pg-ex-slider").fill("0")
    page.wait_for_selector(".pg-attention[data-tick='0']")
    first = attention(asked(run, tick=recording.checkpoints_of(run)[0]["tick"]))
    page.get_by_text(f"with weight {first['attention.0'][0, 0].max():.3f}").wait_for()
    assert f"with weight {first['attention.0'][0, 0, 1]:.3f}" in pointed(page, 0, 1)


def test_what_is_typed_is_answered(open_studio, trained: dict[str, str]) -> None:
    page = open_studio()
    field = page.get_by_label("Type here")
    shown = field.input_value()
    vocabulary = " ⊢⊣abcdefghij"
    source = attention(asked(trained["gru"]))["source"]
    assert shown == "".join(vocabulary[number] for number in source)
    before = answers(page)
    field.fill("abcde")
    newer(page, before)
    told = attention({"run": trained["gru"], "tick": "live", "text": "abcde"})
    headline = page.locator(".pg-ex-said-answer > .pg-ex-headline").inner_text()
    assert headline.startswith("It writes:") and ("right" in headline or "edcba" in headline)
    assert f"with weight {told['attention.0'][0, 0, 0]:.3f}" in pointed(page, 0, 0)
    field.fill("abc!")
    page.get_by_text("these characters do not occur in the data: '!'").wait_for()
    page.locator(".pg-ex-said").wait_for(state="hidden")
    page.get_by_role("button", name="›").click()
    page.get_by_text("Example 2 of 100").wait_for()
    page.wait_for_selector(".pg-ex-notice:empty", state="attached")
    page.locator(".pg-ex-said").wait_for()


def test_one_head_is_taken_apart_with_its_numbers(open_studio, trained: dict[str, str]) -> None:
    page, run = open_studio("transformer"), trained["transformer"]
    page.get_by_role("button", name="Query, key, value").click()
    page.get_by_role("button", name="Layer 2", exact=True).click()
    page.get_by_role("button", name="Head 2", exact=True).click()
    page.locator(".pg-ex-asking button").nth(1).click()
    told = attention_head(asked(run, layer=1, head=1))
    weight = f"{told['attention'][1].max():.3f}"
    page.locator(".pg-ex-weight-cell").filter(has_text=weight).first.wait_for()
    rows = page.locator(".pg-ex-numbers").first.locator("tbody tr")
    assert rows.count() == told["dots"].shape[1]
    for key, row in enumerate(rows.all()):
        dot, scaled, _, share = (
            float(text.replace("−", "-")) for text in row.locator("td").all_inner_texts()
        )
        assert dot == pytest.approx(told["dots"][1, key], abs=6e-4)
        assert scaled == pytest.approx(told["scores"][1, key], abs=6e-4)
        assert share == pytest.approx(told["attention"][1, key], abs=6e-4)
    rows.first.locator("button").click()
    detail = page.locator("[data-step='weights'] .pg-ex-detail .pg-ex-formula").inner_text()
    assert f"{told['dots'][1, 0]:.3f}".replace("-", "−") in detail
    total = page.locator("[data-step='mixed'] .pg-ex-formula").inner_text()
    assert total.endswith(f"= {told['mixed'][1, 0]:.3f}".replace("-", "−"))


def test_it_is_counted_how_often_it_looks_right(open_studio, trained: dict[str, str]) -> None:
    page = open_studio()
    page.get_by_role("button", name="Does it look right?").click()
    share = float(attention_aim({"run": trained["gru"], "tick": "live"})["share.0"][0])
    page.wait_for_selector(".pg-ex-aim-share[data-share]")
    shown = float(page.locator(".pg-ex-aim-share").get_attribute("data-share"))
    assert shown == pytest.approx(share, abs=1e-6)
    assert page.locator(".pg-ex-aim-bars li").count() == 7


@pytest.mark.slow
def test_without_attention_and_on_a_phone(open_studio) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_studio("none", **phone)
    page.get_by_text("This network has no attention to look at").first.wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page = open_studio("transformer", **phone)
    assert page.locator(".pg-ex-multiple").count() == 4
    page.get_by_role("button", name="Within the output").click()
    page.get_by_text("Attention within the output").wait_for()
    page.get_by_role("button", name="Query, key, value").click()
    page.get_by_text("4. The values").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_a_text_is_looked_at_character_by_character(open_studio, trained: dict[str, str]) -> None:
    page = open_studio("text")
    told = attention(asked(trained["text"]))
    page.locator(".pg-ex-step").nth(5).click()
    page.wait_for_selector(".pg-ex-steps li:nth-child(6) [aria-pressed='true']")
    bars = page.locator(".pg-ex-answer .pg-ex-percent").all_inner_texts()
    best = float(told["probabilities"][5].max())
    assert float(bars[0].rstrip("%")) == pytest.approx(100 * best, abs=0.6)
    weight = told["attention.0"][0, 5, 3]
    assert f"(place 4) with weight {weight:.3f}" in pointed(page, 5, 3)
