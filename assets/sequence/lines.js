/** Lines, bands and points over two axes, which can be read one place after the other. */

import { css } from "../explorer/theme.js";
import { Drawing, extent, LARGE, powers, SMALL, ticks, upright } from "./drawing.js";

const MARGIN = { left: 62, right: 12, top: 8, bottom: 40 };
const ROOM = 0.06; // of the height, above and below what is drawn

/**
 * @typedef {object} Scene
 * @property {object[]} lines each `{x, y, colour, dash, wide, points}`; numbers that are not finite
 *   are left out; `colour` is [red, green, blue]
 * @property {object[]} [bands] each `{x, low, high, colour}`
 * @property {object[]} [spans] each `{from, to, text}`: parts of the horizontal axis
 * @property {number[]} [at] where the horizontal axis can be pointed at, in order
 * @property {{title: string, range?: [number, number], ticks?: {at: number, text: string}[]}} x
 * @property {{title: string, range?: [number, number], log?: boolean}} y
 */

export class Lines extends Drawing {
  /**
   * @param {string} name of its class
   * @param {(index: number | null) => void} [onPoint] a place of `at` is pointed at
   */
  constructor(name, onPoint) {
    super(name, onPoint ? { role: "application", tabindex: 0 } : { role: "img" });
    this.onPoint = onPoint;
    /** @type {number | null} which place of `at` is marked */
    this.place = null;
    if (onPoint) this.listen();
  }

