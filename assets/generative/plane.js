/** The plane: real and made points, what the discriminator thinks of each place, and its pull. */

import { button, make, setText } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { happening } from "./happening.js";
import { Field, PlaneChart } from "./plane_chart.js";
import { Section } from "../studio/section.js";
import { WhichClass } from "./which_class.js";

/** What can be drawn, what it needs of an answer, and whether it is drawn at first. */
const PARTS = [
  ["real", "real", true],
  ["made", "made", true],
  ["field", "field", true],
  ["pulls", "arrows", true],
  ["lines", "lines", false],
];

export class Plane extends Section {
  constructor(studio, name) {
    super(studio, name);
    this.drawn = new Set(PARTS.filter(([, , on]) => on).map(([part]) => part));
    this.averaged = false;
    this.chart = new PlaneChart(() => this.read());
    this.said = make("div", "happening");
    this.which = new WhichClass(() => studio.ask());
    this.parts = make("div", "plane-parts", { role: "group" });
    this.buttons = new Map();
    for (const [part] of PARTS) {
      const mark = make("span", `plane-mark plane-mark-${part}`, { "aria-hidden": "true" });
      const item = button("", "", () => this.turn(part));
      item.append(mark, make("span"));
      this.buttons.set(part, item);
    }
    this.average = button("", "", () => this.turnAverage());
    this.parts.append(...this.buttons.values(), this.average);
    this.scale = make("p", "field-scale");
    this.readout = make("p", "readout", { role: "status" });
    const side = make("div", "plane-side", {}, this.said, this.which.node, this.parts, this.scale);
    side.append(this.readout);
    this.node.append(make("div", "plane-canvas", {}, this.chart.canvas), side);
  }

  fits(data) {
    return !data.pictures;
  }

  receive(words, theme, data) {
    Object.assign(this, { words, data });
    this.which.receive(words, data);
    this.parts.setAttribute("aria-label", words.say("plane_parts"));
    for (const [part, item] of this.buttons) {
      setText(item.lastElementChild, words.say(`part_${part}`));
      item.title = words.say(`part_${part}_help`);
    }
    setText(this.average, words.say("averaged"));
    this.average.title = words.say("averaged_help");
    const bar = make("span", "field-bar", { "aria-hidden": "true" });
    bar.style.background = `linear-gradient(to right, ${[theme.below, theme.zero, theme.above]
      .map((colour) => css(colour))
      .join(", ")})`;
    this.scale.replaceChildren(words.say("field_low"), bar, words.say("field_high"));
    this.chart.receive({ words, theme, data: this.chart.data, label: words.say("plane_alt") });
    this.render();
  }

  reset() {
    this.answer = null;
    this.which.reset();
    this.chart.forget();
  }

  asks() {
    return { probe: "plane_field", request: { averaged: this.averaged, ...this.which.request } };
  }

  show(answer) {
    this.answer = answer;
    this.field = answer.field ? new Field(answer) : null;
    this.render();
  }

  render() {
    const { answer, words } = this;
    if (!words) return;
    for (const [part, needs] of PARTS) {
      const item = this.buttons.get(part);
      item.hidden = !answer?.[needs];
      item.setAttribute("aria-pressed", String(this.drawn.has(part)));
    }
    const two = Boolean(answer?.field);
    this.average.hidden = !two || !this.data.params.average;
    this.average.setAttribute("aria-pressed", String(this.averaged));
    this.scale.hidden = !two || !this.drawn.has("field");
    const sentences = answer ? happening(answer, this.data, words) : [words.say("plane_soon")];
    const paragraphs = sentences.map((text) => make("p", "", { text }));
    const before = [...this.said.children].map((node) => node.textContent);
    if (before.join() !== sentences.join()) this.said.replaceChildren(...paragraphs);
    if (!answer) return;
    const part = (name, value) => (this.drawn.has(name) ? (value ?? null) : null);
    const scene = {
      field: part("field", this.field),
      real: part("real", answer.real.data),
      made: answer.made.data,
      marked: this.drawn.has("made"),
      pulls: part("pulls", answer.arrows?.data),
      lines: part("lines", answer.lines),
    };
    const ends = ({ data }) => [data[0], data.at(-1)];
    this.chart.show(scene, { x: ends(answer.x), y: ends(answer.y) });
    this.read();
  }

  /** Says where the pointer is, and what the discriminator thinks of that place. */
  read() {
    const { words, chart, answer, field } = this;
    if (!words || !answer) return;
    if (!chart.place) {
      setText(this.readout, field ? words.say("plane_point") : "");
      return;
    }
    const { u, v } = chart.place;
    const along = ([low, high], share) => words.short(low + share * (high - low));
    const { x, y } = chart.data.ranges;
    const place = words.say("plane_place", { x: along(x, u), y: along(y, v) });
    if (!field) {
      setText(this.readout, place);
      return;
    }
    const value = field.said(u, v);
    const chance = answer.probabilistic.data[0];
    const told = chance
      ? words.say("plane_chance", { percent: words.percent(Math.min(1, Math.max(0, value))) })
      : words.say("plane_score", { score: words.short(value), middle: words.short(field.between) });
    setText(this.readout, `${place} ${told}`);
  }

  turn(part) {
    if (!this.drawn.delete(part)) this.drawn.add(part);
    this.render();
  }

  turnAverage() {
    this.averaged = !this.averaged;
    this.render();
    this.studio.ask();
  }

  stop() {
    this.chart.stop();
  }
}
