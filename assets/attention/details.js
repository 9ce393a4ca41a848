/** Sums written out number by number: how a query fits a key, and what comes out of the values. */

import { make, setText, sync } from "../explorer/nodes.js";

const MOST_TERMS = 6;

/** A query and a key compared: a table with a column for each number of both. */
export class KeyDetail {
  constructor() {
    this.title = make("p", "strongest");
    this.body = make("tbody");
    this.table = make("table", "numbers wide", {}, this.body);
    this.sum = make("p", "formula");
    this.node = make("div", "detail", {}, this.title);
    this.node.append(make("div", "table-frame", { tabindex: 0 }, this.table), this.sum);
  }

  /** @param {object} told the vectors and scores, see `head.js` */
  show(words, { additive, query, key, weight, score, dot, root, names }) {
    setText(this.title, words.say("compared", names));
    const both = [...query].map((value, i) => Math.tanh(value + key[i]));
    const rows = additive
      ? [
          [words.say("detail_query"), query],
          [words.say("detail_key"), key],
          [words.say("detail_tanh"), both],
          [words.say("detail_weight"), weight],
          [words.say("detail_product"), both.map((value, i) => value * weight[i])],
        ]
      : [
          [words.say("detail_query"), query],
          [words.say("detail_key"), key],
          [words.say("detail_product"), [...query].map((value, i) => value * key[i])],
        ];
    const makeRow = () => make("tr", "", {}, make("th", "", { scope: "row" }));
    sync(this.body, rows, makeRow, (node, [name, numbers]) => {
      setText(node.firstElementChild, name);
      while (node.children.length > numbers.length + 1) node.lastElementChild.remove();
      while (node.children.length < numbers.length + 1) node.append(make("td"));
      [...numbers].forEach((value, i) => setText(node.children[i + 1], words.decimal(value)));
    });
    const values = {
      score: words.decimal(score),
      dot: dot === undefined ? "" : words.decimal(dot),
      root: root === undefined ? "" : words.decimal(root, 2),
    };
    setText(this.sum, words.say(additive ? "sum_additive" : "sum_scaled", values));
  }
}

/** One number of what comes out: the same number of every value, times its weight. */
export class SumDetail {
  constructor() {
    this.title = make("p", "strongest");
    this.sum = make("p", "formula");
    this.node = make("div", "detail", {}, this.title, this.sum);
  }

  show(words, { number, weights, values, total, names }) {
    setText(this.title, words.say("summed", { number: words.count(number + 1) }));
    const order = values.map((_, i) => i).sort((a, b) => weights[b] - weights[a]);
    const terms = order
      .slice(0, MOST_TERMS)
      .map((i) => `${words.decimal(weights[i])} · ${words.decimal(values[i])} (${names[i]})`);
    const left = values.length - terms.length;
    if (left > 0) terms.push(words.say("more_terms", { count: words.count(left) }));
    setText(this.sum, `${terms.join(" + ")} = ${words.decimal(total)}`);
  }
}
