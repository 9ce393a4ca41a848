/** A table's examples as points over a plane: training filled, test hollow, wrong ones ringed. */

import { css } from "../explorer/theme.js";
import { share } from "./axes.js";
import { classColour, numberColour } from "./palette.js";

const SPLITS = ["valid", "test", "train"]; // drawn in this order
const MANY = 600;

/**
 * Draws the examples of some splits.
 * @param {CanvasRenderingContext2D} context
 * @param {(u: number, v: number) => [number, number]} pixel
 * @param {object} about the page's `data`, the chart's `scene`, `theme`, and whether it is `small`
 */
export function drawExamples(context, pixel, { data, scene, theme, small }) {
  const shown = SPLITS.filter((split) => scene.splits.has(split));
  const count = shown.reduce((sum, split) => sum + data.points[split].x.length, 0);
  const size = (small ? 1.1 : 3.2) * (count > MANY ? 0.7 : 1);
  for (const split of shown) {
    const { x, y, target } = data.points[split];
    const said = small ? undefined : scene.said?.[split];
    for (let i = 0; i < x.length; i += 1) {
      const place = pixel(share(x[i], data.ranges.x), share(y[i], data.ranges.y));
      const colour = data.classes.length
        ? classColour(target[i])
        : numberColour(target[i], data.ranges.target);
      dot(context, place, size, { split, colour: css(colour), ground: css(theme.zero), small });
      if (said && said[i] !== target[i]) ring(context, place, size + 2.6, theme.text);
    }
  }
}

function dot(context, place, size, { split, colour, ground, small }) {
  const filled = split === "train";
  context.beginPath();
  context.arc(...place, size, 0, 2 * Math.PI);
  context.fillStyle = filled ? colour : ground;
  context.fill();
  if (small && filled) return;
  context.strokeStyle = filled ? ground : colour;
  context.lineWidth = filled ? 0.8 : 1.8;
  if (split === "valid") context.setLineDash([2, 1.5]);
  context.stroke();
  context.setLineDash([]);
}

function ring(context, place, size, colour) {
  context.beginPath();
  context.arc(...place, size, 0, 2 * Math.PI);
  context.lineWidth = 1.4;
  context.strokeStyle = colour;
  context.stroke();
}
