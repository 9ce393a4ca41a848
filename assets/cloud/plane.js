/** The square on which points are drawn: a shape and a colour for each class, in both themes. */

/** The first of those in which planes are drawn. */
const COLOURS = ["#009e73", "#cc5aa0", "#e69f00", "#56b4e9", "#0072b2"];
const MARK = 11; // radius in pixels of the canvas, which is shown smaller
const SVG = "http://www.w3.org/2000/svg";

/** Corners of each class's shape on a circle of radius 1; none: the circle itself. */
const SHAPES = [
  null,
  [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  [[0, -1.1], [1, 0.75], [-1, 0.75]],
  [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  [[-1, -0.4], [0, -0.4], [0, -1], [1, 0], [0, 1], [0, 0.4], [-1, 0.4]],
];

class Plane {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.side = canvas.width;
  }

  /** Where a pointer is, in the plane's coordinates; y grows upwards. */
  at({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * 2 - 1;
    const y = 1 - ((clientY - box.top) / box.height) * 2;
    return [clamped(x * LIMIT), clamped(y * LIMIT)];
  }

  /** Pixels of a place. */
  pixels(x, y) {
    const scale = this.side / (2 * LIMIT);
    return [(x + LIMIT) * scale, (LIMIT - y) * scale];
  }

  paint(points, { hint, cursor, radius }) {
    const context = this.canvas.getContext("2d");
    const { color } = getComputedStyle(this.canvas);
    context.clearRect(0, 0, this.side, this.side);
    this.grid(context, color);
    for (const [x, y, label] of points) this.point(context, ...this.pixels(x, y), label);
    if (hint) this.hint(context, hint, color);
    if (cursor) this.cross(context, cursor, radius, color);
  }

  grid(context, color) {
    Object.assign(context, { strokeStyle: color, fillStyle: color, lineWidth: 1.5 });
    Object.assign(context, { font: "24px system-ui, sans-serif", textBaseline: "bottom" });
    for (const value of [-1, 0, 1]) {
      const [x, y] = this.pixels(value, value);
      context.globalAlpha = value ? 0.12 : 0.3;
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, this.side);
      context.moveTo(0, y);
      context.lineTo(this.side, y);
      context.stroke();
      context.globalAlpha = 0.65;
      context.textAlign = "center";
      context.fillText(String(value), x, this.side - 6);
      context.textAlign = "left";
      context.fillText(String(value), 8, y - 2);
    }
    context.textAlign = "right";
    context.fillText("x", this.side - 10, this.side - 6);
    context.textAlign = "left";
    context.fillText("y", 8, 32);
    context.globalAlpha = 1;
  }

  point(context, x, y, label) {
    const shape = SHAPES[label % SHAPES.length];
    context.beginPath();
    if (shape) {
      for (const [right, down] of shape) context.lineTo(x + MARK * right, y + MARK * down);
      context.closePath();
    } else {
      context.arc(x, y, MARK, 0, 2 * Math.PI);
    }
    context.fillStyle = COLOURS[label % COLOURS.length];
    context.fill();
    Object.assign(context, { strokeStyle: "#ffffff", lineWidth: 2 });
    context.stroke();
  }

  hint(context, hint, color) {
    Object.assign(context, { fillStyle: color, textAlign: "center", globalAlpha: 0.75 });
    context.font = "32px system-ui, sans-serif";
    hint.split("\n").forEach((line, i) => context.fillText(line, this.side / 2, 300 + 44 * i));
    context.globalAlpha = 1;
  }

  /** Where the arrow keys have moved to, and how far the brush reaches. */
  cross(context, [x, y], radius, color) {
    const [right, down] = this.pixels(x, y);
    const reach = Math.max(18, (radius * this.side) / (2 * LIMIT));
    Object.assign(context, { strokeStyle: color, lineWidth: 3 });
    context.beginPath();
    context.arc(right, down, reach, 0, 2 * Math.PI);
    context.moveTo(right - reach - 8, down);
    context.lineTo(right + reach + 8, down);
    context.moveTo(right, down - reach - 8);
    context.lineTo(right, down + reach + 8);
    context.stroke();
  }
}

/** A class's shape for its button. */
function mark(label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "pg-cloud-mark");
  svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
  svg.setAttribute("aria-hidden", "true");
  const shape = SHAPES[label];
  const drawn = document.createElementNS(SVG, shape ? "polygon" : "circle");
  if (shape) drawn.setAttribute("points", shape.map((corner) => corner.join()).join(" "));
  else drawn.setAttribute("r", "1");
  drawn.setAttribute("fill", COLOURS[label]);
  svg.append(drawn);
  return svg;
}
