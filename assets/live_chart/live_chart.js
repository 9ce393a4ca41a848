/**
 * Charts that grow while runs train: polls feeds of the app and draws what is new.
 *
 * Streamlit calls the default export again at every rerun that changes `data` or the theme, with
 * the same `parentElement`. Everything that must outlive a rerun (the nodes, the points, the places
 * in the feeds) therefore belongs to one `LiveChart` for each `parentElement`.
 *
 * This file and its neighbours are joined into one module, in the order that
 * `pages/_ui/live_chart.py` names.
 */

/** With several runs, a drawing takes at most this part of the time. */
const DRAWING_SHARE = 0.125;
const MORE_CHARTS = "pg-live-more-charts";

/** @type {WeakMap<object, LiveChart>} */
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = mounted.get(parentElement);
  if (!chart) {
    chart = new LiveChart(parentElement.querySelector(".pg-live"));
    mounted.set(parentElement, chart);
  }
  chart.receive(data, setTriggerValue);
  return () => {
    mounted.delete(parentElement);
    chart.stop();
  };
}

class LiveChart {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.parts = {};
    for (const part of root.querySelectorAll("[data-part]")) this.parts[part.dataset.part] = part;
    this.parts.grid.replaceChildren();
    this.feeds = [];
    this.panels = [];
    this.hidden = new Set(); // addresses of runs whose lines are not wanted, when overlaid
    this.stopped = false;
    this.plotly = null;
    this.data = null;
    this.more = session.read(MORE_CHARTS) === "yes";
    this.due = null; // what is to be drawn next, and the timer until then
    this.drawing = null;
    this.pause = POLL_ACTIVE;
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("visibilitychange", () => this.onVisibility(), { signal });
    this.parts.more.addEventListener("click", () => this.toggleMore(), { signal });
    // On the window and capturing: while zooming, Plotly covers the page and keeps the event.
    const release = () => this.panels.forEach((panel) => panel.release());
    for (const name of ["pointerup", "pointercancel", "mouseup", "touchend"]) {
      window.addEventListener(name, release, { capture: true, signal });
    }
  }

  /** Takes what a rerun of the page hands over. */
  receive(data, setTriggerValue) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    this.follow();
    this.theme = readTheme(this.root);
    this.layOut();
    this.report();
    this.loadPlotly();
    for (const feed of this.feeds) feed.poll();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.drawing);
    this.listeners.abort();
    for (const feed of this.feeds) feed.stop();
    for (const panel of this.panels) panel.remove();
  }

  onVisibility() {
    for (const feed of this.feeds) feed.onVisibility();
  }

  // ---- runs ----

  /** How lines are drawn: those of one run, one line a run, or the band of a group. */
  get style() {
    if (this.data.mode === "overlay") return "overlay";
    return this.data.feeds.length > 1 ? "band" : "single";
  }

  /** Follows the runs that the page names; one that was followed already keeps its points. */
  follow() {
    const style = this.style;
    const kept = style === this.followedStyle ? this.feeds : [];
    const before = new Map(kept.map((feed) => [feed.entry.address, feed]));
    const Kept = style === "single" ? Points : Bins;
    const feeds = this.data.feeds.map((entry) => {
      const feed = before.get(entry.address) ?? new RunFeed(this, Kept);
      feed.receive(entry);
      return feed;
    });
    for (const feed of this.feeds) if (!feeds.includes(feed)) feed.stop();
    this.feeds = feeds;
    this.followedStyle = style;
  }

  /**
   * Called by a feed when it has answered.
   * @param {Map<string, boolean>} changed new keys, and whether earlier points of them changed
   * @param {boolean} all whether every chart must be drawn anew
   */
  onAnswer(changed, all) {
    this.recolour();
    if (this.style === "single") for (const panel of this.panels) panel.grow(changed, all);
    else if (all || changed.size > 0) this.drawSoon(changed, all);
    this.report();
  }

  /** Charts of several runs are drawn together, once for the answers of all of them. */
  drawSoon(changed, all) {
    this.due ??= { changed: new Map(), all: false };
    for (const [key, value] of changed) this.due.changed.set(key, value);
    this.due.all ||= all;
    this.drawing ??= setTimeout(() => this.drawDue(), this.pause);
  }

  /** Draws one chart at a time, so that the page can answer its visitor in between. */
  async drawDue() {
    const { changed, all } = this.due;
    this.due = null;
    let busy = 0;
    for (const panel of [...this.panels]) {
      const begun = performance.now();
      panel.grow(changed, all);
      busy += performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.stopped) return;
    }
    this.pause = Math.max(POLL_ACTIVE, busy / DRAWING_SHARE);
    this.drawing = null;
    if (this.due) this.drawSoon(new Map(), false);
  }

  // ---- charts ----

  /** Makes as many panels as there are charts; a panel, once made, keeps its node. */
  layOut() {
    const basic = this.data.charts.filter((chart) => !chart.advanced);
    const advanced = this.data.charts.filter((chart) => chart.advanced);
    const charts = this.more ? [...basic, ...advanced] : basic;
    while (this.panels.length > charts.length) this.panels.pop().remove();
    while (this.panels.length < charts.length) {
      const panel = new Panel(this);
      this.panels.push(panel);
      this.parts.grid.append(panel.card);
    }
    this.panels.forEach((panel, index) => panel.receive(charts[index]));
    const { labels } = this.data;
    const { more } = this.parts;
    show(more, advanced.length > 0 ? (this.more ? labels.fewer_charts : labels.more_charts) : null);
    more.setAttribute("aria-expanded", this.more);
    this.layOutRuns();
  }

  toggleMore() {
    this.more = !this.more;
    session.write(MORE_CHARTS, this.more ? "yes" : "no");
    this.layOut();
  }

  /** The legend of all charts: a run's lines are hidden or shown in every one of them. */
  layOutRuns() {
    const change = (address) => {
      toggle(this.hidden, address);
      this.layOutRuns();
      for (const panel of this.panels) panel.draw();
    };
    layOutLegend(this.parts.keys, runEntries(this), this.data.labels.toggle_lines, change);
  }

  async loadPlotly() {
    if (this.plotly) return;
    try {
      const plotly = await loadScript(this.data.plotly);
      if (this.stopped) return;
      this.plotly = plotly;
      this.plotlyMissing = false;
      this.panels.forEach((panel) => panel.draw());
    } catch {
      this.plotlyMissing = true;
    }
    this.report();
  }

  recolour() {
    const theme = readTheme(this.root);
    if (theme.signature === this.theme.signature) return;
    this.theme = theme;
    this.layOutRuns();
    for (const panel of this.panels) panel.draw();
  }

  report() {
    reportStatus(this);
    reportProgress(this);
  }
}
