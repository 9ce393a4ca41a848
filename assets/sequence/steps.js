/** What a network says after each step: shares of the classes, one column under each step. */

import { css } from "../explorer/theme.js";
import { Drawing, LARGE, SMALL, upright } from "./drawing.js";

const TOP = 16; // pixels above, for a letter
const BOTTOM = 20;

/**
 * @typedef {object} Scene
 * @property {number} count of steps
 * @property {(step: number) => {share: number, colour: number[]}[]} parts of a column, from below
 * @property {(step: number) => string} [above] a letter over each column
 * @property {number} chosen step
 * @property {string} title of the vertical axis
 * @property {{left: number, wide: number}} frame where the columns above these lie, in pixels
 */

export class Steps extends Drawing {
  /** @param {(step: number) => void} onChoose */
  constructor(onChoose) {
    super("seq-steps", { role: "img" });
    this.canvas.addEventListener("click", (event) => {
      const { frame, count } = this.scene ?? {};
      const step = frame ? Math.floor((event.offsetX - frame.left) / frame.wide) : -1;
      if (step >= 0 && step < count) onChoose(step);
    });
  }

  paint(context, wide, tall) {
    const { scene, theme, words, font } = this;
    const { left, wide: column } = scene.frame;
    const height = tall - TOP - BOTTOM;
    const gap = column > 6 ? 2 : 0;
    for (let step = 0; step < scene.count; step += 1) {
      let level = TOP + height;
      for (const { share, colour } of scene.parts(step)) {
        context.fillStyle = css(colour);
        level -= share * height;
        context.fillRect(left + step * column, level, column - gap, share * height + 0.5);
      }
    }
    context.strokeStyle = theme.quiet;
    context.globalAlpha = 0.4;
    context.strokeRect(left - 0.5, TOP - 0.5, column * scene.count + 1, height + 1);
    context.globalAlpha = 1;
    this.paintLabels(context, height);
    context.strokeStyle = theme.mark;
    context.lineWidth = 2;
    context.strokeRect(left + scene.chosen * column, TOP, column - gap, height);
    context.fillStyle = theme.text;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.font = `${SMALL}px ${font}`;
    for (const share of [0, 0.5, 1]) {
      context.fillText(words.percent(share), left - 4, TOP + (1 - share) * height);
    }
    upright(context, scene.title, 1, TOP, height, font);
  }

  paintLabels(context, height) {
    const { scene, theme, font } = this;
    const { left, wide: column } = scene.frame;
    context.fillStyle = theme.text;
    context.font = `${LARGE}px ${font}`;
    context.textAlign = "center";
    const every = Math.ceil((LARGE + 1) / column);
    for (let step = 0; step < scene.count; step += every) {
      const middle = left + (step + 0.5) * column;
      context.textBaseline = "bottom";
      if (scene.above) context.fillText(scene.above(step), middle, TOP - 1);
      context.textBaseline = "top";
      context.fillText(scene.below(step), middle, TOP + height + 4);
    }
  }
}
