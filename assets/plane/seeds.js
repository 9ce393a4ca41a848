/** Every seed of one setup on one plane: each one's border, over the mean of what they say. */

import { Newest } from "../explorer/api.js";
import { button, make, setText } from "../explorer/nodes.js";
import { Chart } from "./chart.js";
import { borders } from "./contours.js";
import { Surface } from "./surface.js";

const RESOLUTION = 48;
const ACTIVE = ["waiting", "running"];
const EVERY = 150; // milliseconds between questions

export class Seeds {
  /**
   * @param {import("../explorer/api.js").Api} api
   * @param {() => void} onChange there is another picture to draw
   */
  constructor(api, onChange) {
    Object.assign(this, { api, onChange, on: false });
    this.toggle = button("", "", () => this.turn(!this.on));
    this.spreadChart = new Chart(true);
    this.spreadTitle = make("figcaption", "other-title");
    this.spreadRange = make("p", "other-score");
    this.spread = make(
      "figure",
      "other-plane spread",
      { hidden: true },
      this.spreadTitle,
      this.spreadChart.canvas,
      this.spreadRange,
    );
    this.surfaces = new Map();
    this.turnOf = 0;
    this.last = -EVERY;
    this.asker = new Newest(
      ({ run, ...request }) => api.probe(run, "boundary", request),
      (answer, { run }) => this.take(run, answer),
      () => {}, // one that has not begun is left out until it has
      1,
    );
  }

  receive(words, theme, data) {
    const signature = JSON.stringify([data.seeds.map(({ id }) => id), data.axes]);
    Object.assign(this, { words, theme, data });
    if (signature !== this.signature) {
      this.signature = signature;
      this.surfaces.clear();
      this.asker.drop();
      this.turnOf = 0;
    }
    if (data.seeds.length < 2) this.on = false;
    this.toggle.hidden = data.seeds.length < 2;
    setText(this.toggle, words.say("all_seeds", { count: words.count(data.seeds.length) }));
    this.toggle.title = words.say("all_seeds_help");
    setText(this.spreadTitle, words.say("spread"));
    const label = words.say("spread_alt");
    this.spreadChart.receive({ words, theme, data, label });
    this.mark();
    this.drawSpread();
  }

  turn(on) {
    this.on = on;
    this.mark();
    this.ask();
    this.onChange();
  }

  mark() {
    this.toggle.setAttribute("aria-pressed", String(this.on));
    this.spread.hidden = !this.on || this.data.classes.length > 0 || this.surfaces.size < 2;
  }

  /** Asks for the next seed that is missing or still learns; one question at a time. */
  ask() {
    const now = performance.now();
    if (!this.on || !this.asker.idle || now - this.last < EVERY) return;
    const { seeds, axes } = this.data;
    for (let i = 0; i < seeds.length; i += 1) {
      const { id, status } = seeds[(this.turnOf + i) % seeds.length];
      const learns = ACTIVE.includes(status);
      if (this.surfaces.has(id) && !learns) continue;
      this.turnOf = (this.turnOf + i + 1) % seeds.length;
      this.last = now;
      this.asker.want({ run: id, tick: "live", axes, resolution: RESOLUTION });
      return;
    }
  }

  take(run, answer) {
    const surface = Surface.of(answer);
    this.surfaces.set(run, { surface, lines: surface.classifies ? borders(surface) : [] });
    this.mark();
    this.drawSpread();
    this.onChange();
  }

  /** What to draw: the mean, and each seed's border; null before the first answer. */
  get scene() {
    const known = [...this.surfaces.values()];
    if (!this.on || !known.length) return null;
    return {
      surface: Surface.mean(known.map(({ surface }) => surface)),
      lines: known.map(({ lines }) => lines),
      count: known.length,
    };
  }

  drawSpread() {
    if (this.spread.hidden) return;
    const surface = Surface.spread([...this.surfaces.values()].map((known) => known.surface));
    const [, high] = surface.range;
    this.spreadChart.show({ surface, range: [0, high], splits: new Set(), lines: null });
    const values = { most: this.words.short(high), unit: this.data.unitText };
    setText(this.spreadRange, this.words.say("spread_range", values));
  }

  stop() {
    this.asker.drop();
    this.spreadChart.stop();
  }
}
