/** What a model says all over a plane, as an answer of `boundary` tells it, and its pixels. */

import { colourTable } from "../explorer/theme.js";
import { numberColour, shade } from "./palette.js";

const SHADES = 64; // of each colour; more cannot be told apart
const FULL_LEAD = 2; // the lead of decision values from which on a margin classifier is sure

/** @typedef {{shape: number[], data: Float32Array}} Values */

export class Surface {
  /**
   * @param {Values} values (layer, y, x) or (y, x), from low to high
   * @param {"classes" | "margins" | "number" | "neuron"} kind
   */
  constructor({ shape, data }, kind) {
    const side = shape.at(-1);
    Object.assign(this, { data, kind, side, layers: shape.length > 2 ? shape[0] : 1 });
  }

  static of(answer) {
    if (answer.values) return new Surface(answer.values, "number");
    return new Surface(answer.scores, answer.probabilistic.data[0] ? "classes" : "margins");
  }

  /** The mean of several surfaces. */
  static mean(surfaces) {
    const [first] = surfaces;
    const data = new Float32Array(first.data.length);
    for (const { data: own } of surfaces) own.forEach((v, i) => (data[i] += v / surfaces.length));
    return new Surface({ shape: first.shape, data }, first.kind);
  }

  /** The standard deviation of several surfaces at each point. */
  static spread(surfaces) {
    const mean = Surface.mean(surfaces);
    const data = new Float32Array(mean.data.length);
    for (const { data: own } of surfaces) {
      own.forEach((v, i) => (data[i] += (v - mean.data[i]) ** 2 / surfaces.length));
    }
    return new Surface({ shape: mean.shape, data: data.map(Math.sqrt) }, "number");
  }

  get shape() {
    return [this.layers, this.side, this.side];
  }

  get classifies() {
    return this.kind === "classes" || this.kind === "margins";
  }

  /** The largest size of a value. */
  get limit() {
    return this.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  get range() {
    return this.data.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    );
  }

  /** Between the points known, values are interpolated: `u` and `v` go from 0 to 1, `v` upwards. */
  at(layer, u, v) {
    const { data, side } = this;
    const [left, right, across] = between(u, side);
    const [below, above, along] = between(v, side);
    const start = layer * side * side;
    const row = (y) => {
      const from = start + y * side;
      return data[from + left] * (1 - across) + data[from + right] * across;
    };
    return row(below) * (1 - along) + row(above) * along;
  }

  /** The class that leads, and how sure the model is of it: 0 wavers, 1 is certain. */
  verdict(u, v) {
    let [label, best, second] = [0, -Infinity, -Infinity];
    for (let layer = 0; layer < this.layers; layer += 1) {
      const value = this.at(layer, u, v);
      if (value > best) [label, best, second] = [layer, value, best];
      else if (value > second) second = value;
    }
    const even = 1 / this.layers;
    const strength =
      this.kind === "classes" ? (best - even) / (1 - even) : (best - second) / FULL_LEAD;
    return { label, best, strength: Math.min(1, Math.max(0, strength)) };
  }

  /**
   * Draws the surface into a canvas of `side` by `side` pixels.
   * @param {[number, number]} range of numbers, for their colours
   */
  paint(canvas, side, theme, range) {
    if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
    const image = new ImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    const colours = this.colours(theme, range);
    for (let row = 0; row < side; row += 1) {
      const v = 1 - (row + 0.5) / side;
      for (let column = 0; column < side; column += 1) {
        pixels[row * side + column] = colours((column + 0.5) / side, v);
      }
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  /** From a place to its pixel. */
  colours(theme, range) {
    if (this.kind === "neuron") {
      const table = colourTable(-1, 1, theme);
      const limit = this.limit || 1;
      return (u, v) => table[Math.round(127.5 + (127.5 * this.at(0, u, v)) / limit)];
    }
    if (this.kind === "number") {
      const [low, high] = range ?? this.range;
      const table = packed(4 * SHADES, (share) => numberColour(share, [0, 1]));
      const step = high > low ? (table.length - 1) / (high - low) : 0;
      const last = table.length - 1;
      const place = (value) => Math.min(last, Math.max(0, Math.round((value - low) * step)));
      return (u, v) => table[place(this.at(0, u, v))];
    }
    const tables = Array.from({ length: this.layers }, (_, label) =>
      packed(SHADES, (strength) => shade(label, strength, theme)),
    );
    return (u, v) => {
      const { label, strength } = this.verdict(u, v);
      return tables[label][Math.round((SHADES - 1) * strength)];
    };
  }
}

/** @returns {Uint32Array} `count` colours for shares from 0 to 1, as pixels of an ImageData */
function packed(count, colour) {
  const bytes = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i += 1) bytes.set([...colour(i / (count - 1)), 255], 4 * i);
  return new Uint32Array(bytes.buffer);
}

function between(share, side) {
  const place = Math.min(1, Math.max(0, share)) * (side - 1);
  const first = Math.min(side - 2, Math.floor(place));
  return [first, first + 1, place - first];
}
