/** Points of the plane as [x, y, label], and patterns to start from. */

const LIMIT = 1.5;
const SPREAD = 0.12; // standard deviation of a spray is half of it
const ERASED = 0.12;
const STROKE_STEP = 0.06;
const OF_A_PATTERN = 60; // points of each class

function clamped(value) {
  return Math.max(-LIMIT, Math.min(LIMIT, value));
}

/** A coordinate as it is stored: within the square, three decimals. */
function rounded(value) {
  return Math.round(clamped(value) * 1000) / 1000;
}

/** Two independent numbers of the standard normal distribution (Box and Muller 1958). */
function normal() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  const angle = 2 * Math.PI * Math.random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** One point exactly here, or several around. */
function sprayed(x, y, label, count) {
  return Array.from({ length: count }, () => {
    const [right, up] = count > 1 ? normal() : [0, 0];
    return [rounded(x + (SPREAD / 2) * right), rounded(y + (SPREAD / 2) * up), label];
  });
}

function pattern(place) {
  return [0, 1].flatMap((label) =>
    Array.from({ length: OF_A_PATTERN }, () => {
      const [x, y] = place(label);
      return [rounded(x), rounded(y), label];
    }),
  );
}

function around(x, y, spread) {
  const [right, up] = normal();
  return [x + spread * right, y + spread * up];
}

const PATTERNS = {
  blobs: () => pattern((label) => around(label ? 0.6 : -0.6, label ? 0.4 : -0.4, 0.2)),
  rings: () =>
    pattern((label) => {
      const angle = 2 * Math.PI * Math.random();
      const radius = label ? 0.35 : 1;
      return around(radius * Math.cos(angle), radius * Math.sin(angle), 0.07);
    }),
  stripes: () =>
    pattern((label) => {
      const stripe = 2 * Math.floor(2 * Math.random()) + label; // of four, from left to right
      return [-1.2 + 0.6 * stripe + 0.4 * Math.random(), 2.4 * Math.random() - 1.2];
    }),
};
