/** What every unit of a layer holds, or what its gates let through, after each step. */

import { make, setText } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { Heatmap } from "./heatmap.js";

/** Pixels of one step. */
export const WIDEST = 90;

const HEIGHT = 300; // pixels that the units share
const SIDES = { least: 3, most: 20 }; // pixels of one unit
const ROW_DIGITS = 4; // which "100%" below has room in, too

export class States {
  /** @param {(unit: number, step: number) => void} onChoose */
  constructor(onChoose) {
    this.title = make("h4", "title");
    this.note = make("p", "quiet");
    this.legend = make("p", "seq-legend", { "aria-hidden": "true" });
    this.heatmap = new Heatmap((place, chosen) => {
      if (place && chosen) onChoose(place.row, place.column);
      this.read(place);
    }, { widest: WIDEST });
    this.heatmap.canvas.classList.add("pg-ex-seq-states");
    this.readout = make("p", "readout", { role: "status" });
    const { title, note, legend, heatmap, readout } = this;
    this.node = make("section", "seq-part", {}, title, note, legend, heatmap.canvas, readout);
  }

  /** Where the columns of steps lie, in pixels. */
  get frame() {
    const { left = 0, wide = 1 } = this.heatmap;
    return { left, wide };
  }

  /**
   * @param {object} scene
   * @param {{shape: number[], data: Float32Array}} scene.states (time, unit)
   * @param {string} scene.quantity what they are
   * @param {number} scene.layer
   * @param {number} scene.real how many units the layer has, shown or not
   * @param {string[]} scene.tokens what is read at each step
   * @param {(step: number) => string} scene.named how a token is named in a sentence
   * @param {number} scene.unit
   * @param {number} scene.step
   */
  show(scene) {
    Object.assign(this, scene);
    const { words, theme, data, quantity, layer, states, tokens } = this;
    const [count, units] = states.shape;
    const name = words.say(quantity);
    setText(this.title, words.say("states_title", { name, number: words.count(layer + 1) }));
    const more = { shown: words.count(units) };
    const cut = this.real > units ? words.say("states_more", more) : "";
    setText(this.note, `${words.say(`${quantity}_help`)} ${cut}`);
    const side = Math.max(SIDES.least, Math.min(SIDES.most, HEIGHT / units));
    Object.assign(this.heatmap, { tallest: side, lowest: side });
    this.heatmap.receive({
      rows: rowNames(units, words),
      columns: tokens,
      rowTitle: words.say("unit_axis"),
      columnTitle: words.say(data.vocabulary.length ? "symbol_axis" : "step_axis"),
      label: words.say("states_alt", { name }),
      ...{ theme, font: theme.font },
    });
    const values = transposed(states.data, count, units);
    const limit = this.limitOf(values);
    const marks = { marked: { column: this.step }, dots: [{ row: this.unit, column: this.step }] };
    this.heatmap.show({ data: values, limit }, marks);
    this.drawLegend(limit);
    this.read(this.heatmap.place);
  }

  /** The size of a value that has the full colour: 1 but for cells, which grow beyond it. */
  limitOf(values) {
    if (this.quantity !== "cell") return 1;
    return Math.max(1, Math.ceil(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
  }

  drawLegend(limit) {
    const { words, theme, quantity } = this;
    const gate = quantity.endsWith("_gate");
    const ends = gate ? [theme.zero, theme.above] : [theme.below, theme.zero, theme.above];
    const bar = make("span", "seq-ramp");
    bar.style.background = `linear-gradient(to right, ${ends.map((end) => css(end)).join(", ")})`;
    const low = gate ? words.say("gate_closed") : words.short(-limit);
    const high = gate ? words.say("gate_open") : words.short(limit);
    this.legend.replaceChildren(low, bar, high);
  }

  read(place) {
    const { words, heatmap } = this;
    if (!place || !heatmap.values) {
      setText(this.readout, words.say("point_states"));
      return;
    }
    const values = {
      unit: words.count(place.row + 1),
      step: words.count(place.column + 1),
      token: this.named(place.column),
      name: words.say(this.quantity),
      value: words.short(heatmap.at(place)),
    };
    setText(this.readout, words.say("read_state", values));
  }

  stop() {
    this.heatmap.stop();
  }
}

/** Numbers from 1, all equally wide, so that the columns of all charts lie below each other. */
export function rowNames(count, words) {
  const names = Array.from({ length: count }, (_, i) => words.count(i + 1));
  return names.map((name) => name.padStart(ROW_DIGITS, "\u2007"));
}

/** (row, column) of numbers as (column, row). */
export function transposed(numbers, rows, columns) {
  const turned = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * rows + row] = numbers[row * columns + column];
    }
  }
  return turned;
}
