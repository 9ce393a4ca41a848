"""The live chart of one run in a real browser, fed by a small app with a pretended run."""

import pytest

from tests.browser.live_charts import (
    FIRST,
    ChartServer,
    points,
    rerun,
    status,
    wait_for_points,
    x_range,
    zoom,
)

pytestmark = pytest.mark.browser


def test_charts_grow_point_by_point_in_the_same_node(show) -> None:
    page = show()
    wait_for_points(page, 10)
    page.evaluate(
        """() => {
            window.sizes = new Set();
            for (const node of document.querySelectorAll('.pg-live-plot')) node.mine = true;
            const plot = document.querySelector('.pg-live-plot');
            plot.on('plotly_afterplot', () => window.sizes.add(plot.data[1].x.length));
        }"""
    )
    rerun(page)
    page.wait_for_function("() => window.sizes.size >= 12")
    rerun(page, "Switch the language")
    page.get_by_text("训练中", exact=True).first.wait_for()
    marks = page.evaluate(
        "() => [...document.querySelectorAll('.pg-live-plot')].map((node) => node.mine)"
    )
    assert marks == [True, True, True]
    x = page.evaluate("() => [...document.querySelector('.pg-live-plot').data[0].x]")
    assert x == list(range(len(x))), "points are missing, doubled or out of order"


def test_zoom_and_hidden_lines_survive_points_and_reruns(show) -> None:
    page = show()
    wait_for_points(page, 80)
    zoom(page)
    zoomed = x_range(page)
    page.get_by_role("button", name="Validation, each epoch").click()
    hidden = "() => document.querySelector('.pg-live-plot').data[2].visible"
    assert page.evaluate(hidden) is False
    before = points(page)
    rerun(page)
    rerun(page, "Switch the language")
    wait_for_points(page, before + 60)
    assert x_range(page) == zoomed
    assert page.evaluate(hidden) is False
    key = page.get_by_role("button", name="验证损失")
    assert key.get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="重置视图").click()
    script = "() => document.querySelector('.pg-live-plot').layout.xaxis.range[1] > 90"
    page.wait_for_function(script)
    zoom(page)
    box = page.locator(FIRST).bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 140)
    page.wait_for_function(script)


def test_the_axis_goes_below_0_only_where_something_is(show, chart_server: ChartServer) -> None:
    page = show()
    lowest = "() => document.querySelector('.pg-live-plot').layout.yaxis.range[0]"
    one = "() => document.querySelector('.pg-live-plot').data[0].y.length === 1"
    chart_server.begin(status="paused", revision=2, level=0.3, points=1)
    page.wait_for_function(one)
    assert page.evaluate(lowest) == 0
    chart_server.begin(revision=3, level=-0.2, points=1)  # a line that soon goes below 0
    page.wait_for_function(f"() => ({lowest})() < 0")


@pytest.mark.slow
def test_a_reset_replaces_what_is_drawn(show, chart_server: ChartServer) -> None:
    page = show()
    wait_for_points(page, 100)
    chart_server.begin(status="paused", revision=2, level=7.0, points=20)
    page.wait_for_function("() => document.querySelector('.pg-live-plot').data[0].x.length === 20")
    first = page.evaluate("() => document.querySelector('.pg-live-plot').data[0].y[0]")
    assert first == pytest.approx(7.25)


@pytest.mark.slow
def test_the_frame_stays_where_it_is_when_points_arrive(show, chart_server: ChartServer) -> None:
    chart_server.begin(status="waiting")
    page = show("status=waiting")
    page.locator(".pg-live-plot .annotation-text").first.wait_for()
    frame = """() => {
        const { l, t, w, h } = document.querySelector('.pg-live-plot')._fullLayout._size;
        return [l, t, w, h, document.querySelector('.pg-live-plot').getBoundingClientRect().top];
    }"""
    before = page.evaluate(frame)
    chart_server.control(status="running")
    wait_for_points(page, 20)
    assert page.evaluate(frame) == before


@pytest.mark.slow
def test_a_long_history_is_thinned_and_keeps_its_peaks(show, chart_server: ChartServer) -> None:
    chart_server.begin(status="paused", points=15_000)
    page = show("status=paused")
    wait_for_points(page, 500)
    x, y = page.evaluate(
        "() => ['x', 'y'].map((axis) => [...document.querySelector('.pg-live-plot').data[0][axis]])"
    )
    assert len(x) <= 3000 and x == sorted(x)
    assert x[0] < 4 and x[-1] > 14_990
    drawn = [value for value in y if value is not None]
    assert max(drawn) == pytest.approx(2.364, abs=0.001)
    assert min(drawn) == pytest.approx(0.13, abs=0.001)


