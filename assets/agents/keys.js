/** Which key does what in which world. */

const LEFT = ["arrowleft", "←"];
const RIGHT = ["arrowright", "→"];
const UP = ["arrowup", "↑"];
const DOWN = ["arrowdown", "↓"];

/** In every world, what begins a new episode. */
export const AGAIN = ["r", "R"];

/** By world: which keys there are, in the order of the actions; null is an action without a key. */
const KEYS = {
  "CartPole-v1": [LEFT, RIGHT],
  "MountainCar-v0": [LEFT, null, RIGHT],
  "Acrobot-v1": [LEFT, null, RIGHT],
  "LunarLander-v3": [null, LEFT, UP, RIGHT],
  "FrozenLake-v1": [LEFT, DOWN, RIGHT, UP],
  "CliffWalking-v1": [UP, RIGHT, DOWN, LEFT],
  "Taxi-v4": [DOWN, UP, RIGHT, LEFT, ["p", "P"], ["d", "D"]],
  "Blackjack-v1": [["s", "S"], ["h", "H"]],
};
const TIMED = ["CartPole-v1", "MountainCar-v0", "Acrobot-v1", "Pendulum-v1", "LunarLander-v3"];

/**
 * Returns what keys do in a world.
 * @param {{world: string, settings: object}} data
 * @returns {{timed: boolean, list: {key: string, sign: string, action: number}[],
 *   idle: (done: number[]) => number}} `idle`: what is done while no key is held down
 */
export function keysOf({ world, settings }) {
  const timed = TIMED.includes(world);
  if (world === "Pendulum-v1") {
    const { torque = 2 } = settings;
    const list = [
      { key: LEFT[0], sign: LEFT[1], action: torque },
      { key: RIGHT[0], sign: RIGHT[1], action: -torque },
    ];
    return { timed, list, idle: () => 0 };
  }
  const list = (KEYS[world] ?? [])
    .map((entry, action) => entry && { key: entry[0], sign: entry[1], action })
    .filter(Boolean);
  // A cart is always pushed; without a key it is pushed to and fro.
  const idle = (done) =>
    world === "CartPole-v1" ? 1 - (done.at(-1) ?? 0) : world === "LunarLander-v3" ? 0 : 1;
  return { timed, list, idle };
}
