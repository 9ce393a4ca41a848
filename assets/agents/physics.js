/**
 * The physics of gymnasium's classic control tasks, so that one can play them without waiting.
 *
 * Each world steps from a state to the next one, exactly as gymnasium does: a test compares them.
 * `settings` are those of the environment; what is not told there has gymnasium's value.
 */

const UNHURRIED = 0.35;

/** Returns what is known of a world: `step(state, action, settings)`; undefined if not here. */
export function physicsOf(name) {
  return WORLDS[name];
}

/** Seconds that a moment of a world is shown; worlds without a clock are not hurried. */
export function secondsOf(name) {
  return WORLDS[name]?.seconds ?? (name === "LunarLander-v3" ? 0.02 : UNHURRIED);
}

/** CartPole, after Barto, Sutton and Anderson (1983). State: place, speed, angle, its speed. */
function cartPole([x, speed, angle, turning], action, settings) {
  const { gravity = 9.8, cart_mass: cart = 1, pole_mass: pole = 0.1 } = settings;
  const { pole_length: whole = 1, force: size = 10 } = settings;
  const { step_reward: standing = 1, fall_reward: fall = 0 } = settings;
  const half = whole / 2;
  const mass = cart + pole;
  const force = action === 1 ? size : -size;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const shared = (force + pole * half * turning ** 2 * sine) / mass;
  const turned =
    (gravity * sine - cosine * shared) / (half * (4 / 3 - (pole * cosine ** 2) / mass));
  const pushed = shared - (pole * half * turned * cosine) / mass;
  const seconds = 0.02;
  const state = [
    x + seconds * speed,
    speed + seconds * pushed,
    angle + seconds * turning,
    turning + seconds * turned,
  ];
  const most = (12 * 2 * Math.PI) / 360;
  const terminated = Math.abs(state[0]) > 2.4 || Math.abs(state[2]) > most;
  return { state, reward: standing + (terminated ? fall : 0), terminated };
}

/** MountainCar, after Moore (1990). State: place and speed. */
function mountainCar([place, speed], action, settings) {
  const { gravity = 0.0025, force = 0.001 } = settings;
  const { step_reward: step = -1, goal_reward: goal = -1 } = settings;
  const pull = Math.cos(3 * place) * -gravity;
  const faster = clip(speed + (action - 1) * force + pull, 0.07);
  const next = Math.min(0.6, Math.max(-1.2, place + faster));
  const stopped = next === -1.2 && faster < 0 ? 0 : faster;
  const terminated = next >= 0.5 && stopped >= 0;
  return { state: [next, stopped], reward: terminated ? goal : step, terminated };
}

/** Pendulum. State: angle from upright and its speed. */
function pendulum([angle, speed], action, settings) {
  const { gravity = 10, mass = 1, length = 1, torque: most = 2 } = settings;
  const { torque_cost: price = 0.001 } = settings;
  const torque = clip(action, most);
  const around = modulo(angle + Math.PI, 2 * Math.PI) - Math.PI;
  const cost = around ** 2 + 0.1 * speed ** 2 + price * torque ** 2;
  const pull = ((3 * gravity) / (2 * length)) * Math.sin(angle);
  const seconds = 0.05;
  const next = clip(speed + (pull + (3 / (mass * length ** 2)) * torque) * seconds, 8);
  return { state: [angle + next * seconds, next], reward: -cost, terminated: false };
}

/** Acrobot, after Sutton (1996), by one step of Runge and Kutta. State: two angles, their speeds. */
function acrobot(state, action, settings) {
  const { torque: size = 1, step_reward: step = -1, goal_reward: goal = 0 } = settings;
  const torque = (action - 1) * size;
  const slope = (at) => acrobotSlope(at, torque, settings);
  const seconds = 0.2;
  const along = (by, share) => state.map((value, i) => value + share * by[i]);
  const first = slope(state);
  const second = slope(along(first, seconds / 2));
  const third = slope(along(second, seconds / 2));
  const fourth = slope(along(third, seconds));
  const next = state.map(
    (value, i) => value + (seconds / 6) * (first[i] + 2 * second[i] + 2 * third[i] + fourth[i]),
  );
  const wrapped = (angle) => modulo(angle + Math.PI, 2 * Math.PI) - Math.PI;
  const moved = [
    wrapped(next[0]),
    wrapped(next[1]),
    clip(next[2], 4 * Math.PI),
    clip(next[3], 9 * Math.PI),
  ];
  const terminated = -Math.cos(moved[0]) - Math.cos(moved[1] + moved[0]) > 1;
  return { state: moved, reward: terminated ? goal : step, terminated };
}

function acrobotSlope([one, two, speed, other], torque, settings) {
  const { first_mass: m1 = 1, second_mass: m2 = 1, first_length: l1 = 1, gravity: g = 9.8 } = settings;
  const [c1, c2, inertia] = [l1 / 2, 0.5, 1];
  const [cosine, sine] = [Math.cos(two), Math.sin(two)];
  const d1 = m1 * c1 ** 2 + m2 * (l1 ** 2 + c2 ** 2 + 2 * l1 * c2 * cosine) + 2 * inertia;
  const d2 = m2 * (c2 ** 2 + l1 * c2 * cosine) + inertia;
  const phi2 = m2 * c2 * g * Math.sin(one + two);
  const phi1 =
    -m2 * l1 * c2 * other ** 2 * sine -
    2 * m2 * l1 * c2 * other * speed * sine +
    (m1 * c1 + m2 * l1) * g * Math.sin(one) +
    phi2;
  const second =
    (torque + (d2 / d1) * phi1 - m2 * l1 * c2 * speed ** 2 * sine - phi2) /
    (m2 * c2 ** 2 + inertia - d2 ** 2 / d1);
  return [speed, other, -(d2 * second + phi1) / d1, second];
}

const WORLDS = {
  "CartPole-v1": { step: cartPole, seconds: 0.02 },
  "MountainCar-v0": { step: mountainCar, seconds: 1 / 30 },
  "Pendulum-v1": { step: pendulum, seconds: 0.05 },
  "Acrobot-v1": { step: acrobot, seconds: 1 / 15 },
};

function clip(value, most) {
  return Math.min(most, Math.max(-most, value));
}

function modulo(value, by) {
  return ((value % by) + by) % by;
}
