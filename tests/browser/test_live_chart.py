"""The live chart in a real browser, fed by a small app with a pretended run."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 40_000  # milliseconds; the first chart of a page may take many seconds
FIRST = ".pg-live-plot >> nth=0"

APP = """
import math
import time
from pathlib import Path

import plotly
import streamlit as st
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

RATE = 40  # points a second
run = {}


def begin(status="running", revision=1, level=2.0, points=0):
    run.update(status=status, revision=revision, level=level, refuse=None)
    run.update(points=points, since=time.monotonic(), message=None, position=None)


def count():
    grown = (time.monotonic() - run["since"]) * RATE if run["status"] == "running" else 0
    return run["points"] + int(grown)


def value(step):
    return run["level"] * math.exp(-step / 400) + 0.25 + 0.12 * math.sin(step * 1.7)


def series(first, last):
    steps = list(range(first, last))
    epochs = [step for step in steps if step % 50 == 49]
    return {
        "train/loss": {"x": steps, "y": [None if s == 3 else value(s) for s in steps]},
        "valid/loss": {"x": epochs, "y": [value(s) + 0.2 for s in epochs]},
        "train/accuracy": {"x": steps, "y": [1 - math.exp(-s / 300) for s in steps]},
        "valid/accuracy": {"x": epochs, "y": [0.95 - math.exp(-s / 300) for s in epochs]},
        "train/rate": {"x": steps, "y": [0.01 * 0.997**s for s in steps]},
    }


async def feed(request):
    if run["refuse"]:
        return JSONResponse({}, status_code=run["refuse"])
    assert request.query_params["share"] == "token", "the feed's own query string got lost"
    reset = int(request.query_params["revision"]) != run["revision"]
    total = count()
    first = 0 if reset else int(request.query_params["after"])
    progress = {
        "step": total, "steps": 4000, "epoch": 1 + total // 50, "epochs": 80, "rate": RATE,
        "seconds": total / RATE, "remaining": (4000 - total) / RATE,
    }
    return JSONResponse({
        "status": run["status"], "position": run["position"], "message": run["message"],
        "revision": run["revision"], "cursor": total, "reset": reset,
        "progress": progress, "series": series(first, total),
    })


async def control(request):
    changes = await request.json()
    if "begin" in changes:
        begin(**changes["begin"])
    else:
        run.update(points=count(), since=time.monotonic())
        run.update(changes)
    return JSONResponse(run)


async def plotly_js(request):
    return FileResponse(Path(plotly.__file__).parent / "package_data" / "plotly.min.js")


begin()
app = st.App("page.py", routes=[
    Route("/playground/feed", feed),
    Route("/playground/control", control, methods=["POST"]),
    Route("/playground/static/plotly.min.js", plotly_js),
])
"""

PAGE = """
import streamlit as st

from pages._ui.live_chart import LABELS, Chart, Series, live_chart

st.set_page_config(layout="wide", page_title="Live chart")
WORDS = {
    "en": {
        "status_none": "No run yet", "status_waiting": "Waiting", "status_running": "Running",
        "status_paused": "Paused", "status_finished": "Finished", "status_stopped": "Stopped",
        "status_diverged": "Diverged", "status_failed": "Failed",
        "epoch": "Epoch {epoch} of {epochs}", "step": "Step {step} of {steps}",
        "rate": "{rate} steps/s", "elapsed": "{duration} elapsed",
        "remaining": "about {duration} left", "position": "Place {position} in the queue",
        "progress": "Training progress", "smoothed": "smoothed", "reset_view": "Reset view",
        "hint_no_run": "Press Start, and the curves appear here",
        "hint_no_points": "The first points are on their way",
        "connection_lost": "Connection lost, trying again",
        "not_found": "This run no longer exists.", "forbidden": "This run belongs to someone else.",
        "charts_missing": "The charts could not be loaded.",
    },
    "zh": {
        "status_none": "尚未运行", "status_waiting": "等待中", "status_running": "训练中",
        "status_paused": "已暂停", "status_finished": "已完成", "status_stopped": "已停止",
        "status_diverged": "已发散", "status_failed": "失败",
        "epoch": "第 {epoch} 轮，共 {epochs} 轮", "step": "第 {step} 步，共 {steps} 步",
        "rate": "{rate} 步/秒", "elapsed": "已用时 {duration}", "remaining": "约剩 {duration}",
        "position": "排队第 {position} 位", "progress": "训练进度", "smoothed": "平滑",
        "reset_view": "重置视图", "hint_no_run": "点击开始后，曲线会显示在这里",
        "hint_no_points": "数据即将到来", "connection_lost": "连接中断，正在重试",
        "not_found": "该运行已不存在。", "forbidden": "该运行属于他人。",
        "charts_missing": "图表无法加载。",
    },
}
state = st.session_state
state.reruns = state.get("reruns", 0) + 1
state.setdefault("callbacks", 0)


