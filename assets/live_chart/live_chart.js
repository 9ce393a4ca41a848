/**
 * Charts that grow while a run trains: polls a feed of the app and draws what is new.
 *
 * Streamlit calls the default export again at every rerun that changes `data` or the theme, with
 * the same `parentElement`. Everything that must outlive a rerun (the nodes, the points, the place
 * in the feed) therefore belongs to one `LiveChart` for each `parentElement`.
 */

const POLL_ACTIVE = 250;
const POLL_SETTLING = 1000; // just after a run ended, for as long as SETTLING
const SETTLING = 5000;
const POLL_IDLE = 3000; // so that a resume from another browser shows
const POLL_REFUSED = 10000;
const RETRY_FIRST = 500;
const RETRY_LONGEST = 5000;
const ANSWER_TIMEOUT = 10000;

/** Plotly redraws a whole line for each new point, so that long lines are thinned. */
const POINTS_MOST = 3000;
/** Weight of the past in the moving average. */
const SMOOTHING = 0.9;

/** After Okabe and Ito, darkened or lightened to a contrast of 3 or more to the background. */
const PALETTE = {
  light: ["#0072b2", "#d55e00", "#00855f", "#b5508a", "#946200", "#2b83b8", "#5b4fc4", "#5f6673"],
  dark: ["#56b4e9", "#f0974b", "#2fc79a", "#e79ac6", "#f0d442", "#9cc9ff", "#b3a6ff", "#b4bac8"],
};

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
    this.panels = [];
    this.stopped = false;
    this.plotly = null;
    this.data = null;
    this.refused = null;
    this.lost = false;
    this.rewind();
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("visibilitychange", () => this.onVisibility(), { signal });
    // On the window and capturing: while zooming, Plotly covers the page and keeps the event.
    const release = () => this.panels.forEach((panel) => panel.release());
    for (const name of ["pointerup", "pointercancel", "mouseup", "touchend"]) {
      window.addEventListener(name, release, { capture: true, signal });
    }
  }

  /** Takes what a rerun of the page hands over. */
  receive(data, setTriggerValue) {
    const before = this.data;
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    const moved = !before || before.feed !== data.feed;
    if (moved || before.known_status !== data.known_status) this.known = data.known_status;
    if (moved) {
      this.rewind();
      this.status = data.feed ? data.known_status : null;
    }
    this.theme = readTheme(this.root);
    this.layOut();
    this.report();
    this.loadPlotly();
    if (data.feed) this.poll();
  }

  /** Forgets a run: a new feed is read from its start. */
  rewind() {
    this.cursor = 0;
    this.revision = 0;
    this.points = new Map();
    this.status = null;
    this.message = null;
    this.position = null;
    this.progress = null;
    this.refused = null;
    this.lost = false;
    this.inactiveSince = null;
    this.retry = RETRY_FIRST;
    this.abort();
  }

  stop() {
    this.stopped = true;
    this.abort();
    this.listeners.abort();
    for (const panel of this.panels) panel.remove();
  }

  // ---- charts ----

  /** Makes as many panels as there are charts; a panel, once made, keeps its node. */
  layOut() {
    const { charts } = this.data;
    while (this.panels.length > charts.length) this.panels.pop().remove();
    while (this.panels.length < charts.length) {
      const panel = new Panel(this);
      this.panels.push(panel);
      this.parts.grid.append(panel.card);
    }
    this.panels.forEach((panel, index) => panel.receive(charts[index]));
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

  // ---- feed ----

  abort() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = null;
  }

  onVisibility() {
    if (document.hidden) clearTimeout(this.timer);
    else this.poll();
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (this.stopped || document.hidden || !this.data.feed) return;
    this.timer = setTimeout(() => this.poll(), delay);
  }

  async poll() {
    if (this.stopped || document.hidden || !this.data?.feed || this.request) return;
    clearTimeout(this.timer);
    const request = new AbortController();
    this.request = request;
    const timeout = setTimeout(() => request.abort(), ANSWER_TIMEOUT);
    let delay = null;
    try {
      delay = await this.ask(request);
    } catch {
      if (this.request === request) delay = this.onLost();
    } finally {
      clearTimeout(timeout);
    }
    if (this.request !== request) return; // another feed has taken over, or the chart has gone
    this.request = null;
    this.schedule(delay);
  }

  /** Asks the feed once. Returns the milliseconds until it is asked again. */
  async ask(request) {
    const { signal } = request;
    const response = await fetch(this.address(), { signal, cache: "no-store" });
    if (this.request !== request) return 0;
    if (response.status === 404 || response.status === 403) {
      const { not_found: notFound, forbidden } = this.data.labels;
      return this.onRefused(response.status === 404 ? notFound : forbidden);
    }
    if (!response.ok) throw new Error(`The feed answered ${response.status}`);
    const answer = await response.json();
    if (this.request !== request) return 0;
    this.take(answer);
    return this.pace();
  }

  address() {
    const url = new URL(this.data.feed, window.location.origin);
    if (url.origin !== window.location.origin) throw new Error("The feed is another site's");
    url.searchParams.set("after", this.cursor);
    url.searchParams.set("revision", this.revision);
    url.searchParams.set("language", this.data.language);
    return url;
  }

  pace() {
    if (isActive(this.status)) return POLL_ACTIVE;
    return performance.now() - this.inactiveSince < SETTLING ? POLL_SETTLING : POLL_IDLE;
  }

  take(answer) {
    this.lost = false;
    this.refused = null;
    this.retry = RETRY_FIRST;
    this.revision = answer.revision;
    this.cursor = answer.cursor;
    this.message = answer.message;
    this.position = answer.position;
    this.progress = answer.progress ?? null;
    this.changeStatus(answer.status);
    this.recolour();
    const redraw = this.append(answer.series ?? {}, answer.reset);
    for (const panel of this.panels) panel.grow(redraw);
    this.report();
  }

  changeStatus(status) {
    const changed = status !== this.status;
    if (isActive(status)) this.inactiveSince = null;
    else if (changed || this.inactiveSince === null) this.inactiveSince = performance.now();
    this.status = status;
    if (changed) this.parts.spoken.textContent = this.statusText();
    if (status === this.known) return;
    this.known = status;
    this.setTriggerValue("status", status);
  }

  /** Stores new points. Returns the keys whose lines must be drawn anew, or null for all. */
  append(series, reset) {
    if (reset) this.points.clear();
    const redraw = new Set();
    for (const [key, { x, y }] of Object.entries(series)) {
      if (!this.points.has(key)) this.points.set(key, new Points());
      if (this.points.get(key).append(x, y)) redraw.add(key);
    }
    return reset ? null : redraw;
  }

  onRefused(sentence) {
    this.lost = false;
    this.refused = sentence;
    this.report();
    return POLL_REFUSED;
  }

  onLost() {
    this.lost = true;
    this.report();
    const delay = this.retry;
    this.retry = Math.min(2 * this.retry, RETRY_LONGEST);
    return delay;
  }

  recolour() {
    const theme = readTheme(this.root);
    if (theme.signature === this.theme.signature) return;
    this.theme = theme;
    for (const panel of this.panels) panel.draw();
  }

  // ---- status line ----

  statusText() {
    const { labels, feed } = this.data;
    return feed && this.status ? labels[`status_${this.status}`] : labels.status_none;
  }

  report() {
    const { labels } = this.data;
    const { message, notice, bar } = this.parts;
    this.root.dataset.status = (this.data.feed && this.status) || "none";
    this.parts.status.textContent = this.statusText();
    show(notice, this.lost ? labels.connection_lost : null);
    const failure = this.plotlyMissing ? labels.charts_missing : null;
    show(message, this.refused ?? this.message ?? failure);
    bar.setAttribute("aria-label", labels.progress);
    this.reportProgress();
  }

  reportProgress() {
    const { labels, language } = this.data;
    const { bar, fill } = this.parts;
    const number = (value, digits = 0) => formatNumber(value, language, digits);
    const duration = (value) => formatDuration(value, language);
    const { step, steps, epoch, epochs, rate, seconds, remaining } = this.progress ?? {};
    const running = this.status === "running";
    const fact = (part, wanted, values) => {
      show(this.parts[part], wanted ? fillIn(labels[part], values) : null);
    };
    const begun = this.status !== "waiting" || step > 0;
    fact("epoch", begun && epochs > 0, { epoch: number(epoch), epochs: number(epochs) });
    fact("step", begun && step != null, { step: number(step), steps: number(steps) });
    fact("rate", running && rate != null, { rate: number(rate, rate < 10 ? 1 : 0) });
    fact("elapsed", begun && seconds != null, { duration: duration(seconds) });
    fact("remaining", running && remaining != null, { duration: duration(remaining) });
    const queued = this.status === "waiting" && this.position != null;
    fact("position", queued, { position: number(this.position) });
    const percent = steps > 0 ? Math.min(100, (100 * step) / steps) : 0;
    bar.setAttribute("aria-valuenow", Math.floor(percent));
    fill.style.width = `${percent}%`;
  }
}

