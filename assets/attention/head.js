/** One head taken apart for one place that asks: every step from its query to what comes out. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { Heatmap } from "../sequence/heatmap.js";
import { KeyDetail, SumDetail } from "./details.js";
import { Shares } from "./shares.js";

const SIDES = { widest: 26, tallest: 20, lowest: 12 };

export class Head {
  /** @param {(row: number) => void} onAsk another place asks */
  constructor(onAsk) {
    this.onAsk = onAsk;
    this.key = null; // the place whose comparison is written out; null: the one looked at most
    this.number = 0; // of the vector that comes out
    this.formula = make("p", "formula");
    this.asking = make("div", "asking choice", { role: "group" });
    this.query = new Heatmap((place) => this.say("query", place), SIDES);
    this.keys = new Heatmap((place, chosen) => this.point("key", place, chosen), SIDES);
    this.values = new Heatmap((place, chosen) => this.point("value", place, chosen), SIDES);
    this.mixed = new Heatmap((place, chosen) => this.point("mixed", place, chosen), SIDES);
    this.readouts = {};
    this.shares = new Shares((key) => this.pickKey(key));
    this.keyDetail = new KeyDetail();
    this.sumDetail = new SumDetail();
    this.waiting = make("p", "quiet");
    this.steps = make("div", "apart-steps");
    const parts = [this.formula, this.asking, this.waiting, this.steps];
    this.node = make("section", "apart", {}, ...parts);
    this.lay();
  }

  /** Puts the steps below each other, each with a title, a sentence and what is read off it. */
  lay() {
    this.titles = {};
    const step = (name, ...parts) => {
      const [title, help] = [make("h4", "title"), make("p", "quiet")];
      this.titles[name] = [title, help];
      return make("article", "apart-step", { "data-step": name }, title, help, ...parts);
    };
    const read = (name) => (this.readouts[name] = make("p", "readout", { "aria-live": "polite" }));
    this.steps.append(
      step("query", this.query.canvas, read("query")),
      step("keys", this.keys.canvas, read("key")),
      step("weights", this.shares.node, this.keyDetail.node),
      step("values", this.values.canvas, read("value")),
      step("mixed", this.mixed.canvas, read("mixed"), this.sumDetail.node),
    );
  }

  receive(words, theme, data) {
    const reworded = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (!reworded) return;
    for (const [name, [title, help]] of Object.entries(this.titles)) {
      setText(title, words.say(`apart_${name}`));
      setText(help, words.say(`apart_${name}_help`));
    }
    setText(this.waiting, words.say("apart_waiting"));
    this.asking.setAttribute("aria-label", words.say("who_asks"));
    this.shares.receive(words);
  }

  /** @param {object} scene see `main.js`; its `numbers` are what the probe `attention_head` said */
  show({ tokens, map, query, numbers, found }) {
    const { words } = this;
    const axes = map ? tokens.axes("attention") : { rows: [], columns: [] };
    const shape = numbers?.scores.shape;
    // The maps of another example may be here before its numbers are.
    const fits = shape?.[0] === axes.rows.length && shape[1] === axes.columns.length;
    const able = Boolean(map && found.some(({ name }) => name === "attention"));
    this.formula.hidden = this.asking.hidden = this.steps.hidden = !fits || !able;
    this.waiting.hidden = fits && able;
    if (!able) setText(this.waiting, words.say("no_attention"));
    else setText(this.waiting, words.say("apart_waiting"));
    if (!fits || !able) return;
    if (this.asker !== query) this.key = null;
    Object.assign(this, { numbers, asker: query, ...axes });
    this.number = Math.min(this.number, numbers.value.shape[1] - 1);
    this.additive = Boolean(numbers.weight);
    const size = words.count(numbers.query.shape[1]);
    const formula = this.additive ? "formula_additive" : "formula_scaled";
    setText(this.formula, words.say(formula, { size }));
    this.showAsking();
    this.showVectors();
    this.showShares();
    this.showDetails();
  }

  showAsking() {
    const { words, rows, data } = this;
    const help = data.kind === "pairs" ? "asks_writes" : "asks_place";
    sync(this.asking, rows, () => button("", "", () => {}), (node, symbol, row) => {
      setText(node, symbol);
      node.title = words.say(help, { symbol, number: words.count(row + 1) });
      node.setAttribute("aria-pressed", String(row === this.asker));
      node.onclick = () => this.onAsk(row);
    });
  }

  /** Row `row` of one of the arrays in the answer. */
  row(name, row) {
    const { shape, data } = this.numbers[name];
    return data.subarray(row * shape[1], (row + 1) * shape[1]);
  }

  showVectors() {
    const { words, theme, numbers, rows, columns, asker } = this;
    const names = (size) => Array.from({ length: size }, (_, i) => words.count(i + 1));
    const lay = (map, name, places, title) => {
      map.receive({
        ...{ rows: places, columns: names(numbers[name].shape[1]), theme, font: theme.font },
        rowTitle: "",
        columnTitle: words.say("numbers_of_vector"),
        label: words.say(title),
      });
    };
    lay(this.query, "query", [rows[asker]], "apart_query");
    lay(this.keys, "key", columns, "apart_keys");
    lay(this.values, "value", columns, "apart_values");
    lay(this.mixed, "mixed", [rows[asker]], "apart_mixed");
    const limit = (...names) => Math.max(1e-6, ...names.map((name) => largest(numbers[name].data)));
    const compared = limit("query", "key");
    const handed = limit("value", "mixed");
    this.query.show({ data: this.row("query", asker), limit: compared });
    this.keys.show({ data: numbers.key.data, limit: compared }, { marked: { row: this.chosen } });
    const column = { marked: { column: this.number } };
    this.values.show({ data: numbers.value.data, limit: handed }, column);
    this.mixed.show({ data: this.row("mixed", asker), limit: handed }, column);
    for (const name of Object.keys(this.readouts)) this.say(name, this.mapOf(name).place);
  }

  mapOf(name) {
    return { query: this.query, key: this.keys, value: this.values, mixed: this.mixed }[name];
  }

  /** The place whose comparison is written out. */
  get chosen() {
    const weights = this.row("attention", this.asker);
    const most = weights.indexOf(Math.max(...weights));
    return Math.min(this.key ?? Math.max(0, most), weights.length - 1);
  }

  showShares() {
    const { additive, columns, asker, chosen } = this;
    const parts = ["scores", "allowed", "attention", ...(additive ? [] : ["dots"])];
    const numbers = Object.fromEntries(parts.map((name) => [name, this.row(name, asker)]));
    this.shares.show({ additive, columns, chosen, numbers });
  }

  // ---- details ----

  showDetails() {
    const { words, numbers, rows, columns, asker, additive, chosen, number } = this;
    this.keyDetail.show(words, {
      additive,
      query: this.row("query", asker),
      key: this.row("key", chosen),
      weight: numbers.weight?.data,
      score: this.row("scores", asker)[chosen],
      dot: numbers.dots && this.row("dots", asker)[chosen],
      root: numbers.root?.data[0],
      names: { query: rows[asker], key: columns[chosen] },
    });
    this.sumDetail.show(words, {
      number,
      weights: this.row("attention", asker),
      values: columns.map((_, key) => this.row("value", key)[number]),
      total: this.row("mixed", asker)[number],
      names: columns,
    });
  }

  pickKey(key) {
    this.key = key;
    this.again();
  }

  /** Reads a number off a vector; a click chooses the place or the number that is written out. */
  point(name, place, chosen) {
    this.say(name, place);
    if (!chosen || !place) return;
    if (name === "key") this.key = place.row;
    else this.number = place.column;
    this.again();
  }

  again() {
    this.showVectors();
    this.showShares();
    this.showDetails();
  }

  say(name, place) {
    const map = this.mapOf(name);
    const value = place && map.at(place);
    if (value == null || !this.words) {
      setText(this.readouts[name], "");
      return;
    }
    const values = {
      number: this.words.count(place.column + 1),
      symbol: map.rows[place.row],
      value: this.words.decimal(value),
    };
    setText(this.readouts[name], this.words.say(`read_${name}`, values));
  }

  stop() {
    for (const map of [this.query, this.keys, this.values, this.mixed]) map.stop();
  }
}

function largest(data) {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}
