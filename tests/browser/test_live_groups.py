"""The live chart of several runs: a group's band, overlaid runs, and the arithmetic of both."""

import math

import pytest

from tests.browser.live_charts import (
    ROOT,
    ChartServer,
    points,
    rerun,
    status,
    wait_for_points,
    x_range,
    zoom,
)

pytestmark = pytest.mark.browser

MEAN, HIGH = 3, 2  # places of a band's traces: runs, low, high, mean
TRACE = "([c, t, part]) => document.querySelectorAll('.pg-live-plot')[c].data?.[t]?.[part] ?? []"


@pytest.fixture
def arithmetic(browser):
    """A page with the script that keeps points, and nothing else."""
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "assets" / "live_chart" / "points.js")
    yield page
    page.close()


def band(page, runs: list[dict], smooth: bool = False) -> dict:
    script = """([runs, smooth]) => {
        const members = runs.map(({ x, y, going }) => {
            const bins = new Bins();
            bins.append(x, y);
            return { bins, going };
        });
        return bandOf(members, smooth);
    }"""
    return page.evaluate(script, [runs, smooth])


def test_a_band_is_the_mean_and_the_range_of_what_runs_have_in_common(arithmetic) -> None:
    found = band(
        arithmetic,
        [
            {"x": [0, 1, 2, 3, 4], "y": [1, 2, 3, 4, 5], "going": False},
            {"x": [0, 1, 2], "y": [3, 4, 8], "going": True},
            {"x": [0, 1, 2, 3], "y": [5, None, 7, 8], "going": True},
        ],
    )
    # Two runs reached step 3, but one that still goes on did not: a range, and no mean yet. The
    # third run has no value at step 1, where it is taken to lie between its neighbours.
    assert found["range"] == {"x": [0, 1, 2, 3], "low": [1, 2, 3, 4], "high": [5, 6, 8, 8]}
    assert found["mean"]["x"] == [0, 1, 2]
    assert found["mean"]["y"] == [3, 4, 6]
    assert found["mean"]["customdata"] == [[1, 5], [2, 6], [3, 8]]


def test_runs_that_ended_early_do_not_hold_the_mean_back(arithmetic) -> None:
    found = band(
        arithmetic,
        [
            {"x": [0, 1], "y": [2, 2], "going": False},
            {"x": [0, 1, 2], "y": [4, 4, 4], "going": False},
            {"x": [0, 1, 2, 3], "y": [6, 6, 6, 6], "going": False},
        ],
    )
    assert found["mean"]["x"] == [0, 1, 2], "one run alone has no mean"
    assert found["mean"]["y"] == [4, 4, 5]


def test_the_first_of_a_group_is_drawn_as_it_is(arithmetic) -> None:
    alone = {"x": [0, 1], "y": [2, 3], "going": True}
    found = band(arithmetic, [alone, {"x": [], "y": [], "going": True}])
    assert (found["mean"]["y"], found["range"]["x"]) == ([2, 3], [])


def test_runs_with_other_steps_meet_on_the_lines_between(arithmetic) -> None:
    even, odd = list(range(0, 20, 2)), list(range(1, 20, 2))
    found = band(
        arithmetic,
        [
            {"x": even, "y": [2 * x for x in even], "going": True},
            {"x": odd, "y": [4 * x for x in odd], "going": True},
        ],
    )
    assert found["mean"]["x"] == list(range(1, 19))
    assert found["mean"]["y"] == pytest.approx([3 * x for x in range(1, 19)])


def test_long_runs_are_averaged_in_the_same_bins(arithmetic) -> None:
    steps = list(range(20_000))
    runs = [
        {"x": steps[:last], "y": [level + x % 64 for x in steps[:last]], "going": False}
        for level, last in ((0.0, 20_000), (10.0, 300))
    ]
    found = band(arithmetic, runs)
    # 20 000 steps in at most 400 bins: 64 steps each, whose mean is that of 0 to 63.
    assert found["lines"][0]["x"][:2] == [31.5, 95.5]
    assert len(found["lines"][0]["x"]) == math.ceil(20_000 / 64)
    assert found["mean"]["y"][:4] == [36.5] * 4
    assert found["range"]["low"][:4] == [31.5] * 4


def test_a_moving_average_is_taken_before_the_bins(arithmetic) -> None:
    run = {"x": [1, 2, 3], "y": [1.0, 2.0, 4.0], "going": True}
    found = band(arithmetic, [run, run], smooth=True)
    weights = [1, 1 + 0.9, 1 + 0.9 + 0.81]
    sums = [1, 2 + 0.9, 4 + 0.9 * 2 + 0.81]
    expected = [total / weight for total, weight in zip(sums, weights, strict=True)]
    assert found["mean"]["y"] == pytest.approx(expected)


def begin_group(chart_server: ChartServer) -> None:
    chart_server.begin("1", status="finished", points=600, level=1.0)
    chart_server.begin("2", points=200, level=2.0)
    chart_server.begin("3", points=300, level=6.0)
    chart_server.begin("4", status="waiting")


def wait_for_step(page, step: float) -> None:
    """Wait until the first band's mean has come so far; its points become fewer as bins widen."""
    page.wait_for_function(f"step => ({TRACE})([0, {MEAN}, 'x']).at(-1) >= step", arg=step)


GROUP = "runs=1,2,3,4&advanced=1"