  listen() {
    const { canvas } = this;
    for (const name of ["pointermove", "pointerdown"]) {
      canvas.addEventListener(name, (event) => this.move(this.nearest(event.offsetX)));
    }
    for (const name of ["pointerleave", "blur"]) {
      canvas.addEventListener(name, () => this.move(null));
    }
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const count = this.scene?.at?.length;
      if (!step || !count) return;
      event.preventDefault();
      const from = this.place ?? (step > 0 ? -1 : count);
      this.move(Math.max(0, Math.min(count - 1, from + step)));
    });
  }

  nearest(offset) {
    const at = this.scene?.at;
    if (!at?.length || !this.box) return null;
    const [low, high] = this.rangeX;
    const wanted = low + ((offset - this.box.left) / this.box.width) * (high - low);
    return at.reduce((best, x, i) => (Math.abs(x - wanted) < Math.abs(at[best] - wanted) ? i : best), 0);
  }

  move(place) {
    if (place === this.place) return;
    this.place = place;
    this.draw();
    this.onPoint(place);
  }

  // ---- drawing ----

  paint(context, wide, tall) {
    const { scene, theme } = this;
    this.box = {
      left: MARGIN.left,
      top: MARGIN.top,
      width: wide - MARGIN.left - MARGIN.right,
      height: tall - MARGIN.top - MARGIN.bottom,
    };
    this.measure();
    this.paintSpans(context);
    this.paintAxes(context);
    context.save();
    context.beginPath();
    context.rect(this.box.left - 4, this.box.top, this.box.width + 8, this.box.height);
    context.clip();
    for (const band of scene.bands ?? []) this.paintBand(context, band);
    for (const line of scene.lines) this.paintLine(context, line);
    if (this.place !== null && scene.at) {
      const x = this.pixelX(scene.at[this.place]);
      context.strokeStyle = theme.text;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, this.box.top);
      context.lineTo(x, this.box.top + this.box.height);
      context.stroke();
    }
    context.restore();
  }

  measure() {
    const { lines, bands = [], x, y } = this.scene;
    this.rangeX = x.range ?? extent([...lines, ...bands].map((line) => line.x));
    const values = [...lines.map((line) => line.y), ...bands.flatMap(({ low, high }) => [low, high])];
    if (y.range) this.rangeY = y.range;
    else if (y.log) {
      const [low, high] = extent(values.map((list) => [...list].filter((value) => value > 0)));
      // At least a decade, so that small differences look small.
      const room = Math.max(1.5, Math.sqrt((10 * low) / high));
      this.rangeY = [Math.max(low, high * 1e-12) / room, high * room];
    } else {
      const [low, high] = extent(values);
      this.rangeY = [low - ROOM * (high - low), high + ROOM * (high - low)];
    }
  }

  pixelX(value) {
    const [low, high] = this.rangeX;
    return this.box.left + ((value - low) / (high - low || 1)) * this.box.width;
  }

  pixelY(value) {
    const [low, high] = this.rangeY;
    const { log } = this.scene.y;
    const share = log
      ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
      : (value - low) / (high - low || 1);
    return this.box.top + (1 - share) * this.box.height;
  }

  paintSpans(context) {
    const { scene, theme, box, font } = this;
    (scene.spans ?? []).forEach(({ from, to, text }, i) => {
      const [left, right] = [Math.max(this.pixelX(from), box.left), this.pixelX(to)];
      if (right <= left) return;
      context.globalAlpha = i % 2 ? 0.1 : 0.04;
      context.fillStyle = theme.text;
      context.fillRect(left, box.top, right - left, box.height);
      context.globalAlpha = 1;
      context.font = `600 ${SMALL}px ${font}`;
      context.textAlign = "left";
      context.textBaseline = "top";
      context.fillText(text, left + 4, box.top + 3, Math.max(10, right - left - 8));
    });
  }

  paintAxes(context) {
    const { scene, theme, box, words, font } = this;
    const [low, high] = this.rangeY;
    const room = Math.max(2, Math.floor(box.height / 45));
    const levels = scene.y.log ? powers(low, high, room) : ticks(low, high, room);
    context.fillStyle = theme.text;
    context.strokeStyle = theme.quiet;
    context.lineWidth = 1;
    context.font = `${SMALL}px ${font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of levels) {
      const y = Math.round(this.pixelY(value)) + 0.5;
      context.globalAlpha = 0.25;
      context.beginPath();
      context.moveTo(box.left, y);
      context.lineTo(box.left + box.width, y);
      context.stroke();
      context.globalAlpha = 1;
      context.fillText(words.short(value), box.left - 6, y);
    }
    this.paintAcross(context);
    upright(context, scene.y.title, 1, box.top, box.height, font);
  }

  paintAcross(context) {
    const { scene, words, box, font } = this;
    const room = Math.max(2, Math.floor(box.width / 90));
    const given = scene.x.ticks;
    const places =
      given?.filter((_, i) => i % Math.ceil(given.length / room) === 0) ??
      ticks(...this.rangeX, room).map((at) => ({ at, text: words.short(at) }));
    context.textBaseline = "top";
    const last = box.left + box.width;
    for (const { at, text } of places) {
      const x = this.pixelX(at);
      const half = context.measureText(text).width / 2;
      context.textAlign = "center";
      context.fillText(text, Math.max(half, Math.min(last + 10 - half, x)), box.top + box.height + 5);
    }
    context.font = `600 ${LARGE}px ${font}`;
    context.textAlign = "center";
    context.fillText(scene.x.title, box.left + box.width / 2, box.top + box.height + 22, box.width);
  }

  paintBand(context, { x, low, high, colour }) {
    context.fillStyle = css(colour, 0.25);
    context.beginPath();
    for (let i = 0; i < x.length; i += 1) context.lineTo(this.pixelX(x[i]), this.pixelY(high[i]));
    for (let i = x.length - 1; i >= 0; i -= 1) {
      context.lineTo(this.pixelX(x[i]), this.pixelY(low[i]));
    }
    context.fill();
  }

  paintLine(context, { x, y, colour, dash = [], wide = 1.6, points = false }) {
    context.strokeStyle = context.fillStyle = css(colour);
    context.lineWidth = wide;
    context.setLineDash(dash);
    context.beginPath();
    let drawing = false;
    for (let i = 0; i < y.length; i += 1) {
      const known = Number.isFinite(y[i]);
      if (known) context[drawing ? "lineTo" : "moveTo"](this.pixelX(x[i]), this.pixelY(y[i]));
      drawing = known;
    }
    context.stroke();
    context.setLineDash([]);
    if (!points) return;
    for (let i = 0; i < y.length; i += 1) {
      if (!Number.isFinite(y[i])) continue;
      context.beginPath();
      context.arc(this.pixelX(x[i]), this.pixelY(y[i]), wide + 1.2, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
