// ---- figures ----

/** With several runs, lines of more points are drawn without markers. */
const MARKERS_MOST = 60;

const CONFIG = {
  displayModeBar: false,
  showTips: false, // in English only; the button that ends a zoom says it in any language
  responsive: true,
  doubleClick: "reset+autosize",
};

function figure(panel) {
  const { owner, chart } = panel;
  const draw = { single: runTraces, band: bandTraces, overlay: overlayTraces }[owner.style];
  const traces = chart.series.flatMap((series) => draw(series, owner, panel));
  return { traces, layout: layoutOf(panel, traces) };
}

/** The lines drawn for a series: with smoothing, the raw values and the average over them. */
function linesOf(series, points) {
  return series.smooth ? [points.y, points.smooth] : [points.y];
}

/** What a line is known by when it is drawn again; Plotly makes the name of a class of it. */
function uid(...parts) {
  return parts.join("-").replaceAll(/[^\w-]/g, "_");
}

function base(series, { hidden }) {
  return {
    type: "scatter",
    mode: "lines",
    name: plain(series.name),
    connectgaps: false,
    visible: !hidden.has(series.key),
  };
}

/** What stands behind a series' main line is silent under the pointer. */
const BACKGROUND = { hoverinfo: "skip" };

/** One run's series: its points, or their moving average over the faint points. */
function runTraces(series, owner, panel) {
  const { palette } = owner.theme;
  const color = palette[series.color_index % palette.length];
  const points = panel.points(series);
  const copies = () => ({ x: points.x.slice(), customdata: points.y.slice() });
  const main = {
    ...base(series, panel),
    ...copies(),
    uid: uid(series.key),
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
    ...base(series, panel),
    ...BACKGROUND,
    ...copies(),
    uid: uid(series.key, "raw"),
    y: points.y.slice(),
    line: { color, width: 1 },
    opacity: 0.35,
  };
  return [raw, main];
}

/** A group's series: the single runs faintly, from the lowest to the highest shaded, the mean. */
function bandTraces(series, owner, panel) {
  const { palette } = owner.theme;
  const color = palette[series.color_index % palette.length];
  const members = owner.feeds
    .filter((feed) => feed.points.has(series.key))
    .map((feed) => ({
      bins: feed.points.get(series.key),
      going: isActive(feed.status) || feed.status === "paused",
    }));
  const { lines, range, mean } = bandOf(members, series.smooth);
  const behind = (part, values) => ({
    ...base(series, panel),
    ...BACKGROUND,
    uid: uid(series.key, part),
    ...values,
  });
  const edge = { x: range.x, line: { color, width: 0 } };
  const value = { mean: "%{y:.4~g}", low: "%{customdata[0]:.4~g}", high: "%{customdata[1]:.4~g}" };
  return [
    behind("runs", { ...inOneTrace(lines), line: { color, width: 1 }, opacity: 0.35 }),
    behind("low", { ...edge, y: range.low }),
    behind("high", { ...edge, y: range.high, fill: "tonexty", fillcolor: translucent(color) }),
    {
      ...base(series, panel),
      ...mean,
      uid: uid(series.key),
      mode: modeOf(series, mean.x.length),
      line: { color, width: 2.25 },
      marker: { color, size: 6 },
      hovertemplate: fillIn(plain(owner.data.labels.band_values), value),
    },
  ];
}

/** Several lines with a gap after each, which Plotly draws sooner than as many traces. */
function inOneTrace(lines) {
  const joined = (axis) => lines.flatMap((line) => [...line[axis], null]);
  return { x: joined("x"), y: joined("y") };
}

/** Many markers lie over each other, and each of them is a node of the page. */
function modeOf(series, count) {
  return count > MARKERS_MOST ? "lines" : series.mode;
}

/** One series of overlaid runs: a line a run, in the run's own colour. */
function overlayTraces(series, owner, panel) {
  const { x: unit } = owner.data;
  return owner.feeds.map((feed, index) => {
    const { color, dash } = strokeOf(index, owner.theme);
    const scale = feed.scale(unit);
    const bins = scale === null ? null : feed.points.get(series.key);
    const { x, y } = bins?.line(series.smooth) ?? { x: [], y: [] };
    return {
      ...base(series, panel),
      uid: uid(series.key, feed.entry.address),
      name: plain(feed.entry.name),
      visible: !owner.hidden.has(feed.entry.address),
      x: x.map((step) => step * scale),
      y,
      mode: modeOf(series, x.length),
      line: { color, dash, width: 2 },
      marker: { color, size: 5 },
      hovertemplate: "%{y:.4~g}",
    };
  });
}