/** One chart: a card with a title and the node that belongs to Plotly. */
class Panel {
  /** @param {LiveChart} owner */
  constructor(owner) {
    this.owner = owner;
    this.held = false;
    this.drawn = null; // points drawn by series key; null before the first drawing
    this.buildCard();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plot);
  }

  buildCard() {
    this.title = element("span", "pg-live-title");
    this.resetButton = element("button", "pg-live-reset");
    this.resetButton.type = "button";
    this.resetButton.hidden = true;
    this.resetButton.addEventListener("click", () => this.resetView());
    this.plot = element("div", "pg-live-plot");
    this.plot.setAttribute("role", "img");
    this.plot.addEventListener("pointerdown", (event) => {
      this.held = event.button === 0;
    });
    const caption = element("div", "pg-live-caption");
    caption.append(this.title, this.resetButton);
    this.card = element("div", "pg-live-card");
    this.card.append(caption, this.plot);
  }

  receive(chart) {
    this.chart = chart;
    this.title.textContent = chart.title;
    this.resetButton.textContent = this.owner.data.labels.reset_view;
    this.plot.setAttribute("aria-label", chart.alt);
    this.draw();
  }

  remove() {
    this.observer.disconnect();
    if (this.drawn) this.owner.plotly.purge(this.plot);
    this.drawn = null;
    this.card.remove();
  }

  points(series) {
    return this.owner.points.get(series.key) ?? NO_POINTS;
  }

  isEmpty() {
    return this.chart.series.every((series) => this.points(series).x.length === 0);
  }

  /** Draws everything: at first, after a reset, and in other colours or another language. */
  draw() {
    const { plotly } = this.owner;
    if (!plotly) return;
    if (this.held) {
      this.stale = true;
      return;
    }
    const { traces, layout } = figure(this);
    const first = this.drawn === null;
    this.stale = false;
    this.empty = this.isEmpty();
    this.drawn = new Map(this.chart.series.map((s) => [s.key, this.points(s).x.length]));
    if (!first) {
      plotly.react(this.plot, traces, layout, CONFIG);
      return;
    }
    plotly.newPlot(this.plot, traces, layout, CONFIG);
    this.plot.on("plotly_relayout", () => this.offerReset());
  }

  /**
   * Draws what is new.
   * @param {Set<string> | null} redraw keys whose earlier points changed; null: all of them
   */
  grow(redraw) {
    if (!this.drawn) return;
    const changed = redraw === null || this.chart.series.some(({ key }) => redraw.has(key));
    if (changed || this.stale || (this.empty && !this.isEmpty())) this.draw();
    else if (!this.held) this.extend();
  }

  extend() {
    const update = { x: [], y: [], customdata: [] };
    const indices = [];
    let index = 0;
    for (const series of this.chart.series) {
      const points = this.points(series);
      const from = this.drawn.get(series.key);
      for (const y of lines(series, points)) {
        if (from < points.x.length) {
          indices.push(index);
          update.x.push(points.x.slice(from));
          update.y.push(y.slice(from));
          update.customdata.push(points.y.slice(from));
        }
        index += 1;
      }
      this.drawn.set(series.key, points.x.length);
    }
    if (indices.length > 0) this.owner.plotly.extendTraces(this.plot, update, indices);
  }

  /** A drawing in the midst of a drag would end it, so what came meanwhile is drawn now. */
  release() {
    if (!this.held) return;
    // After Plotly's own handler, which acts on the same event.
    setTimeout(() => {
      this.held = false;
      if (this.drawn) this.grow(new Set());
    }, 0);
  }

  resize() {
    // A hidden tab has no width to draw for.
    if (!this.drawn || this.plot.offsetWidth === 0) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.drawn) this.owner.plotly.Plots.resize(this.plot);
    });
  }

  /** A zoomed chart shows a way back, since a double click is easily missed. */
  offerReset() {
    const { xaxis, yaxis } = this.plot.layout;
    const fixed = yRange(this.chart);
    const zoomed =
      xaxis.autorange === false || (fixed ? !sameRange(yaxis, fixed) : yaxis.autorange === false);
    this.resetButton.hidden = this.empty || !zoomed;
  }

  resetView() {
    const fixed = yRange(this.chart);
    const y = fixed ? { "yaxis.range": fixed } : { "yaxis.autorange": true };
    this.owner.plotly.relayout(this.plot, { "xaxis.autorange": true, ...y });
  }
}

