/** The plane on which points are made: the discriminator's field, points, pulls, and a bent grid. */

import { css } from "../explorer/theme.js";
import { drawAxes } from "../plane/axes.js";
import { Chart } from "../plane/chart.js";
import { Surface } from "../plane/surface.js";

const MOST_PULLS = 120; // more hide each other
const LONGEST = 0.09; // of an arrow, as a fraction of the plane's side
const PIXELS = 160;
const MOVING = 220; // milliseconds in which points go from one moment to the next

/** How real a discriminator finds each place, beside what lies between real and made. */
export class Field extends Surface {
  constructor({ field, middle, probabilistic }) {
    const [between] = middle.data;
    const values = field.data.map((value) => value - between);
    const sizes = values.map(Math.abs).sort();
    // Beyond a typical large score, all have the full colour.
    const full = probabilistic.data[0] ? 0.5 : sizes[Math.floor(0.9 * sizes.length)] || 1;
    const clipped = values.map((value) => Math.min(full, Math.max(-full, value)));
    super({ shape: field.shape, data: clipped }, "neuron");
    Object.assign(this, { full, between });
  }

  get limit() {
    return this.full;
  }

  /** What the discriminator says at a place; `u` and `v` go from 0 to 1. */
  said(u, v) {
    return this.at(0, u, v) + this.between;
  }
}

/**
 * @typedef {object} Scene what to draw
 * @property {Field | null} field
 * @property {Float32Array | null} real x and y of each point, one after the other
 * @property {Float32Array} made likewise
 * @property {boolean} marked whether the made points are drawn
 * @property {Float32Array | null} pulls of each made point, by the loss
 * @property {{shape: number[], data: Float32Array} | null} lines
 */
export class PlaneChart extends Chart {
  constructor(onPoint) {
    super(false, onPoint);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** @param {Scene} scene @param {{x: number[], y: number[]}} ranges */
  show(scene, ranges) {
    const before = this.now;
    const goes = before && before.length === scene.made.length && !this.calm.matches;
    Object.assign(this, { from: goes ? before : null, begun: performance.now() });
    this.data = { ranges, axisNames: ["x", "y"] };
    cancelAnimationFrame(this.frame);
    super.show(scene);
    if (goes) this.frame = requestAnimationFrame(() => this.glide());
  }

  /** Made points glide to where they are now, so that one sees where each went. */
  glide() {
    if (performance.now() - this.begun < MOVING) {
      this.frame = requestAnimationFrame(() => this.glide());
    }
    this.draw();
  }

  forget() {
    cancelAnimationFrame(this.frame);
    Object.assign(this, { now: null, scene: null });
  }

  drawStill(context) {
    const { box, scene, theme, data, words } = this;
    context.fillStyle = css(theme.zero);
    context.fillRect(box.left, box.top, box.width, box.height);
    if (scene) {
      this.settle();
      context.save();
      context.beginPath();
      context.rect(box.left, box.top, box.width, box.height);
      context.clip();
      if (scene.field) this.drawField(context);
      if (scene.lines) this.drawGrid(context);
      if (scene.real) this.drawPoints(context, scene.real, dot, css(theme.above));
      if (scene.pulls) this.drawPulls(context);
      if (scene.marked) this.drawPoints(context, this.now, diamond, css(theme.below));
      context.restore();
    }
    context.lineWidth = 1;
    context.strokeStyle = theme.quiet;
    context.strokeRect(box.left, box.top, box.width, box.height);
    if (!scene) return;
    const { fontFamily: font } = getComputedStyle(this.canvas);
    drawAxes(context, box, { ranges: data.ranges, names: data.axisNames, words, theme, font });
  }

  /** Notes where the made points are at this instant. */
  settle() {
    const { scene, from } = this;
    const gone = from ? Math.min(1, (performance.now() - this.begun) / MOVING) : 1;
    const eased = gone * (2 - gone);
    this.now = from
      ? scene.made.map((value, i) => from[i] + eased * (value - from[i]))
      : scene.made;
  }

  drawField(context) {
    const { box, scene, theme } = this;
    if (this.painted !== theme) {
      scene.field.paint(this.scratch, PIXELS, theme);
      this.painted = theme;
    }
    context.globalAlpha = 0.5;
    context.drawImage(this.scratch, box.left, box.top, box.width, box.height);
    context.globalAlpha = 1;
  }

  drawGrid(context) {
    const { theme, scene } = this;
    const [count, along] = scene.lines.shape;
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.45;
    context.lineWidth = 1;
    context.beginPath();
    for (let line = 0; line < count; line += 1) {
      for (let i = 0; i < along; i += 1) {
        const place = this.at(scene.lines.data, line * along + i);
        if (i) context.lineTo(...place);
        else context.moveTo(...place);
      }
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  drawPulls(context) {
    const { scene, theme, box, data } = this;
    const count = Math.min(MOST_PULLS, scene.pulls.length / 2);
    const half = (data.ranges.x[1] - data.ranges.x[0]) / 2;
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.75;
    context.beginPath();
    for (let i = 0; i < count; i += 1) {
      const [across, up] = [scene.pulls[2 * i], scene.pulls[2 * i + 1]];
      const strength = Math.hypot(across, up);
      if (!strength) continue;
      // Short for a weak pull, and never so long that it hides what else there is.
      const length = LONGEST * box.width * (1 - Math.exp(-strength * half));
      const [x, y] = this.at(this.now, i);
      arrow(context, x, y, (across / strength) * length, (-up / strength) * length);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  drawPoints(context, points, shape, colour) {
    context.fillStyle = colour;
    context.strokeStyle = css(this.theme.zero);
    context.lineWidth = 0.9;
    for (let i = 0; i < points.length / 2; i += 1) {
      context.beginPath();
      shape(context, ...this.at(points, i));
      context.fill();
      context.stroke();
    }
  }

  /** Where a point is on the canvas. */
  at(points, i) {
    const { ranges } = this.data;
    const along = (value, [low, high]) => (value - low) / (high - low);
    return this.pixel(along(points[2 * i], ranges.x), along(points[2 * i + 1], ranges.y));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    super.stop();
  }
}

function dot(context, x, y) {
  context.arc(x, y, 3, 0, 2 * Math.PI);
}

function diamond(context, x, y) {
  const size = 4.2;
  context.moveTo(x - size, y);
  context.lineTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.closePath();
}

function arrow(context, x, y, across, down) {
  const [toX, toY] = [x + across, y + down];
  const head = Math.min(4, Math.hypot(across, down) / 2);
  const turn = Math.atan2(down, across);
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  for (const side of [-0.45, 0.45]) {
    context.moveTo(toX, toY);
    context.lineTo(toX - head * Math.cos(turn + side), toY - head * Math.sin(turn + side));
  }
}
