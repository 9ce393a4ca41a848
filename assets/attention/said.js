/** What the network answers: a string symbol by symbol, a class, a number, the next character. */

import { Answer } from "../explorer/answer.js";
import { make, setText, sync } from "../explorer/nodes.js";
import { Heatmap } from "../sequence/heatmap.js";
import { visible } from "./tokens.js";

const END = "⊣";

export class Said {
  /** @param {(row: number) => void} onAsk a place that asks was chosen */
  constructor(onAsk) {
    this.onAsk = onAsk;
    this.headline = make("p", "headline", { "aria-live": "polite" });
    this.steps = make("ol", "steps");
    this.answer = new Answer();
    this.input = new Heatmap(() => {}, { widest: 18, tallest: 18, lowest: 6 });
    this.read = make("div", "read", {}, make("p", "strongest"), this.input.canvas);
    const answers = make("div", "said-answer", {}, this.headline, this.steps, this.answer.node);
    this.node = make("div", "said", {}, this.read, answers);
  }

  receive(words, theme, data) {
    Object.assign(this, { words, theme, data });
    this.read.hidden = data.vocabulary.length > 0;
    this.node.dataset.kind = data.kind;
    setText(this.read.firstElementChild, words.say("it_reads"));
    const { kind, classes, vocabulary } = data;
    const barred = kind === "text" ? vocabulary.map(visible) : classes;
    this.steps.hidden = !["pairs", "text", "string"].includes(kind);
    this.steps.setAttribute("aria-label", words.say("steps_alt"));
    this.headline.hidden = barred.length > 0 && kind !== "pairs";
    this.answer.node.hidden = barred.length === 0 || kind === "pairs";
    if (!this.answer.node.hidden && `${this.barred}` !== `${barred}`) {
      this.barred = barred;
      this.answer.receive(words, barred);
    }
  }

  show({ answer, tokens, query }) {
    const { kind } = this.data;
    if (!tokens.symbolic) this.showRead(answer.source, tokens);
    if (kind === "pairs") this.showWritten(answer, tokens, query);
    else if (kind === "text") this.showNext(answer, tokens, query);
    else if (answer.probabilities) {
      if (answer.by_step) this.showLetters(answer.by_step, tokens, query);
      this.answer.show(answer.probabilities.data, answer.target.data[0]);
    } else this.showNumber(answer);
  }

  /** Vectors as a picture: one below the other in time, but the values of a series side by side. */
  showRead({ shape, data }, tokens) {
    const { words, theme } = this;
    const numbers = Array.from({ length: shape[1] }, (_, i) => words.count(i + 1));
    const turned = this.data.kind === "series";
    this.input.receive({
      ...{ theme, font: theme.font, label: words.say("it_reads_alt") },
      rows: turned ? numbers : tokens.source,
      columns: turned ? tokens.source : numbers,
      rowTitle: turned ? "" : words.say("places"),
      columnTitle: words.say(turned ? "steps_ago" : "numbers_of_place"),
    });
    const limit = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    this.input.show({ data, limit });
  }

  showWritten({ confidence }, { written, right }, query) {
    const { words } = this;
    const spelled = (symbols) => symbols.filter((symbol) => ![END, "·"].includes(symbol)).join("");
    const values = { written: spelled(written), right: spelled(right ?? []) };
    const same = right && `${right}` === `${written.slice(0, right.length)}`;
    const verdict = right ? (same ? "writes_right" : "writes_wrong") : "writes";
    setText(this.headline, words.say(verdict, values));
    this.node.dataset.verdict = verdict;
    sync(this.steps, written, () => this.makeStep(), (node, symbol, row) => {
      const [key, percent, should] = node.firstElementChild.children;
      setText(key, symbol);
      setText(percent, words.percent(confidence.data[row]));
      setText(should, right && right[row] !== symbol ? (right[row] ?? END) : "");
      const known = right ? String(right[row] === symbol) : "unknown";
      this.draw(node, row, query, known, words.say("step_help", { number: row + 1, symbol }));
    });
  }

  showNext({ probabilities, right }, { source }, query) {
    const { words } = this;
    sync(this.steps, source, () => this.makeStep(), (node, symbol, row) => {
      setText(node.firstElementChild.firstElementChild, symbol);
      this.draw(node, row, query, "unknown", words.say("character_help", { symbol }));
    });
    const symbols = probabilities.shape[1];
    const chances = probabilities.data.subarray(query * symbols, (query + 1) * symbols);
    this.answer.show(chances, right ? right.data[query] : -1);
  }

  /** What it would say if the string ended at each letter. */
  showLetters({ shape, data }, { source }, query) {
    const { words, barred } = this;
    const leading = source.map((_, row) => {
      const chances = data.subarray(row * shape[1], (row + 1) * shape[1]);
      const label = chances.indexOf(Math.max(...chances));
      return { name: barred[label], percent: words.percent(chances[label]) };
    });
    sync(this.steps, source, () => this.makeStep(), (node, symbol, row) => {
      const [key, percent, name] = node.firstElementChild.children;
      setText(key, symbol);
      setText(percent, leading[row].percent);
      setText(name, leading[row].name);
      const help = words.say("letters_help", { count: words.count(row + 1), ...leading[row] });
      this.draw(node, row, query, "unknown", help);
    });
  }

  showNumber({ estimate, target }) {
    const { words } = this;
    const values = { estimate: words.short(estimate.data[0]), target: words.short(target.data[0]) };
    setText(this.headline, words.say("predicts", values));
  }

  makeStep() {
    const symbol = make("span", "symbol");
    const node = make("button", "step", { type: "button" }, symbol);
    node.append(make("span", "step-percent"), make("span", "step-right"));
    return make("li", "", {}, node);
  }

  draw(item, row, query, right, help) {
    const node = item.firstElementChild;
    node.dataset.right = right;
    node.title = help;
    node.setAttribute("aria-pressed", String(row === query));
    node.onclick = () => this.onAsk(row);
  }

  stop() {
    this.answer.stop();
    this.input.stop();
  }
}