/** The points of one series, with their exponential moving average. */
class Points {
  constructor() {
    this.x = [];
    this.y = [];
    this.smooth = [];
    this.sum = 0;
    this.weight = 0;
  }

  /** Returns whether earlier points changed, too. */
  append(x, y) {
    for (let i = 0; i < x.length; i += 1) {
      this.x.push(x[i]);
      this.y.push(y[i]);
      this.smooth.push(this.average(y[i]));
    }
    if (this.x.length <= POINTS_MOST) return false;
    while (this.x.length > POINTS_MOST) this.thin();
    return true;
  }

  /** Divided by the weights so far, so that the average does not start at zero. */
  average(value) {
    if (value === null) return null;
    this.sum = SMOOTHING * this.sum + (1 - SMOOTHING) * value;
    this.weight = SMOOTHING * this.weight + (1 - SMOOTHING);
    return this.sum / this.weight;
  }

  /** Keeps the lowest and the highest of every four points, so that no peak is lost. */
  thin() {
    const kept = [];
    for (let start = 0; start < this.x.length; start += 4) {
      const four = [start, start + 1, start + 2, start + 3].filter((i) => i < this.x.length);
      const real = four.filter((i) => this.y[i] !== null);
      if (real.length < four.length) kept.push(four.find((i) => this.y[i] === null));
      if (real.length === 0) continue;
      kept.push(real.reduce((a, b) => (this.y[b] < this.y[a] ? b : a)));
      kept.push(real.reduce((a, b) => (this.y[b] >= this.y[a] ? b : a)));
    }
    const order = [...new Set(kept)].sort((a, b) => a - b);
    for (const name of ["x", "y", "smooth"]) this[name] = order.map((i) => this[name][i]);
  }
}

