/** The network as columns of neurons: what each computes over the plane, and its weights. */

import { button, make, setText } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { Layers } from "./layers.js";

const SIDE = 32; // pixels of a neuron's picture
const FEW = 10; // neurons in a column, so that they may be larger

export class Diagram {
  /**
   * @param {object} options
   * @param {(neuron: import("./layers.js").Neuron | null) => void} options.onLook
   * @param {(neuron: import("./layers.js").Neuron) => void} options.onPin
   */
  constructor(options) {
    Object.assign(this, options);
    this.all = false;
    this.wires = make("canvas", "wires", { "aria-hidden": "true" });
    this.row = make("div", "columns");
    const frame = make("div", "network", {}, this.wires, this.row);
    this.help = make("p", "quiet");
    this.more = button("", "", () => this.unfold());
    this.node = make("div", "diagram", {}, this.help, frame, this.more);
    this.observer = new ResizeObserver(() => this.wire());
    this.observer.observe(this.row);
  }

  receive(words, theme, data) {
    const signature = JSON.stringify([data.layers, data.axes, data.features, words.language]);
    Object.assign(this, { words, theme, data });
    if (signature !== this.signature) {
      this.signature = signature;
      this.build();
    }
    setText(this.help, words.say("diagram_help"));
    this.paint();
  }

  unfold() {
    this.all = !this.all;
    this.build();
    this.paint();
  }

  build() {
    const { words, data } = this;
    this.layers = new Layers(data.layers, data, this.all);
    this.neurons = this.layers.columns.map((column, place) => this.column(column, place));
    const many = Math.max(...this.layers.columns.map(({ units }) => units.length)) > FEW;
    this.row.dataset.many = many;
    this.row.replaceChildren(...this.neurons.map(({ node }) => node));
    this.more.hidden = !this.all && !this.layers.folded;
    setText(this.more, words.say(this.all ? "show_fewer" : "show_all"));
    this.more.title = words.say("show_all_help");
    this.neurons[0].items[0].tabIndex = 0;
  }

  column({ layer, units, count }, place) {
    const { words, layers } = this;
    const described = layers.described(layer);
    const title = described ? described.title : words.say("inputs");
    const items = units.map((unit, row) => this.neuron({ layer, unit }, place, row));
    const rest = count - units.length;
    const more = rest > 0 ? words.say("more_neurons", { count: words.count(rest) }) : "";
    const list = make("div", "neurons", { role: "group", "aria-label": title }, ...items);
    const node = make(
      "div",
      "column",
      {},
      make("span", "column-title", { text: title, title }),
      list,
      make("span", "column-more quiet", { text: more }),
    );
    return { node, items, units, layer };
  }

  neuron(neuron, place, row) {
    const { layers, words } = this;
    const canvas = make("canvas", "neuron-picture", { width: SIDE, height: SIDE });
    const title = layers.title(neuron, words);
    const item = make("button", "neuron", { type: "button", tabindex: -1, "aria-label": title });
    item.append(canvas);
    const named = neuron.layer === "input" || layers.described(neuron.layer).last;
    if (named) item.append(make("span", "neuron-name", { text: layers.symbol(neuron), title }));
    item.dataset.neuron = `${neuron.layer}.${neuron.unit}`;
    item.addEventListener("pointerenter", () => this.onLook(neuron));
    item.addEventListener("pointerleave", () => this.onLook(null));
    item.addEventListener("focus", () => this.onLook(neuron));
    item.addEventListener("blur", () => this.onLook(null));
    item.addEventListener("click", () => this.onPin(neuron));
    item.addEventListener("keydown", (event) => this.key(event, place, row));
    return item;
  }

  /** Arrow keys go from neuron to neuron, so that the whole network is one stop of the tab key. */
  key(event, place, row) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    const items = step && this.neurons[place + step[0]]?.items;
    if (!items) return;
    event.preventDefault();
    const next = items[Math.max(0, Math.min(items.length - 1, row + step[1]))];
    event.currentTarget.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  /** @param {object | null} answer of `neurons` */
  show(answer) {
    this.answer = answer;
    this.paint();
  }

  /** Outlines the neuron looked at and the one that is pinned. */
  mark(looked, pinned, edits) {
    Object.assign(this, { looked: looked ?? pinned });
    for (const { items, units, layer } of this.neurons ?? []) {
      items.forEach((item, i) => {
        const own = pinned?.layer === layer && pinned.unit === units[i];
        item.setAttribute("aria-pressed", String(own));
        item.toggleAttribute("data-edited", layer !== "input" && edits.touches(layer, units[i]));
      });
    }
    this.wire();
  }

  paint() {
    if (!this.answer || !this.neurons) return;
    for (const { items, units, layer } of this.neurons) {
      items.forEach((item, i) => {
        const surface = this.layers.surface({ layer, unit: units[i] }, this.answer);
        surface?.paint(item.firstChild, SIDE, this.theme);
      });
    }
    this.wire();
  }

  // ---- weights ----

  wire() {
    const { wires, row, answer, theme, neurons } = this;
    if (!neurons || !theme) return;
    const ratio = window.devicePixelRatio || 1;
    const [wide, tall] = [row.offsetWidth, row.offsetHeight];
    Object.assign(wires, { width: wide * ratio, height: tall * ratio });
    Object.assign(wires.style, { width: `${wide}px`, height: `${tall}px` });
    if (!answer || !wide) return;
    const context = wires.getContext("2d");
    context.scale(ratio, ratio);
    const frame = row.getBoundingClientRect();
    const place = (item, edge) => {
      const box = item.firstChild.getBoundingClientRect();
      return [box[edge] - frame.left, box.top + box.height / 2 - frame.top];
    };
    for (let i = 1; i < neurons.length; i += 1) {
      const starts = neurons[i - 1].items.map((item) => place(item, "right"));
      const ends = neurons[i].items.map((item) => place(item, "left"));
      this.wireColumn(context, neurons[i - 1], neurons[i], starts, ends);
    }
  }

  wireColumn(context, from, to, starts, ends) {
    const { answer, theme, looked } = this;
    const weights = answer[`weights.${to.layer}`];
    if (!weights) return;
    const [, inputs] = weights.shape;
    const limit = weights.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const isLooked = ({ layer, units }, i) => looked?.layer === layer && looked.unit === units[i];
    ends.forEach(([toX, toY], i) => {
      starts.forEach(([x, y], j) => {
        const value = weights.data[to.units[i] * inputs + from.units[j]];
        const size = Math.abs(value) / limit;
        const near = isLooked(to, i) || isLooked(from, j);
        context.globalAlpha = near ? 1 : (looked ? 0.08 : 0.15) + (looked ? 0 : 0.75 * size);
        context.lineWidth = 0.4 + 3 * size;
        context.strokeStyle = css(value < 0 ? theme.below : theme.above);
        const bend = (toX - x) / 2;
        context.beginPath();
        context.moveTo(x, y);
        context.bezierCurveTo(x + bend, y, toX - bend, toY, toX, toY);
        context.stroke();
      });
    });
  }

  stop() {
    this.observer.disconnect();
  }
}
