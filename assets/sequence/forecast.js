/** Forecasts against what came: of a run at a moment, of its seeds, and of other models. */

import { button, choice, make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { Lines } from "./lines.js";
import { axisOf, bandsOf, linesOf, spansOf } from "./outlook.js";
import { moment } from "./time.js";

const ENDED = ["finished", "stopped"];
const ACTIVE = ["waiting", "running"];
const SEEDS_EVERY = 300; // milliseconds between questions about one seed after the other

export class Forecast {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    this.every = 400;
    Object.assign(this, { split: "valid", close: false, free: false, seeds: false, lastSeed: 0 });
    this.asker = studio.asker("forecast", (answer) => this.take(answer));
    this.seedAsker = studio.asker("forecast", (answer, { run }) => this.takeSeed(run, answer));
    /** @type {Map<string, object>} answers about each seed */
    this.known = new Map();
    /** @type {Set<string>} other models that are drawn */
    this.beside = new Set();
    this.tools = make("div", "tools");
    this.headline = make("p", "headline");
    this.note = make("p", "quiet");
    this.lines = new Lines("seq-large", (place) => this.read(place));
    this.readout = make("p", "readout", { role: "status" });
    this.keys = make("p", "seq-keys");
    this.choicesTitle = make("p");
    this.choices = make("div", "choice", { role: "group" });
    this.none = make("p", "quiet");
    const beside = make("div", "seq-beside", {}, this.choicesTitle, this.choices, this.none);
    this.node = make("div", "seq-view", {}, this.tools, this.headline, this.lines.canvas);
    this.node.append(this.readout, this.keys, this.note, beside);
  }

  receive({ words, theme, data, other }) {
    const reworded = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (other) {
      this.asker.drop();
      this.seedAsker.drop();
      this.known.clear();
      this.beside.clear();
      this.answer = data.own && { valid: { data: data.own.valid }, test: { data: data.own.test } };
      this.open = false; // so that the whole time is shown once it is
      this.seeds = data.seeds.length > 1;
      this.free = false;
    }
    if (reworded) this.build();
    this.offer();
    this.draw();
  }

  build() {
    const { words } = this;
    const splits = ["valid", "test", "both"].map((name) => [
      name,
      words.say(`show_${name}`),
      words.say(`from_${name === "both" ? "test" : name}_help`),
    ]);
    this.splits = choice(words.say("show"), splits, (split) => this.choose({ split }));
    this.seedButton = button("", words.say("fan_help"), () => this.choose({ seeds: !this.seeds }));
    this.closeButton = button(words.say("close"), words.say("close_help"), () => {
      this.choose({ close: !this.close });
    });
    this.freeButton = button(words.say("free"), words.say("free_help"), () => {
      this.choose({ free: !this.free });
      this.studio.askNow();
    });
    const buttons = [this.closeButton, this.seedButton, this.freeButton];
    this.tools.replaceChildren(this.splits.node, ...buttons);
  }

  offer() {
    const { words, data } = this;
    setText(this.seedButton, words.say("fan", { count: words.count(data.seeds.length) }));
    this.seedButton.hidden = data.seeds.length < 2;
    this.freeButton.hidden = data.horizon !== 1 || Boolean(data.own);
    setText(this.choicesTitle, words.say("models_beside"));
    this.choices.setAttribute("aria-label", words.say("models_beside"));
    this.choicesTitle.hidden = !data.kept.length;
    setText(this.none, data.kept.length ? "" : words.say("models_none"));
    sync(this.choices, data.kept, () => button("", "", () => {}), (node, { id, name }) => {
      setText(node, name);
      node.title = words.say("models_help");
      node.setAttribute("aria-pressed", String(this.beside.has(id)));
      node.onclick = () => {
        if (!this.beside.delete(id)) this.beside.add(id);
        node.setAttribute("aria-pressed", String(this.beside.has(id)));
        this.draw();
      };
    });
  }

  choose(change) {
    Object.assign(this, change);
    this.draw();
  }

  // ---- questions ----

  get idle() {
    return this.asker.idle;
  }

  request(tick) {
    return { tick, free: this.free };
  }

  ask(tick) {
    this.asker.want({ run: this.data.run.id, ...this.request(tick) });
    this.draw();
  }

  prepare(tick) {
    return this.studio.api.probe(this.data.run.id, "forecast", this.request(tick));
  }

  /** Asks for the next seed that is missing or still learns. */
  pulse() {
    const now = performance.now();
    if (!this.seeds || !this.seedAsker.idle || now - this.lastSeed < SEEDS_EVERY) return;
    const { seeds } = this.data;
    const missing = seeds.find(({ id }) => !this.known.has(id));
    const learning = seeds.filter(({ status }) => ACTIVE.includes(status));
    this.turn = ((this.turn ?? 0) + 1) % Math.max(1, learning.length);
    const next = missing ?? learning[this.turn];
    if (!next) return;
    this.lastSeed = now;
    this.seedAsker.want({ run: next.id, tick: "live", free: false });
  }

  take(answer) {
    this.answer = answer;
    this.draw();
  }

  takeSeed(run, answer) {
    this.known.set(run, answer);
    this.draw();
  }

  // ---- drawing ----

  /** Of the splits on show, one after the other, what `list` gives of each. */
  joined(list) {
    const splits = this.split === "both" ? ["valid", "test"] : [this.split];
    return splits.flatMap((split) => [...list(split)]);
  }

  /** Opens the test once the run has ended. */
  drawTools() {
    const { words, splits, freeButton } = this;
    const open = ENDED.includes(this.studio.status);
    if (open && !this.open) this.split = "both";
    if (!open) this.split = "valid";
    this.open = open;
    for (const name of ["test", "both"]) {
      splits.buttons.get(name).disabled = !open;
      splits.buttons.get(name).title = words.say(open ? "from_test_help" : "test_closed");
    }
    splits.choose(this.split);
    freeButton.disabled = !open;
    freeButton.title = words.say(open ? "free_help" : "test_closed");
    freeButton.setAttribute("aria-pressed", String(this.free && open));
    this.seedButton.setAttribute("aria-pressed", String(this.seeds));
    this.closeButton.setAttribute("aria-pressed", String(Boolean(this.close)));
  }

  draw() {
    const { answer, words, theme, data } = this;
    if (!theme || !data) return;
    this.drawTools();
    const { series } = data;
    this.x = this.joined((split) => series.time[split]);
    this.truth = this.joined((split) => series.values[split]);
    this.said = answer ? this.joined((split) => answer[split].data) : [];
    const { shown } = this;
    const [lines, bands] = [linesOf(shown), bandsOf(shown)];
    const axes = { x: axisOf(shown), y: { title: this.axisTitle } };
    this.lines.receive(words, theme, words.say("forecast_alt", { target: this.axisTitle }));
    this.lines.show({ lines, bands, spans: spansOf(shown), at: this.x, ...axes });
    this.drawKeys(lines, bands);
    setText(this.note, this.explained());
    this.sayHeadline();
    this.read(this.lines.place);
  }

  /** What there is to draw; see `Shown` in outlook.js. */
  get shown() {
    const { words, theme, data, x, truth, said, split, close, answer, beside } = this;
    const known = data.seeds.map(({ id }) => this.known.get(id)).filter(Boolean);
    return {
      ...{ words, theme, data, x, truth, said, split, close, beside },
      free: (this.free && this.open && answer?.free?.data) || null,
      seeds: this.seeds ? known : [],
      joined: (list) => this.joined(list),
    };
  }

  get axisTitle() {
    const { target, unit } = this.data;
    return unit ? `${target} (${unit})` : target;
  }

  drawKeys(lines, bands) {
    const { words } = this;
    const [band] = bands;
    const keys = lines.map(({ name, colour }) => [name, css(colour)]);
    if (band) keys.push([words.say("key_fan", { count: words.count(band.count) }), css(band.colour, 0.3)]);
    sync(this.keys, keys, () => make("span", "seq-key"), (node, [name, colour]) => {
      node.style.setProperty("--pg-ex-own", colour);
      setText(node, name);
    });
  }

  explained() {
    const { words, data } = this;
    const horizon = words.count(data.horizon);
    const told = [words.say(data.horizon === 1 ? "forecast_help" : "forecast_far_help", { horizon })];
    if (this.shown.free) told.push(words.say("free_note"));
    return told.join(" ");
  }

  sayHeadline() {
    const { words, data, said, truth } = this;
    if (!said.length) {
      setText(this.headline, words.say("forecast_none"));
      return;
    }
    const errors = said.map((value, i) => value - truth[i]);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const rmse = words.short(Math.sqrt(mean(errors.map((error) => error ** 2))));
    const mae = words.short(mean(errors.map(Math.abs)));
    const unit = data.unit ? ` ${data.unit}` : "";
    const values = { rmse, mae, unit, count: words.count(said.length) };
    setText(this.headline, words.say(`errors_${this.split}`, values));
  }

  read(place) {
    const { words, data, x, truth, said } = this;
    if (!x?.length) return;
    if (place === null || place >= x.length) {
      setText(this.readout, words.say("point_forecast"));
      return;
    }
    const time = data.series.dates ? moment(x[place], words.language) : String(x[place]);
    const told = [words.say("read_truth", { time, value: words.short(truth[place]) })];
    if (said.length) {
      const error = words.signed(said[place] - truth[place]);
      told.push(words.say("read_forecast", { value: words.short(said[place]), error }));
    }
    setText(this.readout, told.join(" "));
  }

  stop() {
    this.asker.drop();
    this.seedAsker.drop();
    this.lines.stop();
  }
}
