/** What a network is given at each step: numbers of a sequence, and a picture of them upright. */

import { make, setText } from "../explorer/nodes.js";
import { Heatmap } from "./heatmap.js";
import { rowNames, transposed, WIDEST } from "./states.js";
import { Upright } from "./upright.js";

const HEIGHT = 160; // pixels that the features share
const SIDES = { least: 4, most: 14 }; // pixels of one

export class Incoming {
  /** @param {(step: number) => void} onStep */
  constructor(onStep) {
    this.title = make("h4", "title");
    this.note = make("p", "quiet");
    this.heatmap = new Heatmap((place) => this.read(place), { widest: WIDEST });
    this.upright = new Upright(onStep);
    const lines = make("div", "seq-part", {}, this.title, this.note);
    const head = make("div", "seq-input-head", {}, lines, this.upright.canvas);
    this.node = make("section", "seq-part", {}, head, this.heatmap.canvas);
  }

  show({ words, theme, data, answer, tokens, step }) {
    this.words = words;
    this.node.hidden = data.kind !== "sequence";
    if (this.node.hidden) return;
    const { shape, data: numbers } = answer.inputs;
    const [count, features] = shape;
    setText(this.title, words.say("input_title"));
    const side = Math.max(SIDES.least, Math.min(SIDES.most, HEIGHT / features));
    Object.assign(this.heatmap, { tallest: side, lowest: side });
    this.heatmap.receive({
      rows: rowNames(features, words),
      columns: tokens,
      rowTitle: words.say(data.upright ? "pixel_axis" : "feature_axis"),
      columnTitle: words.say("step_axis"),
      label: words.say("input_alt"),
      ...{ theme, font: theme.font },
    });
    const limit = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    // Rows of a picture are steps in time, so it lies on its side: the axis of time goes right.
    const values = { data: transposed(numbers, count, features), limit };
    this.heatmap.show(values, { marked: { column: step } });
    this.read(this.heatmap.place);
    this.upright.canvas.hidden = !data.upright;
    this.upright.receive(words, theme, words.say("upright_alt"));
    this.upright.show({ rows: count, columns: features, data: numbers, limit, chosen: step });
  }

  read(place) {
    const { words, heatmap } = this;
    if (!place || !heatmap.values) {
      setText(this.note, words.say("input_help"));
      return;
    }
    const [feature, step] = [words.count(place.row + 1), words.count(place.column + 1)];
    const value = words.short(heatmap.at(place));
    setText(this.note, words.say("read_input", { feature, step, value }));
  }

  stop() {
    this.heatmap.stop();
    this.upright.stop();
  }
}
