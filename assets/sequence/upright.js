/** A picture that is read row by row, as one is used to seeing it; the row being read is marked. */

import { colour, css } from "../explorer/theme.js";
import { Drawing } from "./drawing.js";

export class Upright extends Drawing {
  /** @param {(row: number) => void} onChoose a row is pointed at */
  constructor(onChoose) {
    super("seq-upright");
    this.canvas.addEventListener("click", (event) => {
      const rows = this.scene?.rows;
      if (rows) onChoose(Math.min(rows - 1, Math.floor((event.offsetY / this.canvas.clientHeight) * rows)));
    });
  }

  /** `scene`: `rows`, `columns`, `data` (row, column), `limit`, and the row `chosen`. */
  paint(context, wide, tall) {
    const { rows, columns, data, limit, chosen } = this.scene;
    const [width, height] = [wide / columns, tall / rows];
    for (let row = 0; row < rows; row += 1) {
      context.globalAlpha = row > chosen ? 0.3 : 1; // what is yet to be read
      for (let column = 0; column < columns; column += 1) {
        context.fillStyle = css(colour(data[row * columns + column], limit, this.theme));
        context.fillRect(column * width, row * height, width + 0.5, height + 0.5);
      }
    }
    context.globalAlpha = 1;
    context.strokeStyle = this.theme.mark;
    context.lineWidth = 2;
    context.strokeRect(1, chosen * height + 1, wide - 2, height - 2);
  }
}