const NO_POINTS = new Points();

// ---- figures ----

const CONFIG = {
  displayModeBar: false,
  showTips: false, // in English only; the button that ends a zoom says it in any language
  responsive: true,
  doubleClick: "reset+autosize",
};

/** The lines drawn for a series: with smoothing, the raw values and the average over them. */
function lines(series, points) {
  return series.smooth ? [points.y, points.smooth] : [points.y];
}

function figure(panel) {
  const { owner, chart } = panel;
  const traces = chart.series.flatMap((series) => tracesOf(series, panel.points(series), owner));
  return { traces, layout: layoutOf(panel) };
}

function tracesOf(series, points, owner) {
  const { palette } = owner.theme;
  const color = palette[series.color_index % palette.length];
  const base = {
    type: "scatter",
    name: plain(series.name),
    legendgroup: series.key,
    connectgaps: false,
  };
  const copies = () => ({ x: points.x.slice(), customdata: points.y.slice() });
  const main = {
    ...base,
    ...copies(),
    uid: series.key,
    y: (series.smooth ? points.smooth : points.y).slice(),
    mode: series.mode,
    line: { color, width: 2.25 },
    marker: { color, size: 6 },
    hovertemplate: series.smooth
      ? `%{customdata:.4~g} (${plain(owner.data.labels.smoothed)} %{y:.4~g})`
      : "%{y:.4~g}",
  };
  if (!series.smooth) return [main];
  const raw = {
    ...base,
    ...copies(),
    uid: `${series.key}/raw`,
    y: points.y.slice(),
    mode: "lines",
    line: { color, width: 1 },
    opacity: 0.35,
    showlegend: false,
    hoverinfo: "skip",
  };
  return [raw, main];
}

function layoutOf(panel) {
  const { owner, chart } = panel;
  const { theme, data } = owner;
  const empty = panel.isEmpty();
  const several = chart.series.length > 1;
  return {
    height: 280,
    autosize: true,
    uirevision: String(data.feed), // another run starts with a fresh view
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 12, color: theme.text },
    // Room for one line of the legend from the start, or its arrival would push the frame.
    margin: { l: 62, r: 14, t: several ? 42 : 14, b: 46 },
    hovermode: empty ? false : "x unified",
    hoverlabel: {
      bgcolor: theme.raised,
      bordercolor: theme.line,
      font: { family: theme.font, size: 12, color: theme.text },
      namelength: -1,
    },
    // With a finger, scrolling the page matters more than zooming.
    dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "zoom",
    showlegend: several,
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom" },
    xaxis: {
      ...axis(theme, chart.x_title),
      ...(empty ? { range: [0, 100] } : { autorange: true, rangemode: "tozero" }),
      spikecolor: theme.quiet,
      spikethickness: 1,
      spikedash: "dot",
      unifiedhovertitle: { text: `${plain(chart.x_title)} %{x}` },
    },
    yaxis: { ...axis(theme, chart.y_title), ...yAxis(chart, empty) },
    annotations: empty ? [hint(theme, data)] : [],
  };
}