def on_status():
    state.callbacks += 1


language = st.query_params.get("language", "en")
left, middle, right = st.columns(3)
left.button("Run the page again")
if middle.button("Switch the language"):
    state.language = "zh" if state.get("language", language) == "en" else "en"
language = state.get("language", language)
if right.toggle("Take the chart away"):
    st.stop()
zh = language == "zh"
step = "步" if zh else "Step"
charts = [
    Chart("损失" if zh else "Loss <per step>", step, "交叉熵" if zh else "Cross-entropy",
          "Loss over steps", (
              Series("train/loss", "训练损失" if zh else "Training", smooth=True),
              Series("valid/loss", "验证损失" if zh else "Validation", "lines+markers", 1))),
    Chart("准确率" if zh else "Accuracy", step, "比例" if zh else "Fraction", "Accuracy", (
        Series("train/accuracy", "训练" if zh else "Training"),
        Series("valid/accuracy", "验证" if zh else "Validation", "lines+markers", 1)),
        y_range=(0.0, 1.0)),
    Chart("学习率" if zh else "Learning rate", step, "学习率" if zh else "Learning rate",
          "Learning rate", (Series("train/rate", "Rate", color_index=2),), log=True),
]
live_chart(
    feed=None if "idle" in st.query_params else "/playground/feed?share=token",
    charts=charts, known_status=st.query_params.get("status", "running"), language=language,
    labels=WORDS[language], key="chart", on_status=on_status,
)
st.text(f"reruns={state.reruns} callbacks={state.callbacks}")
"""


class Server:
    """The pretended app, and the strings by which a test pulls its run."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, **changes: object) -> None:
        request = urllib.request.Request(
            f"{self.url}/playground/control",
            json.dumps(changes).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10):
            pass

    def begin(self, **values: object) -> None:
        self.control(begin=values)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("live_chart")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "page.py").write_text(PAGE, encoding="utf-8")
    if (ROOT / ".streamlit").is_dir():
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    options = ["--server.address=127.0.0.1", "--server.headless=true"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = (folder / "log.txt").open("w")
    process = subprocess.Popen(
        command + options, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        yield Server(wait_for(f"http://127.0.0.1:{port}", process, folder / "log.txt"))
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return url
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")


@pytest.fixture
def show(browser, server: Server) -> Iterator[Callable]:
    """Opens the page in a context of its own; fails on an error in the page's scripts."""
    contexts, errors = [], []

    def open_page(query: str = "", width: int = 1280, height: int = 900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{server.url}/?{query}")
        page.wait_for_selector(".pg-live-plot .main-svg", timeout=TIMEOUT)
        return page

    server.begin()
    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def points(page, chart: int = 0, trace: int = 1) -> int:
    script = "([c, t]) => document.querySelectorAll('.pg-live-plot')[c].data[t].x.length"
    return page.evaluate(script, [chart, trace])


def wait_for_points(page, least: int, chart: int = 0, trace: int = 1) -> None:
    script = """([c, t, n]) =>
        document.querySelectorAll('.pg-live-plot')[c]?.data?.[t]?.x.length >= n"""
    page.wait_for_function(script, arg=[chart, trace, least])


def rerun(page, button: str = "Run the page again") -> None:
    before = page.get_by_text("reruns=").inner_text()
    page.get_by_role("button", name=button).click()
    page.wait_for_function("text => !document.body.innerText.includes(text)", arg=before)


def zoom(page) -> None:
    box = page.locator(FIRST).bounding_box()
    x, y = box["x"] + box["width"] * 0.4, box["y"] + 110
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=4)
    page.wait_for_timeout(600)  # points arrive in the midst of the drag
    page.mouse.move(x + 140, y + 90, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "s => document.querySelector(s).layout.xaxis.autorange === false", arg=".pg-live-plot"
    )


def x_range(page) -> list[float]:
    return page.evaluate("() => [...document.querySelector('.pg-live-plot').layout.xaxis.range]")


def status(page, word: str) -> None:
    page.wait_for_function(
        "word => document.querySelector('[data-part=status]').textContent === word", arg=word
    )


def test_charts_grow_twice_a_second_in_the_same_node(show) -> None:
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
    start = time.monotonic()
    page.wait_for_function("() => window.sizes.size >= 31")
    assert 30 / (time.monotonic() - start) >= 2
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
    # The legend waits for a second click before it takes the first for a single one.
    page.locator(".pg-live-plot .legendtoggle").nth(1).click()
    hidden = "() => document.querySelector('.pg-live-plot').data[2].visible"
    page.wait_for_function(f"() => ({hidden})() === 'legendonly'")
    before = points(page)
    rerun(page)
    rerun(page, "Switch the language")
    wait_for_points(page, before + 60)
    assert x_range(page) == zoomed
    assert page.evaluate(hidden) == "legendonly"
    page.get_by_role("button", name="重置视图").click()
    script = "() => document.querySelector('.pg-live-plot').layout.xaxis.range[1] > 90"
    page.wait_for_function(script)
    zoom(page)
    box = page.locator(FIRST).bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 140)
    page.wait_for_function(script)


def test_a_reset_replaces_what_is_drawn(show, server: Server) -> None:
    page = show()
    wait_for_points(page, 100)
    server.begin(status="paused", revision=2, level=7.0, points=20)
    page.wait_for_function("() => document.querySelector('.pg-live-plot').data[0].x.length === 20")
    first = page.evaluate("() => document.querySelector('.pg-live-plot').data[0].y[0]")
    assert first == pytest.approx(7.25)


def test_the_frame_stays_where_it_is_when_points_arrive(show, server: Server) -> None:
    server.begin(status="waiting")
    page = show("status=waiting")
    page.locator(".pg-live-plot .annotation-text").first.wait_for()
    frame = """() => {
        const { l, t, w, h } = document.querySelector('.pg-live-plot')._fullLayout._size;
        return [l, t, w, h, document.querySelector('.pg-live-plot').getBoundingClientRect().top];
    }"""
    before = page.evaluate(frame)
    server.control(status="running")
    wait_for_points(page, 20)
    assert page.evaluate(frame) == before


def test_a_long_history_is_thinned_and_keeps_its_peaks(show, server: Server) -> None:
    server.begin(status="paused", points=15_000)
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


def test_a_new_status_reruns_the_page_once(show, server: Server) -> None:
    page = show()
    wait_for_points(page, 20)
    assert "callbacks=0" in page.get_by_text("reruns=").inner_text()
    server.control(status="finished")
    page.get_by_text("callbacks=1").wait_for()
    status(page, "Finished")
    page.wait_for_timeout(1500)
    assert "reruns=2 callbacks=1" in page.get_by_text("reruns=").inner_text()
    spoken = page.locator(".pg-live-spoken")
    assert spoken.inner_text() == "Finished"


def test_a_status_that_the_page_did_not_know_is_reported(show, server: Server) -> None:
    server.begin(status="paused", points=30)
    page = show("status=running")
    page.get_by_text("callbacks=1").wait_for()
    status(page, "Paused")


def test_a_lost_connection_is_said_and_mended(show) -> None:
    page = show()
    wait_for_points(page, 20)
    page.route("**/playground/feed*", lambda route: route.abort())
    page.get_by_text("Connection lost, trying again").wait_for()
    kept = points(page)
    assert kept >= 20
    page.unroute("**/playground/feed*")
    wait_for_points(page, kept + 40)
    assert not page.get_by_text("Connection lost, trying again").is_visible()


def test_a_refusal_is_worded(show, server: Server) -> None:
    page = show()
    wait_for_points(page, 5)
    server.control(refuse=404)
    page.get_by_text("This run no longer exists.").wait_for()


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
