/** One neuron: its formula with its numbers, its strongest weights, and setting them by hand. */

import { make, setText, sync } from "../explorer/nodes.js";
import { Chart } from "./chart.js";
import { formula, meanings } from "./formula.js";
import { isSame } from "./layers.js";

const STRONGEST = 8; // weights listed at first
const LEAST_RANGE = 2; // of a slider

export class Inspector {
  /** @param {(input: number | "bias", value: number) => void} onEdit */
  constructor(onEdit) {
    this.onEdit = onEdit;
    this.title = make("h4", "title");
    this.formula = make("p", "formula");
    this.chart = new Chart(true);
    const head = make("div", "inspector-head", {}, this.chart.canvas, this.formula);
    this.head = head;
    this.meanings = make("div", "meanings quiet");
    this.strongest = make("p", "strongest");
    this.rows = make("div", "weights");
    this.hint = make("p", "quiet");
    const parts = [this.title, head, this.meanings, this.strongest, this.rows, this.hint];
    this.node = make("div", "inspector", { role: "region" }, ...parts);
  }

  /**
   * @param {object} told
   * @param {import("./layers.js").Neuron | null} told.neuron
   * @param {boolean} told.pinned whether its weights can be set
   */
  show({ words, theme, layers, answer, neuron, pinned, edits, probabilistic }) {
    this.node.hidden = !layers;
    if (!layers) return;
    this.node.setAttribute("aria-label", words.say("inspector"));
    const empty = !neuron || !answer;
    for (const part of [this.head, this.meanings, this.strongest, this.rows]) part.hidden = empty;
    setText(this.title, neuron ? layers.title(neuron, words) : words.say("inspector"));
    setText(this.hint, this.hintFor(words, neuron, pinned));
    if (empty) return;
    Object.assign(this, { words, theme, layers, neuron, edits });
    this.picture(layers.surface(neuron, answer));
    const told = layers.weights(neuron, answer);
    this.order(neuron, told);
    const about = { words, layers, answer, neuron, told, shown: this.shown, probabilistic };
    setText(this.formula, formula(about));
    sync(this.meanings, meanings(about), () => make("p"), setText);
    this.strongest.hidden = !told;
    setText(this.strongest, words.say("strongest", { count: words.count(this.shown.length) }));
    this.list(told, pinned);
  }

  picture(surface) {
    const { words, theme, layers, neuron } = this;
    const label = words.say("neuron_alt", { name: layers.title(neuron, words) });
    this.chart.receive({ words, theme, data: layers.data, label });
    this.chart.show({ surface, splits: new Set() });
  }

  hintFor(words, neuron, pinned) {
    if (!neuron) return words.say("look_hint");
    if (neuron.layer === "input") return words.say("input_hint");
    return words.say(pinned ? "edit_hint" : "pin_hint");
  }

  /** Which weights are listed: the strongest when the neuron was first looked at, so that none
   * jumps about while the network learns. */
  order(neuron, told) {
    const count = told?.weights.length;
    if (isSame(this.ordered?.neuron, neuron) && this.ordered.count === count) return;
    const sizes = told ? [...told.weights].map(Math.abs) : [];
    const strongest = sizes.map((_, i) => i).sort((a, b) => sizes[b] - sizes[a]);
    this.shown = strongest.slice(0, STRONGEST).sort((a, b) => a - b);
    this.limit = Math.max(LEAST_RANGE, Math.ceil(2 * (sizes[strongest[0]] ?? 0)));
    this.ordered = { neuron, count };
  }

  list(told, pinned) {
    const inputs = told ? [...this.shown, "bias"] : [];
    const { layer, unit } = this.neuron;
    const before = layer === "input" ? null : this.layers.before(layer);
    sync(this.rows, inputs, () => this.row(), (row, input) => {
      const value = input === "bias" ? told.bias : told.weights[input];
      const name =
        input === "bias"
          ? this.words.say("bias")
          : this.layers.symbol({ layer: before, unit: input });
      row.receive(input, name, value, pinned, this.edits.has(layer, unit, input));
    });
  }

  row() {
    const name = make("span", "weight-name");
    const bar = make("span", "weight-bar", { "aria-hidden": "true" });
    const slider = make("input", "slider", { type: "range" });
    const field = make("input", "number", { type: "number", step: "any" });
    const value = make("span", "percent");
    const row = make("div", "weight", {}, name, bar, slider, field, value);
    const edit = (input) => {
      if (Number.isFinite(input.valueAsNumber)) this.onEdit(row.input, input.valueAsNumber);
    };
    slider.addEventListener("input", () => edit(slider));
    field.addEventListener("input", () => edit(field));
    row.receive = (input, text, number, pinned, edited) => {
      row.input = input;
      setText(name, text);
      name.title = text;
      row.toggleAttribute("data-edited", edited);
      const label = input === "bias" ? text : this.words.say("weight_label", { name: text });
      for (const control of [slider, field]) this.control(control, label, number, pinned);
      bar.hidden = pinned;
      value.hidden = pinned;
      setText(value, this.words.short(number));
      const width = Math.min(1, Math.abs(number) / this.limit);
      bar.style.setProperty("--pg-ex-width", `${100 * width}%`);
      bar.dataset.sign = number < 0 ? "below" : "above";
    };
    return row;
  }

  control(control, label, number, pinned) {
    control.hidden = !pinned;
    if (control.type === "range") {
      Object.assign(control, { min: -this.limit, max: this.limit, step: this.limit / 200 });
    }
    control.setAttribute("aria-label", label);
    control.title = this.words.say("weight_help");
    // Whoever types or drags is not to be interrupted.
    if (control.getRootNode().activeElement !== control || control.dataset.of !== label) {
      control.value = Number(number.toPrecision(4));
    }
    control.dataset.of = label;
  }

  stop() {
    this.chart.stop();
  }
}