function axis(theme, title) {
  return {
    title: { text: plain(title), standoff: 8, font: { color: theme.quiet, size: 12 } },
    tickfont: { color: theme.quiet, size: 11 },
    gridcolor: theme.grid,
    linecolor: theme.line,
    zeroline: false,
    nticks: 6,
    exponentformat: "e",
    // No automatic margins: the frame would jump as the numbers grow.
    automargin: false,
  };
}

function yAxis(chart, empty) {
  const type = chart.log ? "log" : "linear";
  const range = yRange(chart);
  if (range) return { type, range };
  return empty ? { type, range: chart.log ? [-2, 0] : [0, 1] } : { type, autorange: true };
}

/** The fixed range in Plotly's terms (exponents on a logarithmic axis), or null. */
function yRange(chart) {
  if (!chart.y_range) return null;
  return chart.log ? chart.y_range.map(Math.log10) : [...chart.y_range];
}

function sameRange(axisLayout, range) {
  return axisLayout.range.every((value, i) => Math.abs(value - range[i]) < 1e-9);
}

function hint(theme, data) {
  return {
    text: plain(data.feed ? data.labels.hint_no_points : data.labels.hint_no_run),
    xref: "paper",
    yref: "paper",
    x: 0.5,
    y: 0.5,
    showarrow: false,
    font: { color: theme.quiet, size: 13 },
    bgcolor: theme.background,
    borderpad: 6,
  };
}

// ---- theme ----

/** The theme's colours as Streamlit's CSS variables have them now. */
function readTheme(root) {
  const probe = getComputedStyle(root.querySelector(".pg-live-probe"));
  const text = channels(probe.color);
  const background = channels(probe.backgroundColor);
  const raised = channels(probe.borderTopColor);
  const font = getComputedStyle(root).fontFamily;
  const dark = luminance(background) < luminance(text);
  return {
    signature: [text, background, raised, font].join(),
    font,
    text: rgb(text),
    background: rgb(background),
    raised: rgb(raised),
    quiet: rgb(text, 0.78),
    line: rgb(text, 0.3),
    grid: rgb(text, 0.12),
    palette: dark ? PALETTE.dark : PALETTE.light,
  };
}

function channels(color) {
  return (color.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}

function rgb([red, green, blue], alpha = 1) {
  return `rgba(${red},${green},${blue},${alpha})`;
}

function luminance([red, green, blue]) {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// ---- words and nodes ----

function isActive(status) {
  return status === "waiting" || status === "running";
}

function element(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

/** Shows a text, or hides its node; untouched when nothing changed, for screen readers. */
function show(node, text) {
  const wanted = text ?? "";
  if (node.textContent !== wanted) node.textContent = wanted;
  node.hidden = wanted === "";
}

/** Plotly reads a little HTML in its texts; ours are meant as they stand. */
function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function fillIn(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function formatNumber(value, language, digits) {
  if (value == null) return "";
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** Seconds as `12 sec`, `3 min 5 sec` or `2 hr 7 min`, in the viewer's language. */
function formatDuration(seconds, language) {
  if (seconds == null) return "";
  const whole = Math.max(0, Math.round(seconds));
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  if (whole < 60) return unit(whole, "second");
  if (whole < 3600) return `${unit(Math.floor(whole / 60), "minute")} ${unit(whole % 60, "second")}`;
  const minutes = Math.floor((whole % 3600) / 60);
  return `${unit(Math.floor(whole / 3600), "hour")} ${unit(minutes, "minute")}`;
}

/** Loads Plotly once for all charts of a page; a failed load may be tried again. */
function loadScript(path) {
  window.pgLivePlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = path;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      script.remove();
      window.pgLivePlotly = undefined;
      reject(new Error(`${path} cannot be loaded`));
    };
    document.head.append(script);
  });
  return window.pgLivePlotly;
}
