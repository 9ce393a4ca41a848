/** The confusion matrix, whose cells can be chosen, and the scores of each class beside it. */

import { make, setText, sync } from "./nodes.js";

const NUMBERED = 30; // more classes than that and the cells are too small for numbers
const SHORT = 3; // letters of a class name that fit above a column
const FULL = 50; // percent of the full colour, so that text stays readable

export class Confusion {
  /** @param {(row: number, column: number) => void} onCell */
  constructor(onCell) {
    this.onCell = onCell;
    this.summary = make("p", "headline");
    this.grid = make("div", "matrix", { role: "grid" });
    this.table = make("table", "scores");
    this.hint = make("p", "quiet");
    const matrix = make("div", "matrix-frame", {}, this.grid);
    const scores = make("div", "scores-frame", { tabindex: 0, role: "region" }, this.table);
    this.frame = scores;
    this.node = make("div", "confusion", {}, matrix, scores);
    this.focused = [0, 0];
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-row]");
      if (cell) this.onCell(Number(cell.dataset.row), Number(cell.dataset.column));
    });
  }

  receive(words, classes) {
    if (this.words === words && this.classes === classes) return;
    Object.assign(this, { words, classes });
    setText(this.hint, words.say("matrix_hint"));
    this.grid.setAttribute("aria-label", words.say("matrix_alt"));
    this.frame.setAttribute("aria-label", words.say("scores_alt"));
    this.grid.style.setProperty("--pg-ex-classes", classes.length);
    this.grid.dataset.small = String(classes.length > NUMBERED);
    this.grid.dataset.long = String(classes.some((name) => name.length > SHORT));
    this.build();
    if (this.verdict) this.show(this.verdict);
    else this.clear(words.say("matrix_none"));
  }

  /** Shows an empty matrix under a sentence that says why. */
  clear(sentence) {
    const { classes } = this;
    const zeros = classes.map(() => NaN);
    const matrix = new Int32Array(classes.length ** 2);
    this.verdict = null;
    this.fillIn({ matrix, precision: zeros, recall: zeros, f1: zeros, support: zeros });
    setText(this.summary, sentence);
  }

  build() {
    const { words, classes } = this;
    const name = (role, text) => {
      return make("span", `${role} label`, { role, title: text }, make("span", "", { text }));
    };
    const line = (...nodes) => make("div", "matrix-row", { role: "row" }, ...nodes);
    const corner = make("span", "corner", { role: "columnheader" }, words.say("matrix_corner"));
    this.cells = classes.map((_, row) => classes.map((_, column) => makeCell(row, column)));
    this.grid.replaceChildren(
      line(corner, ...classes.map((text) => name("columnheader", text))),
      ...this.cells.map((cells, row) => line(name("rowheader", classes[row]), ...cells)),
    );
    this.focused = [0, 0];
    this.cells[0][0].tabIndex = 0;
    const columns = ["class", "precision", "recall", "f1", "support"];
    const titles = columns.map((column) =>
      make("th", "", { scope: "col", text: words.say(column), title: words.say(`${column}_help`) }),
    );
    this.body = make("tbody");
    this.table.replaceChildren(make("thead", "", {}, make("tr", "", {}, ...titles)), this.body);
  }

  /** @param {import("./verdict.js").Verdict} verdict */
  show(verdict) {
    this.verdict = verdict;
    this.fillIn(verdict);
    const { words, classes } = this;
    const right = classes.reduce((sum, _, i) => sum + verdict.matrix[i * (classes.length + 1)], 0);
    const total = verdict.targets.length;
    const values = { right: words.count(right), total: words.count(total) };
    values.percent = words.percent(verdict.accuracy);
    values.loss = verdict.loss === null ? "" : words.decimal(verdict.loss);
    const parts = [words.say(verdict.loss === null ? "right_of" : "right_of_loss", values)];
    if (verdict.sampled) parts.push(words.say("sampled", values));
    setText(this.summary, parts.join(" "));
  }

  fillIn({ matrix, support, ...scores }) {
    const { words, classes } = this;
    const size = classes.length;
    this.cells.forEach((cells, row) => {
      cells.forEach((cell, column) => {
        this.showCell(cell, row, column, matrix[row * size + column], support[row]);
      });
    });
    const score = (name, row) => words.decimal(scores[name][row], 2);
    const lines = classes.map((text, row) => {
      const numbers = ["precision", "recall", "f1"].map((name) => score(name, row));
      return [text, ...numbers, words.decimal(support[row], 0)];
    });
    sync(this.body, lines, makeLine, (line, texts) => {
      texts.forEach((text, i) => setText(line.children[i], text));
    });
  }

  /** Shaded by its share of the row, the diagonal in another colour than the mistakes. */
  showCell(cell, row, column, count, support) {
    const { words, classes } = this;
    const share = support ? count / support : 0;
    const depth = count ? 10 + (FULL - 10) * Math.sqrt(share) : 0;
    cell.style.setProperty("--pg-ex-depth", `${Math.round(depth)}%`);
    cell.classList.toggle("pg-ex-diagonal", row === column);
    const blank = classes.length > NUMBERED || (count === 0 && (row !== column || !support));
    setText(cell, blank ? "" : words.count(count));
    const values = { truth: classes[row], said: classes[column], share: words.percent(share) };
    const text = words.say("cell", { ...values, count: words.count(count) });
    if (cell.title !== text) cell.title = text;
    cell.setAttribute("aria-label", text);
  }

  /** Outlines the chosen cell; null: none. */
  mark(selection) {
    const chosen = selection?.kind === "cell" ? selection : { row: -1, column: -1 };
    this.cells?.forEach((cells, row) => {
      cells.forEach((cell, column) => {
        const own = row === chosen.row && column === chosen.column;
        cell.setAttribute("aria-selected", String(own));
      });
    });
  }

  key(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onCell(...this.focused);
      return;
    }
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const last = this.classes.length - 1;
    const cell = ([row, column]) => this.cells[row][column];
    cell(this.focused).tabIndex = -1;
    this.focused = this.focused.map((at, i) => Math.max(0, Math.min(last, at + step[i])));
    cell(this.focused).tabIndex = 0;
    cell(this.focused).focus();
  }
}

function makeCell(row, column) {
  const place = { "data-row": row, "data-column": column };
  return make("span", "cell", { role: "gridcell", tabindex: -1, ...place });
}

function makeLine() {
  const numbers = Array.from({ length: 4 }, () => make("td"));
  return make("tr", "", {}, make("th", "", { scope: "row" }), ...numbers);
}
