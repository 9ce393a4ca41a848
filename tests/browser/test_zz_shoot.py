import sys; sys.path.insert(0,'/work/main'); sys.path.insert(0,'/work/main/tests/browser')
import pytest
import test_live_chart as t
from test_live_chart import server, show
@pytest.mark.browser
def test_shots(show, server):
    server.begin(points=600)
    page=show(color_scheme="light"); t.wait_for_points(page,700); page.wait_for_timeout(800)
    page.mouse.move(400, page.locator(t.FIRST).bounding_box()["y"]+120); page.wait_for_timeout(900)
    page.screenshot(path="/tmp/shots/light_1280.png", full_page=True)
    page.emulate_media(color_scheme="dark"); page.wait_for_timeout(800)
    t.zoom(page); page.wait_for_timeout(500)
    page.route("**/playground/feed*", lambda r: r.abort()); page.wait_for_timeout(800)
    page.screenshot(path="/tmp/shots/dark_1280.png", full_page=True)
    for scheme in ("light","dark"):
        page=show("language=zh" if scheme=="light" else "", width=390,height=844,color_scheme=scheme, has_touch=True, is_mobile=True, device_scale_factor=2)
        t.wait_for_points(page,700); page.wait_for_timeout(500)
        page.screenshot(path=f"/tmp/shots/{scheme}_390.png", full_page=True)
    for scheme in ("light","dark"):
        page=show("idle=1",color_scheme=scheme); page.wait_for_timeout(500)
        page.screenshot(path=f"/tmp/shots/idle_{scheme}.png", full_page=True)
    server.begin(status="diverged",points=900); server.control(message="The loss is no longer a number: step 900. Try a lower learning rate.")
    page=show(); page.wait_for_timeout(1500); page.screenshot(path="/tmp/shots/diverged.png", full_page=True)
    server.begin(status="waiting",points=0); server.control(position=3)
    page=show("language=zh"); page.wait_for_timeout(1500); page.screenshot(path="/tmp/shots/waiting.png", full_page=True)

def test_cost(show, server):
    server.begin(points=5000)
    page=show(); t.wait_for_points(page,5000); page.wait_for_timeout(1000)
    c=page.context.new_cdp_session(page); c.send("Performance.enable")
    g=lambda:{m["name"]:m["value"] for m in c.send("Performance.getMetrics")["metrics"]}
    a=g(); page.wait_for_timeout(4000); b=g()
    print("COST task s per s", (b["TaskDuration"]-a["TaskDuration"])/4, "script", (b["ScriptDuration"]-a["ScriptDuration"])/4, "heap", b["JSHeapUsedSize"]/1e6)
