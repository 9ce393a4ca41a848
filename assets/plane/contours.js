/** Where a model changes its mind: the borders between its classes, by marching squares. */

/**
 * Returns the borders of a classifier's surface.
 * @param {import("./surface.js").Surface} surface
 * @returns {number[][]} segments [u, v, u, v], from 0 to 1, `v` upwards
 */
export function borders(surface) {
  const { side, layers } = surface;
  const segments = [];
  // With two classes, the border of the one is that of the other.
  for (let label = 0; label < (layers === 2 ? 1 : layers); label += 1) {
    const leads = lead(surface, label);
    for (let y = 0; y < side - 1; y += 1) {
      for (let x = 0; x < side - 1; x += 1) segments.push(...cell(leads, side, x, y));
    }
  }
  return segments;
}

/** By how much a class is ahead of all others: (y, x). */
function lead({ data, side, layers }, label) {
  const size = side * side;
  return Float32Array.from({ length: size }, (_, i) => {
    let rival = -Infinity;
    for (let other = 0; other < layers; other += 1) {
      if (other !== label) rival = Math.max(rival, data[other * size + i]);
    }
    return data[label * size + i] - rival;
  });
}

/** The line of zeros through one square of the grid: two points where it enters and leaves. */
function cell(leads, side, x, y) {
  const corners = [
    [x, y],
    [x + 1, y],
    [x + 1, y + 1],
    [x, y + 1],
  ];
  const values = corners.map(([column, row]) => leads[row * side + column]);
  const crossings = [];
  for (let i = 0; i < 4; i += 1) {
    const j = (i + 1) % 4;
    if (values[i] > 0 === values[j] > 0) continue;
    const share = values[i] / (values[i] - values[j]);
    const along = (axis) => corners[i][axis] + share * (corners[j][axis] - corners[i][axis]);
    crossings.push([along(0) / (side - 1), along(1) / (side - 1)]);
  }
  const segments = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    segments.push([...crossings[i], ...crossings[i + 1]]);
  }
  return segments;
}
