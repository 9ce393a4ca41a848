// ---- points ----

/** Plotly redraws a whole line for each new point, so that long lines are thinned. */
const POINTS_MOST = 3000;
/** Bins of one of several runs' lines: about as many as a chart has pixels for. */
const BINS_MOST = 400;
/** Weight of the past in the moving average. */
const SMOOTHING = 0.9;
/** How many of the latest values make up most of it. */
const SMOOTHED_OVER = Math.round(1 / (1 - SMOOTHING));

/** Exponential moving average. */
class Average {
  constructor() {
    this.sum = 0;
    this.weight = 0;
  }

  /** Divided by the weights so far, so that the average does not start at zero. */
  add(value) {
    if (value === null) return null;
    this.sum = SMOOTHING * this.sum + (1 - SMOOTHING) * value;
    this.weight = SMOOTHING * this.weight + (1 - SMOOTHING);
    return this.sum / this.weight;
  }
}

/** The points of one series of one run, with their moving average. */
class Points {
  constructor() {
    this.x = [];
    this.y = [];
    this.smooth = [];
    this.average = new Average();
  }

  get length() {
    return this.x.length;
  }

  /** Returns whether earlier points changed, too. */
  append(x, y) {
    for (let i = 0; i < x.length; i += 1) {
      this.x.push(x[i]);
      this.y.push(y[i]);
      this.smooth.push(this.average.add(y[i]));
    }
    if (this.x.length <= POINTS_MOST) return false;
    while (this.x.length > POINTS_MOST) this.thin();
    return true;
  }

  /** Keeps the lowest and the highest of every four points, so that no peak is lost. */
  thin() {
    const kept = [];
    for (let start = 0; start < this.x.length; start += 4) {
      const four = [start, start + 1, start + 2, start + 3].filter((i) => i < this.x.length);
      const real = four.filter((i) => this.y[i] !== null);
      if (real.length < four.length) kept.push(four.find((i) => this.y[i] === null));
      if (real.length === 0) continue;
      kept.push(real.reduce((a, b) => (this.y[b] < this.y[a] ? b : a)));
      kept.push(real.reduce((a, b) => (this.y[b] >= this.y[a] ? b : a)));
    }
    const order = [...new Set(kept)].sort((a, b) => a - b);
    for (const name of ["x", "y", "smooth"]) this[name] = order.map((i) => this[name][i]);
  }
}

const NO_POINTS = new Points();

/**
 * The points of one series of one of several runs, averaged in bins of equal width.
 *
 * The bins of all runs lie at the same places, so that their means may be averaged over the runs.
 * A bin is one step wide until there are too many of them; then its width doubles, which is exact.
 */
class Bins {
  constructor() {
    this.width = 1;
    this.bins = []; // in ascending order of `index`, none of them empty
    this.average = new Average();
  }

  get length() {
    return this.bins.length;
  }

  append(x, y) {
    for (let i = 0; i < x.length; i += 1) {
      if (y[i] === null) continue;
      const index = Math.floor(x[i] / this.width);
      this.add({ index, count: 1, sum: y[i], smooth: this.average.add(y[i]) });
    }
    while (this.bins.length > BINS_MOST) this.widen(2 * this.width);
  }

  add(bin) {
    const last = this.bins.at(-1);
    if (last?.index !== bin.index) {
      this.bins.push(bin);
      return;
    }
    for (const name of ["count", "sum", "smooth"]) last[name] += bin[name];
  }

  widen(width) {
    const fine = this.bins;
    const ratio = width / this.width;
    this.bins = [];
    this.width = width;
    for (const bin of fine) this.add({ ...bin, index: Math.floor(bin.index / ratio) });
  }

  /** Returns the middle of each bin and its mean, of the values or of their moving average. */
  line(smooth) {
    const total = smooth ? "smooth" : "sum";
    return {
      x: this.bins.map((bin) => bin.index * this.width + (this.width - 1) / 2),
      y: this.bins.map((bin) => bin[total] / bin.count),
    };
  }
}

/**
 * What several runs of one setup have in common: their mean, and the lowest and highest of them.
 *
 * The range covers what two runs or more have reached. The mean covers what all runs have that
 * still go on, so that it does not jump where one of them stands; one that ended takes part as far
 * as it came.
 * @param {{bins: Bins, going: boolean}[]} members
 */
function bandOf(members, smooth) {
  const begun = members.filter(({ bins }) => bins.length > 0);
  const width = Math.max(1, ...begun.map(({ bins }) => bins.width));
  for (const { bins } of begun) if (bins.width < width) bins.widen(width);
  const lines = begun.map(({ bins }) => bins.line(smooth));
  const grid = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const columns = lines.map((line) => valuesAt(grid, line));
  const range = { x: [], low: [], high: [] };
  const mean = { x: [], y: [], customdata: [] };
  grid.forEach((x, i) => {
    const values = columns.map((column) => column[i]).filter((value) => value !== null);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (values.length > 1) {
      range.x.push(x);
      range.low.push(low);
      range.high.push(high);
    }
    const whole = begun.every(({ going }, run) => !going || columns[run][i] !== null);
    if (!whole || values.length < Math.min(2, begun.length)) return;
    mean.x.push(x);
    mean.y.push(values.reduce((a, b) => a + b) / values.length);
    mean.customdata.push([low, high]);
  });
  return { lines, range, mean };
}

/** A line's value at each place of an ascending grid; null where it has not begun or has ended. */
function valuesAt(grid, { x, y }) {
  let next = 0; // the first point that is not left of the place
  return grid.map((place) => {
    while (next < x.length && x[next] < place) next += 1;
    if (next === x.length) return null;
    if (x[next] === place) return y[next];
    if (next === 0) return null;
    const share = (place - x[next - 1]) / (x[next] - x[next - 1]);
    return y[next - 1] + share * (y[next] - y[next - 1]);
  });
}
