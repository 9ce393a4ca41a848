/** Worlds of squares: where each state lies, and what is there. */

/** What a square is, by the letter that a map has for it. */
export const START = "S";
export const GOAL = "G";
export const HOLE = "H";
export const WALL = "C";

const TAXI = ["R...G", ".....", ".....", ".....", "Y..B."];
/** Walls of gymnasium's taxi world: no way between a square and the one to its right. */
export const TAXI_WALLS = [[0, 1], [1, 1], [3, 0], [3, 2], [4, 0], [4, 2]];

/**
 * Returns the grid of a world, or null if it has none.
 * @param {string} world
 * @param {object} settings of the environment
 * @returns {{rows: number, columns: number, letters: string[], place: Function, state: Function,
 *   moves: (number[] | null)[]} | null} `place` is [row, column] of a state, `state` the state at a
 *   place, given what else it tells; `moves` where each action goes, [rows, columns]
 */
export function gridOf(world, settings) {
  const make = GRIDS[world];
  return make ? make(settings) : null;
}

function plain(letters, moves) {
  const [rows, columns] = [letters.length, letters[0].length];
  return {
    rows,
    columns,
    letters,
    moves,
    place: (state) => [Math.floor(state / columns), state % columns],
    state: (row, column) => row * columns + column,
  };
}

const LEFT = [0, -1];
const RIGHT = [0, 1];
const UP = [-1, 0];
const DOWN = [1, 0];

const GRIDS = {
  "FrozenLake-v1": ({ map }) => plain(String(map).split("/"), [LEFT, DOWN, RIGHT, UP]),
  "CliffWalking-v1": () => {
    const free = ".".repeat(12);
    return plain([free, free, free, `S${"C".repeat(10)}G`], [UP, RIGHT, DOWN, LEFT]);
  },
  "Taxi-v4": () => ({
    rows: 5,
    columns: 5,
    letters: TAXI,
    moves: [DOWN, UP, RIGHT, LEFT, null, null],
    place: (state) => [Math.floor(state / 100), Math.floor(state / 20) % 5],
    state: (row, column, { passenger = 0, goal = 0 } = {}) =>
      ((row * 5 + column) * 5 + passenger) * 4 + goal,
  }),
};

/** Where the taxi's passengers wait and want to go: [row, column], in the order of their numbers. */
export const STANDS = [[0, 0], [0, 4], [4, 0], [4, 3]];
