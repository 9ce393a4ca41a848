/** A grid of values as colours, with a name at each row and column, read by pointer and keyboard. */

import { make } from "../explorer/nodes.js";
import { colour, css } from "../explorer/theme.js";

const LABEL = 11; // pixels of the names' letters
const TITLE = 12;
const LONGEST = 84; // pixels that a name may take
const EDGE = 4;
const ROOMY = 30; // pixels of a cell in which a number can be read

/** @typedef {{row: number, column: number}} Place */

export class Heatmap {
  /**
   * @param {(place: Place | null, chosen: boolean) => void} onPoint
   * @param {{widest?: number, tallest?: number, lowest?: number, digits?: number}} [sides] of a
   *   cell, in pixels: the most it may measure, and the least height; with `digits`, so many
   *   decimals are written into cells that have room for them
   */
  constructor(onPoint, { widest = 44, tallest = 44, lowest = 9, digits } = {}) {
    Object.assign(this, { onPoint, widest, tallest, lowest, digits });
    this.canvas = make("canvas", "heatmap", { tabindex: 0, role: "application" });
    /** @type {Place | null} where the pointer or the keyboard is */
    this.place = null;
    /** @type {{row?: number, column?: number}} a row or a column that is outlined */
    this.marked = {};
    /** @type {Place[]} cells with a dot in them */
    this.dots = [];
    this.observer = new ResizeObserver(() => this.layOut());
    this.observer.observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.point(event, false));
    this.canvas.addEventListener("click", (event) => this.point(event, true));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["pointerleave", "blur"]) {
      this.canvas.addEventListener(name, () => this.move(null, false));
    }
  }

  /**
   * Lays the grid out.
   * @param {object} about
   * @param {string[]} about.rows names of the rows, from the top
   * @param {string[]} about.columns names of the columns, from the left
   * @param {string} about.rowTitle what the rows are
   * @param {string} about.columnTitle what the columns are
   * @param {string} about.label what a screen reader says
   * @param {object} about.theme
   * @param {string} about.font
   */
  receive({ rows, columns, rowTitle, columnTitle, label, theme, font }) {
    const same =
      this.rows?.length === rows.length &&
      this.columns?.length === columns.length &&
      `${this.rows}` === `${rows}` &&
      `${this.columns}` === `${columns}`;
    Object.assign(this, { rows, columns, rowTitle, columnTitle, theme, font });
    this.canvas.setAttribute("aria-label", label);
    if (same) this.paint();
    else this.layOut(true);
  }

  /**
   * @param {{data: ArrayLike<number>, limit: number} | null} values (row, column); a value as large
   *   as `limit` has the full colour
   * @param {{marked?: {row?: number, column?: number}, dots?: Place[]}} [marks]
   */
  show(values, { marked = {}, dots = [] } = {}) {
    Object.assign(this, { values, marked, dots });
    this.paint();
  }

  at({ row, column }) {
    return this.values?.data[row * this.columns.length + column] ?? null;
  }

  layOut(anew = false) {
    const room = this.canvas.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    if (!room || !this.rows?.length || !this.columns?.length) return;
    if (!anew && this.room === room && this.ratio === ratio) return;
    Object.assign(this, { room, ratio });
    const context = this.canvas.getContext("2d");
    context.font = `${LABEL}px ${this.font}`;
    const widest = (names) =>
      Math.min(LONGEST, Math.max(...names.map((name) => context.measureText(name).width)));
    this.left = TITLE + 10 + widest(this.rows) + EDGE;
    const across = (room - this.left - EDGE) / this.columns.length;
    this.wide = Math.max(1, Math.min(this.widest, across));
    const columnWidth = widest(this.columns);
    this.upright = columnWidth > this.wide - 2 && columnWidth > LABEL;
    this.top = TITLE + 10 + (this.upright ? columnWidth : LABEL) + EDGE;
    this.tall = Math.max(this.lowest, Math.min(this.tallest, this.wide));
    const height = Math.ceil(this.top + this.tall * this.rows.length + EDGE);
    this.canvas.style.height = `${height}px`;
    this.canvas.width = Math.round(room * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.paint();
  }

  paint() {
    if (!this.room || !this.rows?.length) return;
    const { theme, ratio, rows, columns, left, top, wide, tall } = this;
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.room, this.canvas.height);
    context.fillStyle = css(theme.zero);
    context.fillRect(left, top, wide * columns.length, tall * rows.length);
    if (this.values) this.paintCells(context);
    context.strokeStyle = theme.quiet;
    context.globalAlpha = 0.4;
    context.strokeRect(left - 0.5, top - 0.5, wide * columns.length + 1, tall * rows.length + 1);
    context.globalAlpha = 1;
    this.paintDots(context);
    this.paintNames(context);
    this.outline(context, this.marked, theme.mark, 2);
    if (this.place) this.outline(context, this.place, theme.text, 2);
  }

  paintCells(context) {
    const { theme, rows, columns, left, top, wide, tall } = this;
    const { data, limit } = this.values;
    const gap = wide > 9 && tall > 9 ? 1 : 0;
    for (let row = 0; row < rows.length; row += 1) {
      for (let column = 0; column < columns.length; column += 1) {
        context.fillStyle = css(colour(data[row * columns.length + column], limit, theme));
        const [x, y] = [left + column * wide, top + row * tall];
        // Cells without a gap overlap a little, or the ground would shine through between them.
        const over = gap ? -gap : 0.5;
        context.fillRect(x, y, wide + over, tall + over);
      }
    }
    if (this.digits !== undefined && wide >= ROOMY && tall >= LABEL + 4) this.paintNumbers(context);
  }

  paintNumbers(context) {
    const { theme, columns, left, top, wide, tall, digits } = this;
    const { data, limit } = this.values;
    context.font = `${LABEL}px ${this.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = 0; i < data.length; i += 1) {
      const [row, column] = [Math.floor(i / columns.length), i % columns.length];
      context.fillStyle = Math.abs(data[i]) > limit / 2 ? css(theme.zero) : theme.text;
      const text = data[i].toFixed(digits).replace("-", "\u2212");
      context.fillText(text, left + (column + 0.5) * wide, top + (row + 0.5) * tall, wide);
    }
  }

  paintDots(context) {
    const { theme, left, top, wide, tall } = this;
    const radius = Math.max(1.5, Math.min(wide, tall) / 7);
    for (const { row, column } of this.dots) {
      context.beginPath();
      context.arc(left + (column + 0.5) * wide, top + (row + 0.5) * tall, radius, 0, 2 * Math.PI);
      context.fillStyle = theme.mark;
      context.fill();
      context.strokeStyle = css(theme.zero);
      context.lineWidth = 1;
      context.stroke();
    }
  }

  paintNames(context) {
    const { theme, font, rows, columns, left, top, wide, tall } = this;
    context.fillStyle = theme.text;
    context.font = `${LABEL}px ${font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const everyRow = Math.ceil((LABEL + 1) / tall);
    rows.forEach((name, row) => {
      if (row % everyRow) return;
      context.fillText(name, left - EDGE, top + (row + 0.5) * tall, LONGEST);
    });
    const everyColumn = Math.ceil((LABEL + 1) / wide);
    columns.forEach((name, column) => {
      if (column % everyColumn) return;
      context.save();
      context.translate(left + (column + 0.5) * wide, top - EDGE);
      if (this.upright) context.rotate(-Math.PI / 2);
      context.textAlign = this.upright ? "left" : "center";
      context.textBaseline = this.upright ? "middle" : "bottom";
      context.fillText(name, 0, 0, LONGEST);
      context.restore();
    });
    this.paintTitles(context);
    context.textBaseline = "alphabetic";
  }

  paintTitles(context) {
    const { font, rows, left, top, tall } = this;
    context.font = `600 ${TITLE}px ${font}`;
    context.textAlign = "left";
    context.textBaseline = "top";
    // Room for the title of few narrow columns is to their right.
    context.fillText(this.columnTitle, left, 1, this.room - left);
    context.save();
    context.translate(2, top + (tall * rows.length) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(this.rowTitle, 0, 0, Math.max(60, this.canvas.clientHeight - 4));
    context.restore();
  }

  outline(context, { row, column }, style, width) {
    const { rows, columns, left, top, wide, tall } = this;
    if (row === undefined && column === undefined) return;
    const whole = column === undefined;
    const [x, w] = whole ? [left, wide * columns.length] : [left + column * wide, wide];
    const [y, h] = row === undefined ? [top, tall * rows.length] : [top + row * tall, tall];
    context.lineWidth = width;
    context.strokeStyle = style;
    context.strokeRect(x, y, w, h);
  }

  // ---- pointing ----

  point(event, chosen) {
    if (!this.room || !this.rows) return;
    const column = Math.floor((event.offsetX - this.left) / this.wide);
    const row = Math.floor((event.offsetY - this.top) / this.tall);
    // The names of rows belong to the rows.
    if (row < 0 || row >= this.rows.length || column >= this.columns.length) return;
    this.move({ row, column: Math.max(0, column) }, chosen);
  }

  key(event) {
    const steps = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [0, 0],
      " ": [0, 0],
    };
    const step = steps[event.key];
    if (!step || !this.rows?.length) return;
    event.preventDefault();
    const from = this.place ?? { row: 0, column: 0 };
    const moved = this.place ? step : [0, 0];
    const within = (value, count) => Math.max(0, Math.min(count - 1, value));
    const place = {
      row: within(from.row + moved[0], this.rows.length),
      column: within(from.column + moved[1], this.columns.length),
    };
    this.move(place, event.key === "Enter" || event.key === " ");
  }

  move(place, chosen) {
    this.place = place;
    this.paint();
    this.onPoint(place, chosen);
  }

  stop() {
    this.observer.disconnect();
  }
}
