/** A picture from which one can wipe pixels, by mouse, finger or pen, or whole parts of it. */

import { button, make } from "../explorer/nodes.js";
import { paint } from "./frames.js";

const SIDE = 320; // pixels of the canvas
const PARTS = ["lower", "left", "middle", "scattered"];
const SCATTERED = 0.5; // of all pixels

export class Brush {
  /** @param {() => void} onChange other pixels are gone now */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Set<number>} pixels that are gone, counted along the rows */
    this.gone = new Set();
    this.canvas = make("canvas", "brush-canvas", { width: SIDE, height: SIDE, role: "img" });
    this.tile = document.createElement("canvas");
    this.tools = make("div", "tools");
    this.node = make("div", "brush-pad", {}, this.canvas, this.tools);
    this.listen();
  }

  receive(words, theme, shape) {
    const rebuilt = this.words !== words;
    const [, height, width] = shape;
    const resized = this.height !== height || this.width !== width;
    Object.assign(this, { words, theme, height, width });
    this.canvas.height = Math.round((SIDE * height) / width);
    this.canvas.setAttribute("aria-label", words.say("brush_alt"));
    if (rebuilt) this.build();
    if (resized) this.wipe("lower");
    this.draw();
  }

  build() {
    const { words } = this;
    const parts = PARTS.map((name) =>
      button(words.say(`wipe_${name}`), words.say(`wipe_${name}_help`), () => {
        this.wipe(name);
        this.onChange();
      }),
    );
    const none = button(words.say("wipe_none"), words.say("wipe_none_help"), () => {
      this.gone.clear();
      this.draw();
      this.onChange();
    });
    this.size = make("input", "slider", { type: "range", min: 4, max: 30, value: 14 });
    this.size.setAttribute("aria-label", words.say("wipe_size"));
    this.size.title = words.say("wipe_size");
    const size = make("label", "brush", {}, words.say("wipe_size"), this.size);
    this.tools.replaceChildren(...parts, none, size);
  }

  /** Wipes one part of the picture, and nothing else. */
  wipe(part) {
    const { height, width } = this;
    const within = {
      lower: (row) => row >= height / 2,
      left: (row, column) => column < width / 2,
      middle: (row, column) =>
        Math.abs(row + 0.5 - height / 2) < height / 4 && Math.abs(column + 0.5 - width / 2) < width / 4,
      scattered: () => Math.random() < SCATTERED,
    }[part];
    this.gone.clear();
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      if (within(Math.floor(pixel / width), pixel % width)) this.gone.add(pixel);
    }
    this.draw();
  }

  reset() {
    if (this.width) this.wipe("lower");
  }

  get erased() {
    return [...this.gone].sort((a, b) => a - b);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      this.extend(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.pointer === event.pointerId) this.extend(event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        if (this.pointer !== event.pointerId) return;
        this.pointer = null;
        this.onChange();
      });
    }
  }

  /** Wipes the pixels under the brush; always the one in its middle. */
  extend(event) {
    const { height, width } = this;
    const box = this.canvas.getBoundingClientRect();
    const radius = (this.size.valueAsNumber / 200) * width;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of events.length ? events : [event]) {
      const x = ((clientX - box.left) / box.width) * width;
      const y = ((clientY - box.top) / box.height) * height;
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          const middle = Math.floor(x) === column && Math.floor(y) === row;
          const near = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius;
          if (middle || near) this.gone.add(row * width + column);
        }
      }
    }
    this.draw();
  }

  /** @param {{shape: number[], data: ArrayLike<number>}} picture from which is wiped */
  show(picture) {
    this.picture = picture;
    this.draw();
  }

  draw() {
    const { canvas, picture, width, gone, theme } = this;
    const context = canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!picture || !theme) return;
    paint(this.tile, picture);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.tile, 0, 0, canvas.width, canvas.height);
    const side = canvas.width / width;
    context.lineWidth = 1.5;
    for (const pixel of gone) {
      const [x, y] = [(pixel % width) * side, Math.floor(pixel / width) * side];
      context.fillStyle = "#6b6b74";
      context.fillRect(x, y, side + 0.5, side + 0.5);
      if (side < 8) continue;
      context.strokeStyle = "#9a9aa5";
      context.beginPath();
      context.moveTo(x, y + side);
      context.lineTo(x + side, y);
      context.stroke();
    }
  }
}
