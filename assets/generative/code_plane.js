/** The plane of codes: pictures of a lattice of places, examples over them, and a place to drag. */

import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";
import { Drawing } from "../sequence/drawing.js";
import { paint, pictureAt } from "./frames.js";

const STEP = 0.04; // of the plane, for an arrow key
const DOT = 3.2; // pixels
const HANDLE = 9;
const GAP = "#3a3a44"; // between pictures

/**
 * @typedef {object} Scene
 * @property {object} answer of the probe `latent`
 * @property {[number, number]} place the one that is dragged
 * @property {number[][]} path places on a walk
 * @property {boolean} pictures whether the lattice is shown
 * @property {boolean} examples whether the examples are
 */

export class CodePlane extends Drawing {
  /** @param {(place: [number, number]) => void} onPlace another place is looked at */
  constructor(onPlace) {
    super("code-plane", { role: "application", tabindex: 0 });
    this.onPlace = onPlace;
    this.sheet = document.createElement("canvas");
    this.tile = document.createElement("canvas");
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.dragging = event.pointerId;
      this.point(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.dragging === event.pointerId) this.point(event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, () => (this.dragging = null));
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  /** Half of the plane's side, the outermost pictures included. */
  get reach() {
    const { x } = this.scene.answer;
    const last = x.data[x.data.length - 1];
    return last + (last - x.data[0]) / (x.data.length - 1) / 2;
  }

  point(event) {
    if (!this.scene) return;
    const { clientWidth, clientHeight } = this.canvas;
    const across = (2 * event.offsetX) / clientWidth - 1;
    const up = 1 - (2 * event.offsetY) / clientHeight;
    this.move([across * this.reach, up * this.reach]);
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const step = steps[event.key];
    if (!this.scene || (!step && event.key !== "Home")) return;
    event.preventDefault();
    const by = STEP * 2 * this.reach;
    this.move(step ? this.scene.place.map((at, i) => at + step[i] * by) : [0, 0]);
  }

  move(place) {
    const within = (at) => Math.max(-this.reach, Math.min(this.reach, at));
    this.onPlace(place.map(within));
  }

  // ---- drawing ----

  show(scene) {
    if (scene.answer !== this.scene?.answer) this.lay(scene.answer.lattice);
    super.show(scene);
  }

  /** Puts all pictures of the lattice onto one sheet, the highest row on top, a little apart. */
  lay(lattice) {
    const [rows, columns, , tall, wide] = lattice.shape;
    const gap = Math.max(1, Math.round(wide / 12));
    const [height, width] = [tall + gap, wide + gap];
    Object.assign(this.sheet, { width: columns * width, height: rows * height });
    const context = this.sheet.getContext("2d");
    context.fillStyle = GAP;
    context.fillRect(0, 0, this.sheet.width, this.sheet.height);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        paint(this.tile, pictureAt(lattice, row * columns + column));
        const place = [column * width + gap / 2, (rows - 1 - row) * height + gap / 2];
        context.drawImage(this.tile, ...place.map(Math.floor));
      }
    }
  }

  paint(context, wide, tall) {
    const { scene, theme, sheet } = this;
    context.fillStyle = css(theme.zero);
    context.fillRect(0, 0, wide, tall);
    context.imageSmoothingEnabled = sheet.width > wide * (window.devicePixelRatio || 1);
    if (scene.pictures) context.drawImage(sheet, 0, 0, wide, tall);
    const { answer } = scene;
    if (scene.examples && answer.places) this.paintExamples(context, wide, tall);
    if (scene.path.length) this.paintPath(context, wide, tall);
    const [x, y] = this.pixel(scene.place, wide, tall);
    for (const [colour, width] of [["#fff", 5], [theme.mark, 3]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, HANDLE, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  pixel([across, up], wide, tall) {
    const { reach } = this;
    return [(0.5 + across / (2 * reach)) * wide, (0.5 - up / (2 * reach)) * tall];
  }

  paintExamples(context, wide, tall) {
    const { places, targets } = this.scene.answer;
    context.strokeStyle = this.scene.pictures ? "#fff" : css(this.theme.zero);
    context.lineWidth = 1;
    for (let i = 0; i < targets.data.length; i += 1) {
      const place = [places.data[2 * i], places.data[2 * i + 1]];
      const [x, y] = this.pixel(place, wide, tall);
      context.fillStyle = css(classColour(targets.data[i]));
      context.beginPath();
      context.arc(x, y, DOT, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }

  paintPath(context, wide, tall) {
    const { path } = this.scene;
    const ends = [path[0], path.at(-1)].map((place) => this.pixel(place, wide, tall));
    for (const [colour, width] of [["#fff", 4.5], [this.theme.mark, 2.5]]) {
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      for (const place of path) context.lineTo(...this.pixel(place, wide, tall));
      context.stroke();
    }
    context.font = `700 13px ${this.font}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    ["A", "B"].forEach((name, i) => {
      const [x, y] = ends[i];
      const inside = [Math.max(8, Math.min(wide - 8, x)), Math.max(18, Math.min(tall - 2, y - 5))];
      context.strokeStyle = "#fff";
      context.lineWidth = 4;
      context.strokeText(name, ...inside);
      context.fillText(name, ...inside);
    });
  }
}
