/** Which neurons there are, what they are called, and what they compute, from `neurons`' answer. */

import { Surface } from "./surface.js";

/** @typedef {{layer: number | "input", unit: number}} Neuron `layer` as in the network's list */

const MOST_DRAWN = 16;
export const MOST_TOLD = 64; // of a layer, as the probe says

/** Whether two neurons are one; none is never the same as none. */
export function isSame(one, other) {
  return Boolean(one && other) && one.layer === other.layer && one.unit === other.unit;
}

export class Layers {
  /**
   * @param {object[]} layers those that have neurons, as the page describes them
   * @param {object} data what the page hands over
   * @param {boolean} all whether to draw every neuron that the probe tells of
   */
  constructor(layers, data, all) {
    const most = all ? MOST_TOLD : MOST_DRAWN;
    const first = (count) => Array.from({ length: Math.min(count, most) }, (_, i) => i);
    Object.assign(this, { layers, data, all });
    const others = data.features.map((_, i) => i).filter((i) => !data.axes.includes(i));
    const inputs = [...data.axes, ...others].slice(0, most);
    this.columns = [
      { layer: "input", units: inputs, count: data.features.length },
      ...layers.map(({ index, units }) => ({ layer: index, units: first(units), count: units })),
    ];
  }

  /** Whether some neurons are not drawn that could be. */
  get folded() {
    return this.columns.some(({ units, count }) => units.length < Math.min(count, MOST_TOLD));
  }

  /** The layer before, as it is called in the columns. */
  before(layer) {
    const place = this.layers.findIndex(({ index }) => index === layer);
    return place > 0 ? this.layers[place - 1].index : "input";
  }

  described(layer) {
    return this.layers.find(({ index }) => index === layer);
  }

  /** How a neuron is called in formulas. */
  symbol({ layer, unit }) {
    if (layer === "input") return `${this.data.features[unit]}′`;
    const { last, number } = this.described(layer);
    if (last) return this.data.classes[unit] ?? this.data.target;
    return `h${number}.${unit + 1}`;
  }

  /** What a neuron is called in a sentence. */
  title({ layer, unit }, words) {
    if (layer === "input") return words.say("input_title", { name: this.data.features[unit] });
    const { last, number } = this.described(layer);
    const name = this.data.classes[unit];
    if (last && name !== undefined) return words.say("class_title", { name });
    if (last) return words.say("value_title", { name: this.data.target });
    return words.say("neuron_title", { unit: words.count(unit + 1), layer: words.count(number) });
  }

  /** The weights of a neuron, one an input, and its bias; null before there are any. */
  weights({ layer, unit }, answer) {
    const weights = answer?.[`weights.${layer}`];
    if (!weights || unit >= weights.shape[0]) return null;
    const [, inputs] = weights.shape;
    return {
      weights: weights.data.subarray(unit * inputs, (unit + 1) * inputs),
      bias: answer[`bias.${layer}`].data[unit],
    };
  }

  /** What a neuron computes over the plane; null before it is known. */
  surface({ layer, unit }, answer) {
    if (!answer) return null;
    if (layer === "input") return this.input(unit, answer);
    const activation = answer[`activation.${layer}`];
    if (!activation || unit >= activation.shape[0]) return null;
    const side = activation.shape.at(-1);
    const data = activation.data.subarray(unit * side * side, (unit + 1) * side * side);
    return new Surface({ shape: [side, side], data }, "neuron");
  }

  /** A standardised feature; one that is held at its mean is 0 everywhere. */
  input(feature, answer) {
    const axis = this.data.axes.indexOf(feature);
    const values = [answer.x, answer.y][axis]?.data;
    const side = answer.x.data.length;
    const data = new Float32Array(side * side);
    if (values) {
      const { mean, deviation } = this.scale(feature, answer);
      for (let i = 0; i < data.length; i += 1) {
        const place = axis === 0 ? i % side : Math.floor(i / side);
        data[i] = (values[place] - mean) / deviation;
      }
    }
    return new Surface({ shape: [side, side], data }, "neuron");
  }

  /** By what a feature is standardised. */
  scale(feature, answer) {
    const [mean, deviation] = [answer.mean?.data[feature], answer.deviation?.data[feature]];
    return { mean: mean ?? 0, deviation: deviation ?? 1 };
  }
}
