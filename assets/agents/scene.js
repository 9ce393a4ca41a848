/** One moment of an environment on a canvas of its own, drawn sharply at any size. */

import { make } from "../explorer/nodes.js";
import { CARDS } from "./scene_cards.js";
import { CLASSIC } from "./scene_classic.js";
import { SQUARES } from "./scene_grid.js";

const DRAWINGS = { ...CLASSIC, ...SQUARES, ...CARDS };
const HIGHEST = 420;

/** Whether there is a drawing of such a world. */
export function isDrawn(world) {
  return world in DRAWINGS;
}

export class Scene {
  constructor() {
    this.canvas = make("canvas", "scene", { role: "img" });
    this.node = make("div", "scene-frame", {}, this.canvas);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.node);
  }

  /** Takes words, theme, the world's name and its settings. */
  receive(words, theme, { world, settings }) {
    Object.assign(this, { words, theme, world, settings });
    this.canvas.setAttribute("aria-label", words.say("scene_alt"));
    this.draw();
  }

  /**
   * @param {ArrayLike<number> | null} picture the numbers that draw the moment
   * @param {number | number[] | null} [action] what is done there
   */
  show(picture, action = null) {
    this.picture = picture;
    this.action = action;
    this.draw();
  }

  draw() {
    const drawing = DRAWINGS[this.world];
    const across = this.node.clientWidth;
    if (!drawing || !this.theme || !across) return;
    const width = Math.min(across, HIGHEST * drawing.ratio);
    const height = width / drawing.ratio;
    const sharp = window.devicePixelRatio || 1;
    const { canvas } = this;
    const [wide, high] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== wide || canvas.height !== high) {
      Object.assign(canvas, { width: wide, height: high });
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    const context = canvas.getContext("2d");
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.picture) return;
    const { theme, words, world, settings, action } = this;
    const about = { theme, words, world, settings, action };
    drawing.draw(context, { width, height }, [...this.picture], about);
  }

  stop() {
    this.observer.disconnect();
  }
}
