/** What charts on a canvas share: their size, sharp lines, and scales with round ticks. */

import { make } from "../explorer/nodes.js";

export const SMALL = 11; // pixels of the letters at ticks
export const LARGE = 12; // and of titles

/** A canvas that is drawn anew when what it shows, the theme or its size changes. */
export class Drawing {
  constructor(name, attributes = { role: "img" }) {
    this.canvas = make("canvas", name, attributes);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  receive(words, theme, label) {
    Object.assign(this, { words, theme });
    if (this.canvas.getAttribute("aria-label") !== label) {
      this.canvas.setAttribute("aria-label", label);
    }
    this.draw();
  }

  show(scene) {
    this.scene = scene;
    this.draw();
  }

  draw() {
    const { canvas, theme } = this;
    const [wide, tall] = [canvas.clientWidth, canvas.clientHeight];
    if (!wide || !tall || !theme) return;
    const ratio = window.devicePixelRatio || 1;
    const size = { width: Math.round(wide * ratio), height: Math.round(tall * ratio) };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, wide, tall);
    this.font = getComputedStyle(canvas).fontFamily;
    context.font = `${SMALL}px ${this.font}`;
    if (this.scene) this.paint(context, wide, tall);
  }

  stop() {
    this.observer.disconnect();
  }
}

/** Round values within a range, about as many as `count`. */
export function ticks(low, high, count = 4) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((times) => times * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Round values for a logarithmic axis: powers of ten, and where there are few, some between. */
export function powers(low, high, count = 5) {
  if (high / low < 300) {
    const decades = Array.from({ length: 5 }, (_, i) => Math.floor(Math.log10(low)) + i);
    const round = decades.flatMap((power) => [1, 2, 5].map((times) => times * 10 ** power));
    return round.filter((value) => value >= low && value <= high);
  }
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / count));
  const found = [];
  for (let power = first; power <= last; power += every) found.push(10 ** power);
  return found;
}

/** The lowest and the highest finite number of several lists; a little apart if they are one. */
export function extent(lists) {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Writes a title upright at the left edge, in the middle of a stretch. */
export function upright(context, text, x, top, height, font) {
  context.save();
  context.translate(x, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.font = `600 ${LARGE}px ${font}`;
  context.fillText(text, 0, 0, Math.max(40, height));
  context.restore();
}
