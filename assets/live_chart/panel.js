// ---- one chart ----

/** One chart: a card with a title and the node that belongs to Plotly. */
class Panel {
  /** @param {LiveChart} owner */
  constructor(owner) {
    this.owner = owner;
    this.held = false;
    this.hidden = new Set(); // keys of series that are not wanted
    this.log = null; // the viewer's choice of axis; null: the chart's own
    this.drawn = null; // points drawn by series key; null before the first drawing
    this.buildCard();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.plot);
  }

  buildCard() {
    this.title = element("span", "pg-live-title");
    this.note = element("span", "pg-live-note");
    this.resetButton = button("pg-live-button", () => this.resetView());
    this.resetButton.hidden = true;
    this.logButton = button("pg-live-button", () => this.toggleLog());
    this.plot = element("div", "pg-live-plot");
    this.plot.setAttribute("role", "img");
    this.plot.addEventListener("pointerdown", (event) => {
      this.held = event.button === 0;
    });
    const buttons = element("span", "pg-live-buttons");
    buttons.append(this.resetButton, this.logButton);
    const caption = element("div", "pg-live-caption");
    caption.append(this.title, this.note, buttons);
    this.card = element("div", "pg-live-card");
    this.legend = element("div", "pg-live-keys pg-live-legend");
    this.reading = element("span", "pg-live-note pg-live-reading");
    const below = element("div", "pg-live-below");
    below.append(this.legend, this.reading);
    this.card.append(caption, below, this.plot);
  }

  receive(chart) {
    if (this.chart?.series[0].key !== chart.series[0].key) this.log = null;
    this.chart = chart;
    const { labels, feeds, language } = this.owner.data;
    const count = formatNumber(feeds.length, language);
    this.title.textContent = chart.title;
    show(this.note, this.owner.style === "band" ? fillIn(labels.band, { count }) : null);
    const smooth = chart.series.some((series) => series.smooth);
    const over = { count: formatNumber(SMOOTHED_OVER, language) };
    show(this.reading, smooth ? fillIn(labels[`reading_${this.owner.style}`], over) : null);
    this.resetButton.textContent = labels.reset_view;
    this.logButton.textContent = labels.log_scale;
    // A range that begins at 0 has no place on a logarithmic axis.
    this.logButton.hidden = chart.y_range !== null;
    this.plot.setAttribute("aria-label", chart.alt);
    this.draw();
  }

  remove() {
    this.observer.disconnect();
    if (this.drawn) this.owner.plotly.purge(this.plot);
    this.drawn = null;
    this.card.remove();
  }

  isLog() {
    return this.log ?? this.chart.log;
  }

  toggleLog() {
    this.log = !this.isLog();
    this.draw();
  }

  /** The points of a series of the only run. */
  points(series) {
    return this.owner.feeds[0]?.points.get(series.key) ?? NO_POINTS;
  }

  isEmpty() {
    const { feeds } = this.owner;
    return !this.chart.series.some(({ key }) => feeds.some((feed) => feed.points.get(key)?.length));
  }

  layOutSeries() {
    const change = (key) => {
      toggle(this.hidden, key);
      this.draw();
    };
    layOutLegend(this.legend, seriesEntries(this), this.owner.data.labels.toggle_lines, change);
  }

  /** Draws everything: at first, after a reset, and in other colours or another language. */
  draw() {
    const { plotly } = this.owner;
    this.layOutSeries();
    if (!plotly) return;
    this.logButton.setAttribute("aria-pressed", this.isLog());
    if (this.held) {
      this.stale = true;
      return;
    }
    const { traces, layout } = figure(this);
    const first = this.drawn === null;
    this.stale = false;
    this.empty = this.isEmpty();
    this.drawn = new Map(this.chart.series.map((s) => [s.key, this.points(s).length]));
    if (!first) {
      plotly.react(this.plot, traces, layout, CONFIG);
      return;
    }
    plotly.newPlot(this.plot, traces, layout, CONFIG);
    this.plot.on("plotly_relayout", () => this.offerReset());
  }

  /**
   * Draws what is new.
   * @param {Map<string, boolean>} changed new keys, and whether earlier points of them changed
   * @param {boolean} all whether everything must be drawn anew
   */
  grow(changed, all) {
    if (!this.drawn) return;
    const keys = this.chart.series.map(({ key }) => key).filter((key) => changed.has(key));
    const whole = this.owner.style !== "single" && keys.length > 0;
    const anew = all || whole || this.stale || (this.empty && !this.isEmpty());
    if (anew || keys.some((key) => changed.get(key))) this.draw();
    else if (!this.held) this.extend();
  }

  extend() {
    const update = { x: [], y: [], customdata: [] };
    const indices = [];
    let index = 0;
    for (const series of this.chart.series) {
      const points = this.points(series);
      const from = this.drawn.get(series.key);
      for (const y of linesOf(series, points)) {
        if (from < points.length) {
          indices.push(index);
          update.x.push(points.x.slice(from));
          update.y.push(y.slice(from));
          update.customdata.push(points.y.slice(from));
        }
        index += 1;
      }
      this.drawn.set(series.key, points.length);
    }
    const { rangemode } = this.plot.layout.yaxis;
    if (rangemode === ABOVE_0 && update.y.some(anyBelow0)) this.draw();
    else if (indices.length > 0) this.owner.plotly.extendTraces(this.plot, update, indices);
  }

  /** A drawing in the midst of a drag would end it, so what came meanwhile is drawn now. */
  release() {
    if (!this.held) return;
    // After Plotly's own handler, which acts on the same event.
    setTimeout(() => {
      this.held = false;
      if (this.drawn) this.grow(new Map(), false);
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
    const fixed = this.yRange();
    const zoomed =
      xaxis.autorange === false || (fixed ? !sameRange(yaxis, fixed) : yaxis.autorange === false);
    this.resetButton.hidden = this.empty || !zoomed;
  }

  resetView() {
    const fixed = this.yRange();
    const y = fixed ? { "yaxis.range": fixed } : { "yaxis.autorange": true };
    this.owner.plotly.relayout(this.plot, { "xaxis.autorange": true, ...y });
  }

  /** The fixed range in Plotly's terms (exponents on a logarithmic axis), or null. */
  yRange() {
    if (!this.chart.y_range) return null;
    const [low, high] = this.isLog() ? this.chart.y_range.map(Math.log10) : this.chart.y_range;
    const room = 0.015 * (high - low); // or half of a line at the edge would be cut off
    return [low - room, high + room];
  }
}
