/** A canvas of tiles, one for each channel of a layer; values have the colours of `theme.js`. */

import { make } from "./nodes.js";
import { colourTable, css } from "./theme.js";

const GAP = 5;
const SIDE = 64; // pixels of the screen that a tile has at most
const ROWS = 2; // so many channels become smaller tiles rather than more rows
const LEAST = { crisp: 28, fine: 44 };
const CRISP = 16; // pixels of a map; fewer are drawn as squares of equal size
const SMALL = { 1: 14, 2: 28, 3: 42 }; // sides of tiles with few pixels

/** @typedef {{channel: number, y: number, x: number}} Place */

/**
 * Values to draw, of one channel after the other.
 * @typedef {object} Values
 * @property {Uint8Array} data (count, height, width): 0 stands for `low`, 255 for `high`
 * @property {number} low
 * @property {number} high
 * @property {Float32Array} [exact] the same without rounding to bytes
 */

export class Tiles {
  /**
   * @param {(place: Place | null, chosen: boolean) => void} onPoint
   * @param {{crisp: number, fine: number}} [least] sides of tiles with few and with many pixels
   */
  constructor(onPoint, least = LEAST) {
    Object.assign(this, { onPoint, least });
    this.canvas = make("canvas", "tiles", { tabindex: 0, role: "application" });
    this.scratch = document.createElement("canvas");
    /** @type {Place | null} where the pointer or the keyboard is */
    this.place = null;
    this.marks = [];
    this.observer = new ResizeObserver(() => this.layOut());
    this.observer.observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.point(event, false));
    this.canvas.addEventListener("click", (event) => this.point(event, true));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["pointerleave", "blur"]) {
      this.canvas.addEventListener(name, () => this.move(null, false));
    }
  }

  /** Reserves room for `count` tiles of `height` by `width` pixels before any value is known. */
  receive({ count, height, width, theme, label }) {
    Object.assign(this, { count, height, width, theme });
    this.canvas.setAttribute("aria-label", label);
    this.layOut(true);
  }

  /** @param {Values | null} values */
  show(values) {
    this.values = values;
    this.paint();
  }

  /** Outlines squares: `channel` null marks every tile. */
  mark(marks) {
    this.marks = marks;
    this.paint();
  }

  /** The value at a place, or null before there is any. */
  at({ channel, y, x }) {
    if (!this.values) return null;
    const { data, low, high, exact } = this.values;
    const index = (channel * this.height + y) * this.width + x;
    return exact ? exact[index] : low + ((high - low) * data[index]) / 255;
  }

  /** How many decimals of a value mean anything, after it was rounded to a byte. */
  get digits() {
    const { low, high, exact } = this.values;
    const step = (high - low) / 255;
    return exact || step === 0 ? 3 : Math.max(0, Math.min(4, Math.floor(-Math.log10(step))));
  }

  layOut(anew = false) {
    const room = this.canvas.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    if (!room || !this.count || (!anew && this.room === room && this.ratio === ratio)) return;
    Object.assign(this, { room, ratio });
    const longest = Math.max(this.height, this.width);
    this.gap = longest === 1 ? 1 : GAP;
    this.scale = this.side(longest, room) / longest;
    this.stepX = this.width * this.scale + this.gap;
    this.stepY = this.height * this.scale + this.gap;
    this.columns = Math.max(1, Math.min(this.count, Math.floor((room + this.gap) / this.stepX)));
    const rows = Math.ceil(this.count / this.columns);
    const tall = Math.ceil(rows * this.stepY - this.gap) + 2;
    this.canvas.style.height = `${tall}px`;
    this.canvas.width = Math.round(room * ratio);
    this.canvas.height = Math.round(tall * ratio);
    this.paint();
  }

  side(longest, room) {
    if (SMALL[longest]) return Math.min(SMALL[longest], room);
    const fitting = Math.floor((room + GAP) / Math.ceil(this.count / ROWS)) - GAP;
    const least = longest > CRISP ? this.least.fine : this.least.crisp;
    const side = Math.min(SIDE, room, Math.max(least, fitting));
    return longest > CRISP ? side : longest * Math.max(1, Math.floor(side / longest));
  }

  paint() {
    if (!this.room || !this.count) return;
    const context = this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.room, this.canvas.height);
    context.imageSmoothingEnabled = this.scale < 1;
    if (this.values) this.colour();
    for (let channel = 0; channel < this.count; channel += 1) this.paintTile(context, channel);
    context.lineWidth = 2;
    context.strokeStyle = this.theme.mark;
    for (const { channel, y, x, side } of this.marks) {
      if (channel !== null) this.outline(context, channel, y, x, side);
      else for (let i = 0; i < this.count; i += 1) this.outline(context, i, y, x, side);
    }
    context.strokeStyle = this.theme.text;
    if (this.place) this.outline(context, this.place.channel, this.place.y, this.place.x, 1);
  }

  /** Colours all channels at once, one below the other, in the scratch canvas. */
  colour() {
    const { data, low, high } = this.values;
    const tall = this.count * this.height;
    Object.assign(this.scratch, { width: this.width, height: tall });
    const image = new ImageData(this.width, tall);
    const pixels = new Uint32Array(image.data.buffer);
    const colours = colourTable(low, high, this.theme);
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = colours[data[i]];
    this.scratch.getContext("2d").putImageData(image, 0, 0);
  }

  paintTile(context, channel) {
    const [left, top] = this.corner(channel);
    const [wide, tall] = [this.width * this.scale, this.height * this.scale];
    context.fillStyle = css(this.theme.zero);
    context.fillRect(left, top, wide, tall);
    if (this.values) {
      const from = channel * this.height;
      context.drawImage(this.scratch, 0, from, this.width, this.height, left, top, wide, tall);
    }
    context.lineWidth = 1;
    context.strokeStyle = this.theme.quiet;
    context.globalAlpha = 0.35;
    if (this.scale * this.width > 6) context.strokeRect(left - 0.5, top - 0.5, wide + 1, tall + 1);
    context.globalAlpha = 1;
  }

  outline(context, channel, y, x, side) {
    const [left, top] = this.corner(channel);
    const size = side * this.scale;
    context.save();
    context.beginPath();
    context.rect(left - 2, top - 2, this.width * this.scale + 4, this.height * this.scale + 4);
    context.clip(); // a window may reach into the padding
    context.strokeRect(left + x * this.scale, top + y * this.scale, size, size);
    context.restore();
  }

  corner(channel) {
    const row = Math.floor(channel / this.columns);
    return [(channel % this.columns) * this.stepX + 1, row * this.stepY + 1];
  }

  // ---- pointing ----

  point(event, chosen) {
    const column = Math.floor((event.offsetX - 1) / this.stepX);
    const row = Math.floor((event.offsetY - 1) / this.stepY);
    const channel = row * this.columns + column;
    if (column < 0 || column >= this.columns || row < 0 || channel >= this.count) return;
    const [left, top] = this.corner(channel);
    const x = Math.floor((event.offsetX - left) / this.scale);
    const y = Math.floor((event.offsetY - top) / this.scale);
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.move({ channel, y, x }, chosen);
  }

  key(event) {
    const { channel, y, x } = this.place ?? { channel: 0, y: 0, x: 0 };
    const single = this.width === 1 && this.height === 1;
    const steps = {
      ArrowLeft: single ? { channel: channel - 1 } : { x: x - 1 },
      ArrowRight: single ? { channel: channel + 1 } : { x: x + 1 },
      ArrowUp: { y: y - 1 },
      ArrowDown: { y: y + 1 },
      PageUp: { channel: channel - 1 },
      PageDown: { channel: channel + 1 },
      Enter: {},
      " ": {},
    };
    const step = steps[event.key];
    if (!step || !this.count) return;
    event.preventDefault();
    const sizes = { channel: this.count, y: this.height, x: this.width };
    const place = { channel, y, x, ...step };
    for (const [axis, size] of Object.entries(sizes)) {
      place[axis] = Math.max(0, Math.min(size - 1, place[axis]));
    }
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