function layoutOf(panel, traces) {
  const { owner, chart } = panel;
  const { theme, data } = owner;
  const empty = panel.isEmpty();
  // Other runs or another unit start with a fresh view.
  const runs = owner.style === "overlay" ? "" : data.feeds.map(({ address }) => address).join();
  // A bin of several steps is named by its middle.
  const place = { single: "%{x}", band: "%{x:,.0f}", overlay: "%{x:,.2~f}" }[owner.style];
  const view = [owner.style, data.x, runs, ...chart.series.map(({ key }) => key)].join();
  return {
    height: 280,
    autosize: true,
    uirevision: view,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 12, color: theme.text },
    margin: { l: 62, r: 14, t: 14, b: 46 },
    hovermode: empty ? false : "x unified",
    hoverlabel: {
      bgcolor: theme.raised,
      bordercolor: theme.line,
      font: { family: theme.font, size: 12, color: theme.text },
      namelength: owner.style === "overlay" ? 24 : -1,
    },
    // With a finger, scrolling the page matters more than zooming.
    dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "zoom",
    showlegend: false,
    xaxis: {
      ...axis(theme, chart.x_title),
      exponentformat: "SI", // steps: 10k
      ...(empty ? { range: [0, 100] } : { autorange: true, rangemode: "tozero" }),
      spikecolor: theme.quiet,
      spikethickness: 1,
      spikedash: "dot",
      unifiedhovertitle: { text: `${plain(chart.x_title)} ${place}` },
    },
    yaxis: {
      ...axis(theme, chart.y_title),
      exponentformat: "e", // losses: 1e-4
      ...yAxis(panel, empty, traces),
      uirevision: `${view},${panel.isLog()}`,
    },
    annotations: empty ? [hint(owner)] : [],
    shapes: levelShapes(panel, empty),
  };
}

/** The line at the level to reach; the range makes room for it as it does for points. */
function levelShapes(panel, empty) {
  const { level } = panel.chart;
  const nowhere = !level || (panel.isLog() && level.value <= 0);
  if (nowhere || empty || panel.hidden.has(LEVEL)) return [];
  const line = { color: panel.owner.theme.text, width: 1.5, dash: LEVEL_DASH };
  const along = { xref: "paper", x0: 0, x1: 1, yref: "y", y0: level.value, y1: level.value };
  return [{ type: "line", layer: "below", ...along, line }];
}

function axis(theme, title) {
  return {
    title: { text: plain(title), standoff: 8, font: { color: theme.quiet, size: sizeOf(title) } },
    tickfont: { color: theme.quiet, size: 11 },
    gridcolor: theme.grid,
    linecolor: theme.line,
    zeroline: false,
    nticks: 6,
    // No automatic margins: the frame would jump as the numbers grow.
    automargin: false,
  };
}

/** A long title is set smaller, so that it is no longer than its axis; CJK letters are wide. */
function sizeOf(title) {
  const wide = [...title].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
  return wide > 34 ? 10 : 12;
}

/** Makes room above and below what is drawn, but not below 0 where nothing is. */
function yAxis(panel, empty, traces) {
  const type = panel.isLog() ? "log" : "linear";
  const range = panel.yRange();
  if (range) return { type, range };
  if (empty) return { type, range: panel.isLog() ? [-2, 0] : [0, 1] };
  const rangemode = traces.some(({ y }) => anyBelow0(y)) ? "normal" : ABOVE_0;
  return { type, autorange: true, rangemode };
}

const ABOVE_0 = "nonnegative"; // Plotly's word

function anyBelow0(values) {
  return values.some((value) => value < 0);
}

function sameRange(axisLayout, range) {
  return axisLayout.range.every((value, i) => Math.abs(value - range[i]) < 1e-9);
}

/**
 * Why there is nothing to draw: no run, one that was taken back to its beginning, a new one, one
 * that has no such number yet, as a loss before an agent begins to learn, or one that never had.
 */
function nothingYet(feeds) {
  if (feeds.length === 0) return "hint_no_run";
  if (feeds.some(({ progress }) => progress?.epoch > 0)) {
    const over = feeds.every(({ status }) => !isActive(status) && status !== "paused");
    return over ? "hint_never" : "hint_not_yet";
  }
  return feeds.every(({ status }) => status === "paused") ? "hint_paused" : "hint_no_points";
}

function hint({ theme, feeds, data }) {
  return {
    text: plain(data.labels[nothingYet(feeds)]),
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
