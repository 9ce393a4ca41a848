/** How the scores of all places become shares of attention: a table with a row for each place. */

import { button, make, setText, sync } from "../explorer/nodes.js";

const TITLES = {
  scaled: ["column_place", "column_dot", "column_scaled", "column_power", "column_weight"],
  additive: ["column_place", "column_score", "column_power", "column_weight"],
};

export class Shares {
  /** @param {(key: number) => void} onKey a place's score is to be written out */
  constructor(onKey) {
    this.onKey = onKey;
    this.table = make("table", "numbers");
    this.body = make("tbody");
    this.table.append(make("caption", "spoken"), make("thead"), this.body, make("tfoot"));
    this.node = make("div", "table-frame", { tabindex: 0 }, this.table);
  }

  receive(words) {
    this.words = words;
    this.titles = null;
    setText(this.table.caption, words.say("apart_weights"));
  }

  /**
   * @param {object} told
   * @param {boolean} told.additive
   * @param {string[]} told.columns what stands at each place
   * @param {number} told.chosen the place whose score is written out
   * @param {Record<string, ArrayLike<number>>} told.numbers of one query: `scores`, `allowed`,
   *   `attention` and, of dot products, `dots`
   */
  show({ additive, columns, chosen, numbers }) {
    const { words } = this;
    const titles = additive ? TITLES.additive : TITLES.scaled;
    if (this.titles !== titles) this.showTitles(titles);
    const rows = this.steps(columns, numbers);
    const last = titles.length - 1;
    sync(this.body, rows, () => makeRow(titles.length), (node, row, key) => {
      const [name, ...cells] = node.children;
      const place = name.firstElementChild;
      setText(place, row.symbol);
      row.cells.forEach((text, i) => setText(cells[i].firstElementChild, text));
      cells[last - 1].style.setProperty("--pg-ex-width", `${100 * row.weight}%`);
      node.dataset.masked = String(!row.allowed);
      place.setAttribute("aria-pressed", String(key === chosen));
      place.title = words.say("write_out", { symbol: row.symbol });
      place.onclick = () => this.onKey(key);
    });
    this.showSums(rows, last);
  }

  showTitles(titles) {
    const { words } = this;
    const cells = titles.map((key) => {
      const help = words.say(`${key}_help`);
      return make("th", "", { scope: "col", text: words.say(key), title: help });
    });
    this.table.tHead.replaceChildren(make("tr", "", {}, ...cells));
    this.body.replaceChildren();
    this.titles = titles;
  }

  /** What happens to each place: score, mask, power and weight, as numbers and as text. */
  steps(columns, { scores, allowed, attention, dots }) {
    const { words } = this;
    // Taken off before the powers, which changes no share.
    const highest = Math.max(...[...scores].filter((_, key) => allowed[key]));
    return columns.map((symbol, key) => {
      const [score, weight, open] = [scores[key], attention[key], allowed[key] === 1];
      const power = open ? Math.exp(score - highest) : 0;
      const told = (dots ? [dots[key], score] : [score]).map((value) => words.decimal(value));
      const powered = open ? words.decimal(power) : words.say("masked");
      const cells = [...told, powered, words.decimal(weight)];
      return { symbol, allowed: open, power, weight, cells };
    });
  }

  showSums(rows, last) {
    const { words } = this;
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    const cells = Array.from({ length: last + 1 }, () => make("td"));
    cells[0] = make("th", "", { scope: "row", text: words.say("sum") });
    cells[last - 1].textContent = words.decimal(sum("power"));
    cells[last].textContent = words.decimal(sum("weight"));
    this.table.tFoot.replaceChildren(make("tr", "", {}, ...cells));
  }
}

function makeRow(count) {
  const name = make("th", "", { scope: "row" }, button("", "", () => {}, "key"));
  const cells = Array.from({ length: count - 1 }, () => make("td", "", {}, make("span")));
  cells.at(-1).className = "pg-ex-weight-cell";
  return make("tr", "", {}, name, ...cells);
}
