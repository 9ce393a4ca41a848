/** What stands at each place, as the axes of maps, buttons and sentences call it. */

const SHOWN = { " ": "␣", "\n": "⏎", "\t": "⇥", "": "·" };
const START = 1;

/** A symbol as it can be seen. */
export function visible(symbol) {
  return SHOWN[symbol] ?? symbol;
}

export class Tokens {
  /**
   * @param {object} data what the page hands over
   * @param {object} answer what the probe `attention` said
   * @param {object} words
   */
  constructor({ kind, vocabulary }, answer, words) {
    Object.assign(this, { kind, words });
    const named = (numbers) => [...numbers].map((number) => visible(vocabulary[number]));
    const { source, written, right } = answer;
    this.symbolic = vocabulary.length > 0;
    this.source = this.symbolic ? named(source.data) : this.places(source.shape[0]);
    this.written = written ? named(written.data) : [];
    this.before = written ? named([START, ...written.data.slice(0, -1)]) : [];
    this.right = right ? named(right.data) : null;
  }

  /** What vectors are called: their places; of a series, how long ago they were. */
  places(count) {
    const { words, kind } = this;
    return Array.from({ length: count }, (_, place) =>
      kind === "series"
        ? words.say("ago", { steps: words.count(count - 1 - place) })
        : words.count(place + 1),
    );
  }

  /** The string read, as it would be typed. */
  static typed({ vocabulary }, { source }) {
    return [...source.data].map((number) => vocabulary[number]).join("");
  }

  /** Names along both axes of a map. */
  axes(name) {
    if (name === "decoder_attention") return { rows: this.written, columns: this.before };
    if (name === "attention" && this.kind === "pairs") {
      return { rows: this.written, columns: this.source };
    }
    return { rows: this.source, columns: this.source };
  }
}

/** Which maps an answer holds: [name, layers, heads] each. */
export function mapsOf(answer) {
  const found = [];
  for (const name of ["attention", "encoder_attention", "decoder_attention"]) {
    let layers = 0;
    while (answer[`${name}.${layers}`]) layers += 1;
    if (layers) found.push({ name, layers, heads: answer[`${name}.0`].shape[0] });
  }
  return found;
}

/** The weights of one head, or the mean of all heads of a layer, or of all layers. */
export function weightsOf(answer, { name, layer, head }) {
  const chosen = layer === "mean" ? null : layer;
  const layers = chosen === null ? allLayers(answer, name) : [answer[`${name}.${chosen}`]];
  const [heads, rows, columns] = layers[0].shape;
  const size = rows * columns;
  if (head !== "mean") {
    const own = layers.map(({ data }) => data.subarray(head * size, (head + 1) * size));
    return { rows, columns, data: mean(own, size) };
  }
  const parts = layers.flatMap(({ data }) =>
    Array.from({ length: heads }, (_, i) => data.subarray(i * size, (i + 1) * size)),
  );
  return { rows, columns, data: mean(parts, size) };
}

function allLayers(answer, name) {
  const { layers } = mapsOf(answer).find((map) => map.name === name);
  return Array.from({ length: layers }, (_, layer) => answer[`${name}.${layer}`]);
}

function mean(parts, size) {
  if (parts.length === 1) return parts[0];
  const sum = new Float32Array(size);
  for (const part of parts) for (let i = 0; i < size; i += 1) sum[i] += part[i] / parts.length;
  return sum;
}
