/** Updates: the last changes of the table, one after the other, each with its equation in numbers. */

import { make, setText } from "../explorer/nodes.js";
import { Section } from "../studio/section.js";
import { Cells, layoutOf } from "./cells.js";
import { gridOf } from "./grids.js";
import { Reel } from "./reel.js";
import { opinionsOf } from "./values.js";

const SECONDS = 1.2; // that an update is shown

export class Updates extends Section {
  static every = 1000;

  constructor(studio, name) {
    super(studio, name);
    this.reel = new Reel(() => this.render());
    this.cells = new Cells(() => {});
    this.rule = make("p", "equation");
    this.filled = make("p", "equation equation-filled", { role: "status" });
    this.said = make("p", "");
    this.values = studio.asker("values", (answer) => this.take(answer));
    const side = make("div", "values-side", {}, this.said, this.rule, this.filled);
    const left = make("div", "values-left", {}, this.cells.node, this.reel.node);
    this.node.append(left, side);
  }

  fits(data) {
    return data.tabular;
  }

  receive(words, theme, data) {
    Object.assign(this, { words, theme, data });
    this.layout = layoutOf(data.world, gridOf(data.world, data.settings));
    this.cells.node.hidden = !this.layout;
    this.reel.receive(words);
    this.cells.receive(words);
    this.render();
  }

  reset() {
    this.answer = null;
    this.table = null;
    this.reel.pause();
    this.reel.place = 0;
  }

  /** A film that runs, or a place that was chosen, is not taken away. */
  asks() {
    const about = this.studio.about?.tick;
    if (this.answer && this.shownFor === about && (this.reel.frame || !this.newest)) return null;
    return { probe: "updates", request: {} };
  }

  /** Whether the newest update is shown. */
  get newest() {
    return this.reel.moment >= this.reel.count - 1;
  }

  show(answer, { tick }) {
    this.answer = answer;
    this.shownFor = tick;
    const count = answer.state.shape[0];
    this.reel.place = Math.max(0, count - 1);
    this.reel.hold(count, SECONDS);
    if (this.layout) this.values.want({ ...this.studio.about });
    this.render();
  }

  take(answer) {
    this.table = answer;
    this.render();
  }

  render() {
    const { answer, words } = this;
    if (!words) return;
    const empty = !answer || answer.state.shape[0] === 0;
    for (const node of [this.reel.node, this.rule, this.filled]) node.hidden = empty;
    if (empty) {
      setText(this.said, words.say(answer ? "updates_none" : "updates_soon"));
      return;
    }
    const at = this.reel.moment;
    const of = (name) => answer[name]?.data[at];
    const number = (name) => words.decimal(of(name), 4);
    const count = { number: words.count(answer.count.data[0] - answer.state.shape[0] + at + 1) };
    const action = this.data.actions[of("action")];
    const told = { ...count, state: this.stateName(of("state")), action };
    const next = of("done") ? words.say("updates_end") : this.stateName(of("next"));
    Object.assign(told, { reward: words.short(of("reward")), next });
    setText(this.said, words.say("updates_told", told));
    setText(this.rule, words.say("updates_rule"));
    const step = of("target") - of("old");
    // Of a step that rounding leaves nothing of, the rate cannot be told, and does not matter.
    const same = Math.abs(step) <= 1e-9 * Math.max(1, Math.abs(of("old")));
    const numbers = { old: number("old"), target: number("target"), new: number("new") };
    numbers.taken = of("old") < 0 ? `(${numbers.old})` : numbers.old;
    const alpha = (of("new") - of("old")) / step;
    numbers.alpha = same ? "α" : words.decimal(alpha, Math.abs(alpha) < 0.01 ? 7 : 3);
    const filled = words.say("updates_filled", numbers);
    setText(this.filled, same ? `${filled}. ${words.say("updates_same")}` : filled);
    this.paint(of("state"), of("next"));
  }

  stateName(state) {
    const { layout, words } = this;
    if (!layout) return words.say("state_number", { number: words.count(state) });
    const [row, column] = layout.place(state);
    const place = { row: words.count(row + 1), column: words.count(column + 1) };
    return words.say("state_place", place);
  }

  paint(state) {
    const { table, layout, theme } = this;
    if (!table || !layout) return;
    const told = opinionsOf(table);
    this.cells.show(layout, layout.more(state), told, { chosen: null, changed: state }, theme);
  }

  stop() {
    this.reel.pause();
  }
}