@pytest.mark.slow
def test_a_group_is_a_band_that_grows(show, chart_server: ChartServer) -> None:
    begin_group(chart_server)
    page = show(GROUP)
    wait_for_step(page, 205)
    status(page, "1 of 4 finished, 2 training, 1 waiting")
    assert page.get_by_text("mean and range of 4 seeds").count() == 2
    names = page.locator(".pg-live-legend >> nth=0").locator("button").all_inner_texts()
    assert names == ["Training, each batch", "Validation, each epoch"], "one entry a series"
    x, y = (page.evaluate(TRACE, [0, 2 * MEAN + 1, part]) for part in ("x", "y"))
    wave = 0.25 + 0.12 * math.sin(49 * 1.7) + 0.2
    assert x[0] == 49
    assert y[0] == pytest.approx(3.0 * math.exp(-49 / 400) + wave), "the mean of levels 1, 2, 6"
    reached, ranged = (page.evaluate(TRACE, [0, trace, "x"])[-1] for trace in (MEAN, HIGH))
    assert ranged >= 300 and reached < ranged, "the range goes on where the mean cannot yet"
    zoom(page)
    zoomed = x_range(page)
    page.get_by_role("button", name="Validation, each epoch").click()
    shown = "() => document.querySelector('.pg-live-plot').data.map((line) => line.visible)"
    assert page.evaluate(shown) == [True] * 4 + [False] * 4
    rerun(page)
    wait_for_step(page, reached + 20)
    assert x_range(page) == zoomed
    assert page.evaluate(shown) == [True] * 4 + [False] * 4


@pytest.mark.slow
def test_a_new_seed_joins_without_losing_the_others(show, chart_server: ChartServer) -> None:
    begin_group(chart_server)
    page = show("runs=1,3")
    wait_for_step(page, 300)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate("() => { document.querySelector('.pg-live-plot').mine = true; }")
    page.get_by_text("Add a seed").click()
    page.get_by_text("mean and range of 3 seeds").first.wait_for()
    # Levels 1 and 6 have a mean of 3.5; with level 2 it is 3.
    page.wait_for_function(f"() => ({TRACE})([0, {MEAN}, 'y'])[0] < 3.4")
    again = [url for url in requests if "feed/1" in url and "after=0" in url]
    assert not again, "what was known of the other runs was asked for once more"
    assert page.evaluate("() => document.querySelector('.pg-live-plot').mine")


@pytest.mark.slow
def test_a_group_says_which_run_is_in_trouble(show, chart_server: ChartServer) -> None:
    begin_group(chart_server)
    page = show(GROUP)
    wait_for_step(page, 205)
    chart_server.control("2", status="diverged", message="The loss became infinite.")
    page.get_by_text("seed 2: The loss became infinite.").wait_for()
    status(page, "1 of 4 finished, 1 training, 1 waiting, 1 diverged")
    chart_server.control("3", refuse=404)
    page.get_by_text("seed 3: This run no longer exists.").wait_for()


@pytest.mark.slow
def test_more_charts_are_shown_to_who_asks(show) -> None:
    page = show("advanced=1")
    wait_for_points(page, 5)
    assert page.locator(".pg-live-plot").count() == 2
    page.get_by_role("button", name="More charts").click()
    page.wait_for_function("() => document.querySelectorAll('.pg-live-plot .main-svg').length > 6")
    page.reload()
    page.wait_for_selector(".pg-live-plot >> nth=2", timeout=40_000)
    page.get_by_role("button", name="Fewer charts").click()
    assert page.locator(".pg-live-plot").count() == 2


@pytest.mark.slow
def test_an_axis_can_be_made_logarithmic(show) -> None:
    page = show()
    wait_for_points(page, 5)
    log = page.get_by_role("button", name="Log scale").first
    kind = "() => document.querySelector('.pg-live-plot').layout.yaxis.type"
    log.click()
    page.wait_for_function(f"() => ({kind})() === 'log'")
    wait_for_points(page, points(page) + 5)
    assert page.evaluate(kind) == "log", "new points put the axis back"
    assert log.get_attribute("aria-pressed") == "true"
    log.click()
    page.wait_for_function(f"() => ({kind})() === 'linear'")


@pytest.mark.slow
def test_examples_a_second_are_said(show, chart_server: ChartServer) -> None:
    chart_server.control(examples=5432.1)
    page = show()
    page.get_by_text("5,432 images/s").wait_for()


@pytest.mark.slow
def test_overlaid_runs_have_colours_and_names_of_their_own(show, chart_server: ChartServer) -> None:
    begin_group(chart_server)
    page = show("runs=1,2,3&mode=overlay&x=epoch")
    wait_for_points(page, 100, trace=1)
    lines = page.evaluate(
        "() => document.querySelector('.pg-live-plot').data.slice(0, 3)"
        ".map((line) => [line.name, line.line.color, line.x.at(-1)])"
    )
    assert [name for name, _, _ in lines] == ["seed 1", "seed 2", "seed 3"]
    assert len({colour for _, colour, _ in lines}) == 3
    assert lines[0][2] == pytest.approx(598.5 / 50), "600 steps of 50 an epoch, in bins of 2"
    key = page.get_by_role("button", name="seed 1")
    shown = "() => document.querySelector('.pg-live-plot').data[0].visible"
    assert page.evaluate(shown) is True
    key.click()
    assert page.evaluate(shown) is False
    rerun(page)
    assert (page.evaluate(shown), key.get_attribute("aria-pressed")) == (False, "false")
    key.click()
    assert page.evaluate(shown) is True


@pytest.mark.slow
def test_a_group_fits_a_narrow_page(show, chart_server: ChartServer) -> None:
    begin_group(chart_server)
    page = show(GROUP, width=390, height=844)
    wait_for_step(page, 205)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    pill = page.locator(".pg-live-pill").bounding_box()
    assert pill["x"] + pill["width"] <= 390
