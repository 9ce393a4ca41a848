/** Values: what the agent expects of every square and does there; a click opens one. */

import { make, setText } from "../explorer/nodes.js";
import { scaleGradient } from "../plane/palette.js";
import { Section } from "../studio/section.js";
import { Cells, layoutOf } from "./cells.js";
import { gridOf } from "./grids.js";
import { ActionBars } from "./named.js";
import { WhichStates } from "./which_states.js";

export class Values extends Section {
  static every = 500;

  constructor(studio, name) {
    super(studio, name);
    this.cells = new Cells((state) => this.choose(state));
    this.which = new WhichStates(() => this.render());
    this.scale = make("p", "field-scale");
    this.said = make("p", "readout", { role: "status" });
    this.bars = new ActionBars();
    this.barsTitle = make("h4", "title");
    this.chances = new ActionBars();
    this.chancesTitle = make("h4", "title");
    const left = make("div", "values-left", {}, this.which.node, this.cells.node, this.scale);
    const side = make("div", "values-side", {}, this.said, this.barsTitle, this.bars.node);
    side.append(this.chancesTitle, this.chances.node);
    this.node.append(left, side);
  }

  fits(data) {
    return layoutOf(data.world, gridOf(data.world, data.settings)) !== null;
  }

  receive(words, theme, data) {
    Object.assign(this, { words, theme, data });
    this.layout = layoutOf(data.world, gridOf(data.world, data.settings));
    this.cells.receive(words);
    this.which.receive(words, this.layout);
    setText(this.barsTitle, words.say("values_title"));
    setText(this.chancesTitle, words.say("chances_title"));
    this.render();
  }

  reset() {
    this.answer = null;
    this.chosen = null;
    this.which.reset();
  }

  asks() {
    return { probe: "values", request: {} };
  }

  show(answer) {
    this.answer = answer;
    this.render();
  }

  choose(state) {
    this.chosen = state;
    this.render();
  }

  render() {
    const { answer, words, theme, layout } = this;
    if (!words) return;
    for (const part of [this.bars, this.chances]) part.node.hidden = true;
    for (const title of [this.barsTitle, this.chancesTitle]) title.hidden = true;
    if (!answer) {
      setText(this.said, words.say("values_soon"));
      return;
    }
    const told = opinionsOf(answer);
    const marked = { chosen: this.chosen };
    const range = this.cells.show(layout, this.which.chosen, told, marked, theme);
    this.explain(range, Boolean(told.value));
    this.describe(told);
  }

  explain([low, high], valued) {
    const { words } = this;
    const bar = make("span", "field-bar", { "aria-hidden": "true" });
    bar.style.background = scaleGradient();
    this.scale.hidden = !valued;
    const text = (content) => make("span", "", { text: content });
    const ends = [text(words.short(low)), bar, text(words.short(high))];
    this.scale.replaceChildren(...ends, text(words.say("values_scale")));
  }

  describe(told) {
    const { answer, words, data, chosen } = this;
    if (chosen === null) {
      setText(this.said, words.say(told.value ? "values_point" : "values_none"));
      return;
    }
    const [row, column] = this.layout.place(chosen);
    const place = { row: words.count(row + 1), column: words.count(column + 1) };
    const action = data.actions[told.best[chosen]];
    const values = { ...place, value: words.short(told.value?.[chosen]), action };
    const over = answer.terminal?.data[chosen];
    setText(this.said, words.say(over ? "square_over" : "square_told", values));
    if (over) return;
    this.list(this.bars, this.barsTitle, "action_values", (value) => words.short(value));
    this.list(this.chances, this.chancesTitle, "chances", (value) => words.percent(value));
  }

  list(bars, title, name, worded) {
    const array = this.answer[name];
    if (!array) return;
    for (const node of [bars.node, title]) node.hidden = false;
    const size = array.shape[1];
    const row = array.data.subarray(this.chosen * size, (this.chosen + 1) * size);
    bars.show(this.data.actions, row, worded, { whole: name === "chances" });
  }
}

/** What the cells show, from the answer of the probe `values`. */
export function opinionsOf(answer) {
  const { best, chances, state_values: values, terminal } = answer;
  const size = chances?.shape[1] ?? 0;
  return {
    value: values?.data ?? null,
    best: best.data,
    terminal: terminal?.data,
    sure: (state) => (chances ? chances.data[state * size + best.data[state]] : 1),
  };
}