@pytest.mark.slow
def test_a_new_status_reruns_the_page_once(show, chart_server: ChartServer) -> None:
    page = show()
    wait_for_points(page, 20)
    assert "callbacks=0" in page.get_by_text("reruns=").inner_text()
    chart_server.control(status="finished")
    page.get_by_text("callbacks=1").wait_for()
    status(page, "Finished")
    page.wait_for_timeout(1500)
    assert "reruns=2 callbacks=1" in page.get_by_text("reruns=").inner_text()
    spoken = page.locator(".pg-live-spoken")
    assert spoken.inner_text() == "Finished"


@pytest.mark.slow
def test_a_status_that_the_page_did_not_know_is_reported(show, chart_server: ChartServer) -> None:
    chart_server.begin(status="paused", points=30)
    page = show("status=running")
    page.get_by_text("callbacks=1").wait_for()
    status(page, "Paused")


def test_a_lost_connection_is_said_and_mended(show) -> None:
    page = show()
    wait_for_points(page, 20)
    page.route("**/playground/feed/**", lambda route: route.abort())
    page.get_by_text("Connection lost, trying again").wait_for()
    kept = points(page)
    assert kept >= 20
    page.unroute("**/playground/feed/**")
    wait_for_points(page, kept + 40)
    assert not page.get_by_text("Connection lost, trying again").is_visible()


@pytest.mark.slow
def test_a_refusal_is_worded(show, chart_server: ChartServer) -> None:
    page = show()
    wait_for_points(page, 5)
    chart_server.control(refuse=404)
    page.get_by_text("This run no longer exists.").wait_for()


@pytest.mark.slow
def test_a_hidden_page_does_not_ask(show) -> None:
    page = show()
    wait_for_points(page, 20)
    hide = """hidden => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    page.wait_for_timeout(600)
    before = points(page)
    page.wait_for_timeout(1200)
    assert points(page) == before
    page.evaluate(hide, False)
    wait_for_points(page, before + 40)


@pytest.mark.slow
def test_a_chart_that_left_the_page_asks_no_more(show) -> None:
    page = show()
    wait_for_points(page, 20)
    page.get_by_text("Take the chart away").click()
    page.locator(".pg-live").wait_for(state="detached")
    page.wait_for_timeout(500)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_timeout(1500)
    assert not [url for url in requests if "/playground/feed" in url]
    page.get_by_text("Take the chart away").click()
    wait_for_points(page, 60)


@pytest.mark.slow
def test_a_narrow_page_has_one_column_and_no_overflow(show) -> None:
    page = show(width=390, height=844)
    wait_for_points(page, 20)
    boxes = [plot.bounding_box() for plot in page.locator(".pg-live-plot").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert all(box["height"] == 280 and box["x"] + box["width"] <= 390 for box in boxes)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    widths = page.evaluate(
        "() => [...document.querySelectorAll('.pg-live-plot .main-svg')].map(s => s.clientWidth)"
    )
    assert max(widths) <= boxes[0]["width"] + 1


@pytest.mark.slow
def test_charts_follow_the_width_of_their_container(show) -> None:
    page = show()
    page.set_viewport_size({"width": 600, "height": 900})
    page.wait_for_function(
        """() => {
            const plot = document.querySelector('.pg-live-plot');
            const width = plot.querySelector('.main-svg').clientWidth;
            return Math.abs(width - plot.clientWidth) <= 1;
        }"""
    )


@pytest.mark.slow
def test_a_theme_switch_recolours_the_same_node(show) -> None:
    page = show(color_scheme="light")
    wait_for_points(page, 5)
    page.evaluate("() => { document.querySelector('.pg-live-plot').mine = true; }")
    colour = "() => document.querySelector('.pg-live-plot').layout.font.color"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => document.querySelector('.pg-live-plot').layout.font.color !== before", arg=light
    )
    assert page.evaluate("() => document.querySelector('.pg-live-plot').mine")


def test_without_a_run_the_charts_say_what_to_do(show) -> None:
    page = show("idle=1")
    assert page.locator(".pg-live-plot .annotation-text").count() == 3
    status(page, "No run yet")
    plot = page.locator(FIRST)
    assert plot.get_attribute("role") == "img"
    assert plot.get_attribute("aria-label") == "Loss over steps"
