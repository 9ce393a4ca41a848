/** Axes around a plane: round values, and what the two features are called. */

const TICKS = 4;

/**
 * Draws both axes.
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, top: number, width: number, height: number}} box of the plane
 * @param {object} about `ranges` and `names` of both features, `words`, `theme`, `font`
 */
export function drawAxes(context, box, { ranges, names, words, theme, font }) {
  context.fillStyle = theme.text;
  context.font = `11px ${font}`;
  context.textAlign = "center";
  for (const value of ticks(ranges.x)) {
    const across = box.left + share(value, ranges.x) * box.width;
    context.fillText(words.short(value), across, box.top + box.height + 14);
  }
  context.textAlign = "right";
  for (const value of ticks(ranges.y)) {
    const down = box.top + (1 - share(value, ranges.y)) * box.height;
    context.fillText(words.short(value), box.left - 5, down + 4);
  }
  context.textAlign = "center";
  context.font = `600 12px ${font}`;
  context.fillText(names[0], box.left + box.width / 2, box.top + box.height + 32, box.width);
  context.save();
  context.translate(11, box.top + box.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(names[1], 0, 0, box.height);
  context.restore();
}

/** Where a value lies in a range, 0 to 1. */
export function share(value, [low, high]) {
  return (value - low) / (high - low);
}

/** Round values within a range. */
function ticks([low, high]) {
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((times) => times * power >= rough);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
