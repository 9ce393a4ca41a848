/** A plane on a canvas: what a model says there, the examples over it, and axes. */

import { make } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { drawAxes } from "./axes.js";
import { drawExamples } from "./examples.js";

const PIXELS = { large: 160, small: 96 }; // of a surface, which the canvas then smooths
const MARGIN = { left: 44, right: 8, top: 8, bottom: 40 };
const STEP = 0.02; // of a plane's side, for the arrow keys
const CROSS = 8;

/**
 * @typedef {object} Scene what to draw
 * @property {import("./surface.js").Surface | null} surface
 * @property {[number, number]} [range] of numbers, for their colours
 * @property {Set<string>} splits whose examples to draw
 * @property {Record<string, ArrayLike<number>>} [said] what the model takes each of them for
 * @property {number[][][]} [lines] borders: segments of each model
 */

export class Chart {
  /**
   * @param {boolean} small without axes; otherwise a place in it can be pointed at
   * @param {() => void} [onPoint]
   */
  constructor(small, onPoint) {
    Object.assign(this, { small, onPoint, place: null });
    this.margin = small ? { left: 1, right: 1, top: 1, bottom: 1 } : MARGIN;
    const attributes = small ? { role: "img" } : { role: "application", tabindex: 0 };
    this.canvas = make("canvas", small ? "plane-small" : "plane-large", attributes);
    this.scratch = document.createElement("canvas");
    this.still = document.createElement("canvas"); // everything but the place pointed at
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
    if (!small) this.listen();
  }

  listen() {
    const { canvas } = this;
    for (const name of ["pointermove", "pointerdown"]) {
      canvas.addEventListener(name, (event) => this.move(this.placeOf(event)));
    }
    for (const name of ["pointerleave", "blur"]) {
      canvas.addEventListener(name, () => this.move(null));
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  /** Takes what does not change with the model. */
  receive({ words, theme, data, label }) {
    Object.assign(this, { words, theme, data });
    this.canvas.setAttribute("aria-label", label);
    this.draw();
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    this.painted = null;
    this.draw();
  }

  // ---- drawing ----

  draw() {
    const { canvas, still, margin, theme } = this;
    const [wide, tall] = [canvas.clientWidth, canvas.clientHeight];
    if (!wide || !theme) return;
    const ratio = window.devicePixelRatio || 1;
    const size = { width: Math.round(wide * ratio), height: Math.round(tall * ratio) };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    Object.assign(still, size);
    this.box = {
      left: margin.left,
      top: margin.top,
      width: wide - margin.left - margin.right,
      height: tall - margin.top - margin.bottom,
    };
    const context = still.getContext("2d");
    context.scale(ratio, ratio);
    this.drawStill(context);
    this.compose();
  }

  drawStill(context) {
    const { box, scene, theme, data, words, small } = this;
    context.fillStyle = css(theme.zero);
    context.fillRect(box.left, box.top, box.width, box.height);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    if (scene?.surface) this.drawSurface(context);
    if (scene?.lines) this.drawLines(context);
    const pixel = (u, v) => this.pixel(u, v);
    if (scene) drawExamples(context, pixel, { data, scene, theme, small });
    context.restore();
    context.lineWidth = 1;
    context.strokeStyle = theme.quiet;
    context.strokeRect(box.left, box.top, box.width, box.height);
    if (small) return;
    const font = getComputedStyle(this.canvas).fontFamily;
    drawAxes(context, box, { ranges: data.ranges, names: data.axisNames, words, theme, font });
  }

  drawSurface(context) {
    const { box, scene, theme, small } = this;
    if (this.painted !== theme) {
      const pixels = small ? PIXELS.small : PIXELS.large;
      scene.surface.paint(this.scratch, pixels, theme, scene.range);
      this.painted = theme;
    }
    context.drawImage(this.scratch, box.left, box.top, box.width, box.height);
  }

  drawLines(context) {
    const { scene, theme } = this;
    context.lineWidth = 1.2;
    context.strokeStyle = theme.text;
    context.globalAlpha = Math.max(0.35, 1 / Math.sqrt(scene.lines.length || 1));
    context.beginPath();
    for (const [u, v, toU, toV] of scene.lines.flat()) {
      context.moveTo(...this.pixel(u, v));
      context.lineTo(...this.pixel(toU, toV));
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Lays the place pointed at over the rest, which need not be drawn again. */
  compose() {
    const { canvas, still, place, theme } = this;
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(still, 0, 0);
    if (!place) return;
    const ratio = window.devicePixelRatio || 1;
    context.scale(ratio, ratio);
    const [across, down] = this.pixel(place.u, place.v);
    context.lineWidth = 1.5;
    context.strokeStyle = theme.text;
    context.beginPath();
    context.moveTo(across - CROSS, down);
    context.lineTo(across + CROSS, down);
    context.moveTo(across, down - CROSS);
    context.lineTo(across, down + CROSS);
    context.stroke();
  }

  pixel(u, v) {
    const { left, top, width, height } = this.box;
    return [left + u * width, top + (1 - v) * height];
  }

  // ---- pointing ----

  placeOf(event) {
    if (!this.box) return null;
    const { left, top, width, height } = this.box;
    const [u, v] = [(event.offsetX - left) / width, 1 - (event.offsetY - top) / height];
    return u >= 0 && u <= 1 && v >= 0 && v <= 1 ? { u, v } : null;
  }

  key(event) {
    const steps = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const { u, v } = this.place ?? { u: 0.5, v: 0.5 };
    const within = (value) => Math.min(1, Math.max(0, value));
    this.move({ u: within(u + step[0]), v: within(v + step[1]) });
  }

  move(place) {
    this.place = place;
    if (this.box) this.compose();
    this.onPoint();
  }

  stop() {
    this.observer.disconnect();
  }
}
