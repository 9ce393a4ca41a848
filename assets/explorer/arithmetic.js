/** How one number of a feature map comes about: window times kernel, summed, and what follows. */

import { button, make } from "./nodes.js";
import { tint } from "./theme.js";

const STRONGEST = 4;
const READABLE = 7; // kernels wider than this are drawn without numbers

export class Arithmetic {
  /**
   * @param {object} options
   * @param {(place: import("./tiles.js").Place) => void} options.onMove
   * @param {() => void} options.onClose
   */
  constructor({ onMove, onClose }) {
    Object.assign(this, { onMove, onClose });
    this.node = make("section", "arithmetic", { tabindex: -1 });
    this.fields = {};
  }

  /**
   * Opens at a place of a convolution's output.
   * @param {number[]} shape (channel, height, width) of what can be chosen
   */
  open(words, theme, title, shape, place) {
    Object.assign(this, { words, theme, place });
    const close = button("×", words.say("close"), this.onClose, "button close");
    close.setAttribute("aria-label", words.say("close"));
    const head = make("header", "layer-head");
    head.append(
      make("strong", "", { text: words.say("sum_title") }),
      make("span", "quiet", { text: title }),
      close,
    );
    this.body = make("div", "sum");
    this.node.setAttribute("aria-label", words.say("sum_title"));
    this.node.replaceChildren(head, this.places(shape), this.body);
  }

  /** Fields for channel, row and column: exact where a finger is not. */
  places(shape) {
    const { words } = this;
    const node = make("div", "places");
    ["channel", "y", "x"].forEach((axis, i) => {
      const field = make("input", "number", {
        type: "number",
        min: 1,
        max: shape[i],
        title: words.say(`place_${axis}_help`),
      });
      field.value = this.place[axis] + 1;
      field.addEventListener("input", () => {
        const value = Math.round(field.valueAsNumber) - 1;
        if (value >= 0 && value < shape[i]) this.onMove({ ...this.place, [axis]: value });
      });
      this.fields[axis] = field;
      node.append(make("label", "", {}, words.say(`place_${axis}`), field));
    });
    return node;
  }

  move(place) {
    this.place = place;
    for (const [axis, field] of Object.entries(this.fields)) {
      if (field.valueAsNumber !== place[axis] + 1) field.value = place[axis] + 1;
    }
  }

  /**
   * Shows the numbers.
   * @param {object} answer what the probe `arithmetic` said
   * @param {string[]} titles of all layers
   */
  show(answer, titles) {
    const { words } = this;
    const size = answer.kernel.shape.at(-2) * answer.kernel.shape.at(-1);
    const depth = answer.kernel.data.length / size;
    const products = [...answer.products.data];
    const parts = Array.from({ length: depth }, (_, channel) => {
      const own = products.slice(channel * size, (channel + 1) * size);
      const weight = own.reduce((sum, value) => sum + Math.abs(value), 0);
      return { channel, weight, sum: own.reduce((sum, value) => sum + value, 0) };
    });
    const strongest = parts.toSorted((a, b) => b.weight - a.weight).slice(0, STRONGEST);
    const shown = strongest.toSorted((a, b) => a.channel - b.channel);
    const grids = shown.map((part) => this.row(answer, part, size, depth));
    this.body.replaceChildren(...grids, this.outcome(answer, titles));
    if (depth > STRONGEST) {
      const values = { shown: STRONGEST, count: words.count(depth) };
      this.body.prepend(make("p", "quiet", { text: words.say("sum_strongest", values) }));
    }
  }

  /** Window × kernel = products of one input channel. */
  row(answer, { channel, sum }, size, depth) {
    const { words } = this;
    const columns = answer.kernel.shape.at(-1);
    const offset = channel * size;
    const grid = (name) => {
      const numbers = answer[name].data.subarray(offset, offset + size);
      return this.grid(words.say(name), numbers, columns);
    };
    const row = make("div", "sum-row", { "data-channel": channel });
    const values = { channel: channel + 1, count: words.count(depth), value: words.decimal(sum) };
    const caption = words.say("sum_channel", values);
    row.append(
      make("p", "quiet", { text: caption }),
      grid("window"),
      sign("×"),
      grid("kernel"),
      sign("="),
      grid("products"),
    );
    return row;
  }

  grid(caption, numbers, columns) {
    const { words, theme } = this;
    const limit = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const table = make("table", "grid", {}, make("caption", "", { text: caption }));
    for (let start = 0; start < numbers.length; start += columns) {
      const line = make("tr");
      for (const value of numbers.subarray(start, start + columns)) {
        const text = columns > READABLE ? "" : words.decimal(value, 2);
        const cell = make("td", "", { text, title: words.decimal(value) });
        cell.style.background = tint(value, limit, theme);
        line.append(cell);
      }
      table.append(line);
    }
    return table;
  }

  /** Sum, bias, the layer's own output, and what the layers after it make of that. */
  outcome(answer, titles) {
    const { words } = this;
    const one = (name) => answer[name].data[0];
    const list = make("dl", "outcome");
    const line = (name, text, value) => {
      list.append(
        make("dt", "", { text }),
        make("dd", "", { "data-name": name, text: words.decimal(value) }),
      );
    };
    line("sum", words.say("sum_all"), one("sum"));
    line("bias", words.say("sum_bias"), one("bias"));
    line("output", words.say("sum_output"), one("output"));
    [...answer.after_layers.data].forEach((layer, i) => {
      const values = { layer: layer + 1, title: titles[layer] };
      line("after", words.say("sum_after", values), answer.after.data[i]);
    });
    return list;
  }
}

function sign(text) {
  return make("span", "sign", { text });
}
