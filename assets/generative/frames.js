/** Pictures out of arrays of them, and canvases with a name that show one. */

import { make, setText } from "../explorer/nodes.js";
import { drawPicture } from "../explorer/theme.js";

/**
 * One picture of an array of them.
 * @param {{shape: number[], data: ArrayLike<number>}} array (..., channel, height, width)
 * @param {number} index counted over all the axes before the last three
 */
export function pictureAt({ shape, data }, index = 0) {
  const own = shape.slice(-3);
  const size = own.reduce((product, side) => product * side, 1);
  return { shape: own, data: data.subarray(index * size, (index + 1) * size) };
}

/** Pixels of bytes, or of numbers within 0 and 1, as numbers within 0 and 1. */
export function unit({ shape, data }) {
  if (!(data instanceof Uint8Array)) return { shape, data };
  return { shape, data: Float32Array.from(data, (value) => value / 255) };
}

/** A picture that is `share` of the way from one to another, pixel by pixel. */
export function mixed(one, other, share) {
  const [from, to] = [unit(one).data, unit(other).data];
  return { shape: one.shape, data: from.map((value, i) => value + (to[i] - value) * share) };
}

/** Draws a picture of bytes, or of numbers within 0 and 1, into a canvas of its size. */
export function paint(canvas, picture) {
  drawPicture(canvas, picture, picture.data instanceof Uint8Array ? 1 / 255 : 1);
}

/** A picture with its name above and a few words below. */
export class Framed {
  constructor(name = "") {
    this.title = make("figcaption", "framed-title");
    this.canvas = make("canvas", "framed-picture", { role: "img", width: 8, height: 8 });
    this.note = make("p", "quiet framed-note");
    this.node = make("figure", `framed ${name}`, {}, this.title, this.canvas, this.note);
  }

  receive(title, help = "") {
    setText(this.title, title);
    this.node.title = help;
    this.canvas.setAttribute("aria-label", title);
  }

  show(picture, note = "") {
    paint(this.canvas, picture);
    setText(this.note, note);
  }
}
