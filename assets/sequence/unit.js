/** One unit of a recurrent layer: what it holds at each step, and how that came about. */

import { make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";
import { Lines } from "./lines.js";

/** What the lines of a unit are drawn in; the order is that of `QUANTITIES` in inside.js. */
export function quantityColour(name, names) {
  return classColour(Math.max(0, names.indexOf(name)));
}

export class Unit {
  /** @param {(step: number) => void} onStep */
  constructor(onStep) {
    this.title = make("h4", "title");
    this.lines = new Lines("seq-unit-lines", (step) => {
      if (step !== null) onStep(step);
      else this.mark();
    });
    this.legend = make("p", "seq-keys");
    this.sums = make("div", "seq-sums");
    this.note = make("p", "quiet");
    this.node = make("section", "seq-unit", {}, this.title, this.lines.canvas, this.legend);
    this.node.append(this.sums, this.note);
  }

  /**
   * @param {object} scene
   * @param {string} scene.cell elman, lstm or gru
   * @param {Record<string, Float32Array>} scene.traces of the unit, by quantity, one value a step
   * @param {number} scene.unit
   * @param {number} scene.step
   * @param {boolean} scene.backward whether the layer reads from the end
   */
  show({ words, theme, cell, traces, unit, step, backward }) {
    const names = Object.keys(traces);
    const label = words.say("unit_title", { unit: words.count(unit + 1) });
    setText(this.title, label);
    const count = traces.hidden.length;
    const x = Array.from({ length: count }, (_, i) => i + 1);
    const colours = names.map((name) => quantityColour(name, names));
    this.lines.receive(words, theme, words.say("unit_alt", { unit: words.count(unit + 1) }));
    this.step = this.lines.place = step;
    this.lines.show({
      lines: names.map((name, i) => ({
        ...{ x, y: traces[name], colour: colours[i], points: count <= 24 },
        wide: name === "hidden" ? 2.6 : 1.5,
      })),
      at: x,
      x: { title: words.say("step_axis"), range: [0.5, count + 0.5], ticks: wholes(count, words) },
      y: { title: words.say("value_axis") },
    });
    sync(this.legend, names, () => make("span", "seq-key"), (node, name, i) => {
      node.style.setProperty("--pg-ex-own", css(colours[i]));
      setText(node, `${words.say(name)} ${words.short(traces[name][step])}`);
    });
    const before = backward ? step + 1 : step - 1;
    const sums = SUMS[cell]({ words, before, at: (name, place) => traces[name]?.[place] ?? 0, step });
    sync(this.sums, sums, () => make("p", "formula"), (node, text) => setText(node, text));
    setText(this.note, words.say(`sum_${cell}`));
  }

  /** Marks the chosen step again, once the pointer has left. */
  mark() {
    this.lines.place = this.step;
    this.lines.draw();
  }

  stop() {
    this.lines.stop();
  }
}

/** Whole numbers from 1, of which a chart then shows as many as there is room for. */
export function wholes(count, words) {
  return Array.from({ length: count }, (_, i) => ({ at: i + 1, text: words.count(i + 1) }));
}

/** How each kind of cell makes its new state, with the numbers of a step. */
const SUMS = {
  elman: ({ words, at, step }) => {
    const hidden = at("hidden", step);
    const sum = Math.atanh(Math.max(-0.9999999, Math.min(0.9999999, hidden)));
    return [`h = tanh(${words.short(sum)}) = ${words.short(hidden)}`];
  },
  lstm: ({ words, at, step, before }) => {
    const told = (name) => words.short(at(name, step));
    const held = words.short(at("cell", before));
    return [
      `c = f · c₋₁ + i · g = ${told("forget_gate")} · ${held} + ` +
        `${told("input_gate")} · ${told("candidate")} = ${told("cell")}`,
      `h = o · tanh(c) = ${told("output_gate")} · tanh(${told("cell")}) = ${told("hidden")}`,
    ];
  },
  gru: ({ words, at, step, before }) => {
    const told = (name) => words.short(at(name, step));
    const held = words.short(at("hidden", before));
    return [
      `h = z · h₋₁ + (1 − z) · n = ${told("update_gate")} · ${held} + ` +
        `${words.short(1 - at("update_gate", step))} · ${told("candidate")} = ${told("hidden")}`,
    ];
  },
};
