/** Drawings of the classic control tasks, and of the lander: a cart, a car, a pendulum, two links. */

import { css } from "../explorer/theme.js";

/** A drawing in metres, up being up: `across` metres from `left`, the ground at `bottom`. */
class Sheet {
  constructor(context, { width, height }, { left, across, bottom }, theme) {
    Object.assign(this, { context, width, height, theme });
    this.scale = width / across;
    this.left = left;
    this.bottom = bottom;
  }

  x(value) {
    return (value - this.left) * this.scale;
  }

  y(value) {
    return this.height - (value - this.bottom) * this.scale;
  }

  path(points, { stroke, width = 2, fill, close = false }) {
    const { context } = this;
    context.beginPath();
    points.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](this.x(x), this.y(y)));
    if (close) context.closePath();
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (!stroke) return;
    Object.assign(context, { strokeStyle: stroke, lineWidth: width, lineCap: "round" });
    context.stroke();
  }

  disc(x, y, radius, fill) {
    const { context } = this;
    context.beginPath();
    context.arc(this.x(x), this.y(y), radius * this.scale, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
  }

  /** An arrow along the ground for a push, or nothing. */
  push(x, y, by) {
    if (!by) return;
    const stroke = this.theme.mark;
    const end = x + by;
    this.path([[x, y], [end, y]], { stroke, width: 3 });
    const [back, side] = [-0.25 * Math.sign(by) * Math.min(1, Math.abs(by)), 0.1];
    this.path([[end + back, y + side], [end, y], [end + back, y - side]], { stroke, width: 3 });
  }
}

function cartPole(context, size, [x, , angle], { theme, action, settings }) {
  const { pole_length: length = 1 } = settings;
  const sheet = new Sheet(context, size, { left: -3, across: 6, bottom: -0.75 }, theme);
  const quiet = css(theme.zero.map((value) => 255 - value), 0.35);
  sheet.path([[-3, 0], [3, 0]], { stroke: theme.quiet, width: 1.5 });
  for (const edge of [-2.4, 2.4]) {
    sheet.path([[edge, -0.25], [edge, 0.25]], { stroke: quiet, width: 2 });
  }
  const cart = [[x - 0.25, 0.02], [x - 0.25, 0.3], [x + 0.25, 0.3], [x + 0.25, 0.02]];
  sheet.path(cart, { fill: css(theme.above), close: true });
  const top = [x + length * Math.sin(angle), 0.24 + length * Math.cos(angle)];
  sheet.path([[x, 0.24], top], { stroke: css(theme.below), width: Math.max(4, size.width / 70) });
  sheet.disc(x, 0.24, 0.05, theme.text);
  if (action != null) sheet.push(x, -0.35, action === 1 ? 0.7 : -0.7);
}

function mountainCar(context, size, [place], { theme, action }) {
  const sheet = new Sheet(context, size, { left: -1.4, across: 2.2, bottom: -0.12 }, theme);
  const height = (at) => 0.45 * Math.sin(3 * at) + 0.55;
  const hill = Array.from({ length: 91 }, (_, i) => -1.2 + (1.8 * i) / 90).map((at) => [
    at,
    height(at),
  ]);
  sheet.path(hill, { stroke: theme.quiet, width: 2 });
  const flag = [0.5, height(0.5)];
  sheet.path([flag, [0.5, flag[1] + 0.2]], { stroke: theme.text, width: 2 });
  const cloth = [[0.5, flag[1] + 0.2], [0.6, flag[1] + 0.16], [0.5, flag[1] + 0.12]];
  sheet.path(cloth, { fill: css(theme.below), close: true });
  const slope = Math.atan(1.35 * Math.cos(3 * place));
  const [cosine, sine] = [Math.cos(slope), Math.sin(slope)];
  const of = ([along, above]) => [
    place + along * cosine - above * sine,
    height(place) + along * sine + above * cosine,
  ];
  const body = [[-0.08, 0.035], [-0.08, 0.09], [0.08, 0.09], [0.08, 0.035]];
  sheet.path(body.map(of), { fill: css(theme.above), close: true });
  for (const along of [-0.05, 0.05]) sheet.disc(...of([along, 0.03]), 0.028, theme.text);
  if (action != null && action !== 1) {
    const [from, to] = [of([0, 0.15]), of([0.18 * (action - 1), 0.15])];
    sheet.path([from, to], { stroke: theme.mark, width: 3 });
  }
}

function pendulum(context, size, [angle], { theme, settings, action }) {
  const { length = 1, torque: most = 2 } = settings;
  const reach = 1.35 * Math.max(1, length);
  const across = (2 * reach * size.width) / size.height;
  const sheet = new Sheet(context, size, { left: -across / 2, across, bottom: -reach }, theme);
  const end = [-length * Math.sin(angle), length * Math.cos(angle)];
  sheet.path([[0, 0], end], { stroke: css(theme.below), width: size.width / 30 });
  sheet.disc(0, 0, 0.06, theme.text);
  if (!action) return;
  // The torque turns anticlockwise where it is above 0, as angles are counted.
  context.beginPath();
  const radius = 0.3 * sheet.scale;
  const span = (Math.min(most, Math.abs(action)) / most) * 1.6 * Math.PI;
  const from = -Math.PI / 2;
  context.arc(sheet.x(0), sheet.y(0), radius, from, from - Math.sign(action) * span, action > 0);
  Object.assign(context, { strokeStyle: theme.mark, lineWidth: 4 });
  context.stroke();
}

