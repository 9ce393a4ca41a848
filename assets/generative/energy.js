/** The energy of one state after the other, and which of them is looked at. */

import { Lines } from "../sequence/lines.js";

export class Energy extends Lines {
  /** @param {(place: number | null) => void} onPoint */
  constructor(onPoint) {
    super("energy-chart", onPoint);
  }

  /** A pointer that leaves takes nothing with it: what is shown stays. */
  move(place) {
    if (place !== null) super.move(place);
  }

  /**
   * @param {ArrayLike<number>} values of the states, in order
   * @param {number} place the one looked at
   * @param {ArrayLike<number>} at after how many steps each is reached
   * @param {{x: string, y: string}} titles of the axes
   */
  tell(values, place, at, { x, y }) {
    this.place = place;
    this.show({
      lines: [{ x: at, y: values, colour: this.theme.above, wide: 2, points: at.length < 40 }],
      at,
      x: { title: x, range: [0, Math.max(1, at[at.length - 1])] },
      y: { title: y },
    });
  }
}
