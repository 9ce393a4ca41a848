/** A grid of squares as buttons: each with its value as a colour and what is done there. */

import { make, setText } from "../explorer/nodes.js";
import { numberColour } from "../plane/palette.js";
import { TAXI_WALLS } from "./grids.js";

const ARROWS = { "0,-1": "←", "0,1": "→", "-1,0": "↑", "1,0": "↓" };
const SUMS = 32;
const CARDS = 11;

/**
 * Returns how the states of a world are laid out in squares, or null if they are not.
 *
 * `grid` comes from `gridOf`; the sums and cards of Blackjack make a grid, too.
 */
export function layoutOf(world, grid) {
  if (world === "Blackjack-v1") {
    const sums = Array.from({ length: 18 }, (_, i) => 21 - i);
    const cards = Array.from({ length: 10 }, (_, i) => i + 1);
    return {
      rows: sums.length,
      columns: cards.length,
      letters: sums.map(() => ".".repeat(cards.length)),
      marks: ["■", "+"],
      heads: { rows: sums.map(String), columns: cards.map((card) => (card === 1 ? "A" : `${card}`)) },
      choices: ["ace"],
      state: (row, column, { ace = 0 }) => (sums[row] * CARDS + cards[column]) * 2 + ace,
      place: (state) => [21 - Math.floor(state / 2 / CARDS), (Math.floor(state / 2) % CARDS) - 1],
      more: (state) => ({ ace: state % 2 }),
      states: SUMS * CARDS * 2,
    };
  }
  if (!grid) return null;
  const marks = grid.moves.map((move) => (move ? ARROWS[move.join()] : "●"));
  if (world !== "Taxi-v4") return { ...grid, marks, choices: [], more: () => ({}) };
  marks[5] = "○";
  const walls = new Set(TAXI_WALLS.map(([row, column]) => `${row},${column}`));
  return {
    ...grid,
    marks,
    walls,
    choices: ["passenger", "goal"],
    more: (state) => ({ passenger: Math.floor(state / 4) % 5, goal: state % 4 }),
  };
}

export class Cells {
  /** @param {(state: number) => void} onChoose a square was chosen */
  constructor(onChoose) {
    this.node = make("div", "cells", { role: "group" });
    this.onChoose = onChoose;
    this.node.addEventListener("keydown", (event) => this.walk(event));
  }

  /**
   * @param {object} layout see `layoutOf`
   * @param {object} more what else a state tells, such as where the passenger is
   * @param {{value: ArrayLike<number> | null, best: ArrayLike<number>, sure: Function,
   *   terminal: ArrayLike<number> | undefined}} told by state; `sure` is 0 to 1
   * @param {{chosen: number | null, changed?: number | null}} marked
   */
  show(layout, more, told, marked, theme) {
    this.columns = layout.columns;
    this.node.style.setProperty("--pg-ex-columns", layout.columns + (layout.heads ? 1 : 0));
    const states = [];
    for (let row = 0; row < layout.rows; row += 1) {
      for (let column = 0; column < layout.columns; column += 1) {
        states.push({ row, column, state: layout.state(row, column, more) });
      }
    }
    const known = states.map(({ state }) => told.value?.[state] ?? 0);
    const range = [Math.min(...known), Math.max(...known)];
    const nodes = states.map((square) => this.square(square, layout, told, marked, range));
    this.place(nodes, layout);
    this.node.style.setProperty("--pg-ex-mark", theme.mark);
    return range;
  }

  square({ row, column, state }, layout, told, marked, range) {
    const letter = layout.letters[row][column];
    const over = Boolean(told.terminal?.[state]) || letter === "C";
    const value = told.value ? told.value[state] : null;
    return { row, column, state, letter, over, value, range, told, marked, layout };
  }

  place(squares, layout) {
    const items = [];
    if (layout.heads) {
      items.push({ head: "" }, ...layout.heads.columns.map((head) => ({ head })));
    }
    squares.forEach((square) => {
      if (layout.heads && square.column === 0) items.push({ head: layout.heads.rows[square.row] });
      items.push(square);
    });
    const kinds = items.map((item) => ("head" in item ? "span" : "button"));
    const now = [...this.node.children].map((node) => node.localName);
    if (kinds.join() !== now.join()) {
      this.node.replaceChildren(...kinds.map((kind) => this.blank(kind)));
    }
    items.forEach((item, i) => this.fill(this.node.children[i], item));
  }

  blank(kind) {
    if (kind === "span") return make("span", "cell-head");
    const parts = ["square-mark", "square-arrow", "square-value"].map((part) => make("span", part));
    const node = make("button", "square", { type: "button" }, ...parts);
    node.addEventListener("click", () => this.onChoose(Number(node.dataset.state)));
    return node;
  }

  fill(node, item) {
    if ("head" in item) {
      setText(node, item.head);
      return;
    }
    const { row, column, state, letter, over, value, range, told, marked, layout } = item;
    const { words } = this;
    node.dataset.state = state;
    const [mark, arrow, number] = node.children;
    setText(mark, /[SGHRYB]/.test(letter) ? letter : "");
    setText(arrow, over ? "" : layout.marks[told.best[state]]);
    arrow.style.opacity = 0.35 + 0.65 * told.sure(state);
    setText(number, over || value === null ? "" : words.short(value));
    const ended = letter === "G" ? [30, 110, 70] : [110, 110, 110];
    const [red, green, blue] = over ? ended : numberColour(value ?? 0, range);
    node.style.backgroundColor = `rgb(${red} ${green} ${blue})`;
    node.style.color = 0.3 * red + 0.6 * green + 0.1 * blue > 130 ? "#111" : "#fff";
    node.classList.toggle("pg-ex-square-over", over);
    node.classList.toggle("pg-ex-square-wall", Boolean(layout.walls?.has(`${row},${column}`)));
    node.classList.toggle("pg-ex-square-changed", marked.changed === state);
    node.setAttribute("aria-pressed", String(marked.chosen === state));
    const place = { row: row + 1, column: column + 1, value: words.short(value ?? 0) };
    node.setAttribute("aria-label", words.say("square_alt", place));
  }

  receive(words) {
    this.words = words;
    this.node.setAttribute("aria-label", words.say("cells_alt"));
  }

  /** Arrow keys go from square to square. */
  walk(event) {
    const squares = [...this.node.querySelectorAll("button")];
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns };
    const next = squares[squares.indexOf(document.activeElement) + (by[event.key] ?? 0)];
    if (!(event.key in by) || !next) return;
    event.preventDefault();
    next.focus();
  }
}
