/** Numbers in as few digits as they need. */

import { Words } from "../explorer/words.js";

const MINUS = "\u2212";

export class PlaneWords extends Words {
  /** A number in three significant digits or so. */
  short(value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    const options =
      size >= 1e5 || (size > 0 && size < 1e-3)
        ? { notation: "scientific", maximumSignificantDigits: 3 }
        : { maximumSignificantDigits: size >= 1000 ? 5 : 3 };
    const shown = Object.is(value, -0) ? 0 : value;
    return new Intl.NumberFormat(this.language, options).format(shown).replace("-", MINUS);
  }

  /** A number with the sign before it, as in a sum. */
  signed(value) {
    return `${value < 0 ? MINUS : "+"} ${this.short(Math.abs(value))}`;
  }
}