function acrobot(context, size, [one, two], { theme, settings, action }) {
  const { first_length: first = 1 } = settings;
  const second = 1;
  const reach = 1.1 * (first + second);
  const across = (2 * reach * size.width) / size.height;
  const sheet = new Sheet(context, size, { left: -across / 2, across, bottom: -reach }, theme);
  const line = [[-across / 2, 1], [across / 2, 1]];
  sheet.path(line, { stroke: theme.quiet, width: 1.5 });
  const elbow = [first * Math.sin(one), -first * Math.cos(one)];
  const end = [elbow[0] + second * Math.sin(one + two), elbow[1] - second * Math.cos(one + two)];
  const width = size.width / 40;
  sheet.path([[0, 0], elbow], { stroke: css(theme.above), width });
  sheet.path([elbow, end], { stroke: css(theme.below), width });
  sheet.disc(0, 0, 0.07, theme.text);
  sheet.disc(...elbow, action === 0 || action === 2 ? 0.12 : 0.07, theme.mark);
  sheet.disc(...end, 0.07, theme.text);
}

/** In metres: the hull, its legs and its nozzle, around the middle of each. */
const HULL = [[-0.47, 0.57], [-0.57, 0], [-0.57, -0.33], [0.57, -0.33], [0.57, 0], [0.47, 0.57]];
const LEG = [[-0.07, -0.27], [-0.07, 0.27], [0.07, 0.27], [0.07, -0.27]];
const NOZZLE = [[-0.2, -0.33], [0.2, -0.33], [0.3, -0.5], [-0.3, -0.5]];
const FLAME = [[-0.25, -0.5], [0.25, -0.5], [0, -1.5]];
const JET = [[0.6, 0.35], [0.6, 0.2], [1.2, 0.28]];
const [WIDE, PAD_FROM, PAD_TO] = [20, 8, 12];

/**
 * The numbers are, in metres and radians: place and angle of the hull; of each leg its place, its
 * angle and whether it is down; whether the main engine is on; to which side the side engines push;
 * the heights of the ground.
 */
function lander(context, size, numbers, { theme }) {
  const [x, y, angle, ...rest] = numbers;
  const legs = [rest.slice(0, 4), rest.slice(4, 8)];
  const [main, side] = rest.slice(8, 10);
  const ground = rest.slice(10);
  const sheet = new Sheet(context, size, { left: 0, across: WIDE, bottom: 0 }, theme);
  const apart = WIDE / (ground.length - 1);
  const surface = ground.map((height, i) => [i * apart, height]);
  const below = [[WIDE, 0], [0, 0]];
  const rock = css(theme.zero.map((value) => 255 - value), 0.12);
  sheet.path([...surface, ...below], { fill: rock, close: true });
  sheet.path(surface, { stroke: theme.quiet, width: 2 });
  const pad = ground[Math.floor(ground.length / 2)];
  sheet.path([[PAD_FROM, pad], [PAD_TO, pad]], { stroke: theme.text, width: 4 });
  for (const at of [PAD_FROM, PAD_TO]) {
    sheet.path([[at, pad], [at, pad + 1.5]], { stroke: theme.text, width: 2 });
    const cloth = [[at, pad + 1.5], [at + 0.8, pad + 1.2], [at, pad + 0.9]];
    sheet.path(cloth, { fill: css(theme.below), close: true });
  }
  const put = (points, [left, up, turned]) => {
    const [cosine, sine] = [Math.cos(turned), Math.sin(turned)];
    return points.map(([a, b]) => [left + a * cosine - b * sine, up + a * sine + b * cosine]);
  };
  const hull = [x, y, angle];
  const fire = { fill: css(theme.below), close: true };
  if (main) sheet.path(put(FLAME, hull), fire);
  // What pushes to the right burns on the left.
  const jet = JET.map(([a, b]) => [-Math.sign(side) * a, b]);
  if (side) sheet.path(put(jet, hull), fire);
  const corners = put([[-0.5, -0.15], [0.5, -0.15]], hull);
  for (const [left, up, turned, down] of legs) {
    // Either corner carries the leg that is nearer to it.
    const far = ([a, b]) => Math.hypot(a - left, b - up);
    const corner = far(corners[0]) < far(corners[1]) ? corners[0] : corners[1];
    sheet.path([corner, [left, up]], { stroke: theme.quiet, width: 2 });
    const fill = down > 0.5 ? theme.mark : theme.text;
    sheet.path(put(LEG, [left, up, turned]), { fill, close: true });
  }
  sheet.path(put(NOZZLE, hull), { fill: theme.quiet, close: true });
  sheet.path(put(HULL, hull), { fill: css(theme.above), close: true });
}

/** By the world's name: how wide each drawing is for its height, and what draws it. */
export const CLASSIC = {
  "CartPole-v1": { ratio: 2, draw: cartPole },
  "MountainCar-v0": { ratio: 1.6, draw: mountainCar },
  "Pendulum-v1": { ratio: 1.6, draw: pendulum },
  "Acrobot-v1": { ratio: 1.6, draw: acrobot },
  "LunarLander-v3": { ratio: 1.4, draw: lander },
};
