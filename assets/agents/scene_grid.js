/** Drawings of worlds of squares: who walks where, and what lies around. */

import { css } from "../explorer/theme.js";
import { GOAL, HOLE, STANDS, TAXI_WALLS, WALL, gridOf } from "./grids.js";

const IN_THE_TAXI = 4;

/** A grid on a canvas: side and corner of each square. */
export class Board {
  constructor(context, { width, height }, grid) {
    this.context = context;
    this.side = Math.min(width / grid.columns, height / grid.rows);
    this.left = (width - this.side * grid.columns) / 2;
    this.top = (height - this.side * grid.rows) / 2;
  }

  corner(row, column) {
    return [this.left + column * this.side, this.top + row * this.side];
  }

  middle(row, column) {
    const [x, y] = this.corner(row, column);
    return [x + this.side / 2, y + this.side / 2];
  }

  fill(row, column, colour, inset = 0.5) {
    const [x, y] = this.corner(row, column);
    this.context.fillStyle = colour;
    this.context.fillRect(x + inset, y + inset, this.side - 2 * inset, this.side - 2 * inset);
  }

  disc(row, column, radius, colour) {
    this.context.beginPath();
    this.context.arc(...this.middle(row, column), radius * this.side, 0, 2 * Math.PI);
    this.context.fillStyle = colour;
    this.context.fill();
  }

  text(row, column, text, colour, size = 0.4) {
    const [x, y] = this.middle(row, column);
    const { context } = this;
    context.fillStyle = colour;
    context.font = `600 ${Math.round(size * this.side)}px sans-serif`;
    Object.assign(context, { textAlign: "center", textBaseline: "middle" });
    context.fillText(text, x, y);
    context.textBaseline = "alphabetic";
  }
}

/** Draws what lies in the squares, without anyone in them. */
export function drawGround(context, size, world, settings, theme) {
  const grid = gridOf(world, settings);
  const board = new Board(context, size, grid);
  const faint = css(theme.above, 0.1);
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      board.fill(row, column, faint);
      drawMark(board, row, column, grid.letters[row][column], theme);
    }
  }
  if (world === "Taxi-v4") drawWalls(board, theme);
  return { grid, board };
}

/** Draws what a letter of the map stands for. */
export function drawMark(board, row, column, letter, theme) {
  if (letter === HOLE) board.disc(row, column, 0.34, theme.quiet);
  else if (letter === WALL) board.fill(row, column, theme.quiet, 1);
  else if (letter === GOAL || letter !== ".") {
    const plain = letter === "F" ? "" : letter;
    board.text(row, column, plain, letter === GOAL ? theme.mark : theme.quiet, 0.34);
  }
}

function drawWalls(board, theme) {
  const { context } = board;
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 3 });
  for (const [row, column] of TAXI_WALLS) {
    const [x, y] = board.corner(row, column + 1);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x, y + board.side);
    context.stroke();
  }
}

function walker(context, size, [row, column], { theme, settings, world }) {
  const { board } = drawGround(context, size, world, settings, theme);
  board.disc(row, column, 0.26, css(theme.below));
}

function taxi(context, size, [row, column, passenger, goal], { theme, settings, world }) {
  const { board } = drawGround(context, size, world, settings, theme);
  const [there, across] = STANDS[goal];
  context.lineWidth = 3;
  context.strokeStyle = theme.mark;
  const [x, y] = board.corner(there, across);
  context.strokeRect(x + 3, y + 3, board.side - 6, board.side - 6);
  const inside = passenger === IN_THE_TAXI;
  board.disc(row, column, 0.32, css(theme.above));
  const at = inside ? [row, column] : STANDS[passenger];
  if (at) board.disc(...at, 0.15, css(theme.below));
}

export const SQUARES = {
  "FrozenLake-v1": { ratio: 1.3, draw: walker },
  "CliffWalking-v1": { ratio: 3, draw: walker },
  "Taxi-v4": { ratio: 1.3, draw: taxi },
};
