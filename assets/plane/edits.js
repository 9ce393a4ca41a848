/** Weights set by hand, of one run; kept while the page is open, even if the plane is not. */

/** @type {Map<string, Map<string, object>>} */
const kept = new Map();

export class Edits {
  /** Turns to a run's edits. */
  receive(run) {
    if (!kept.has(run)) kept.set(run, new Map());
    this.own = kept.get(run);
  }

  get count() {
    return this.own?.size ?? 0;
  }

  /** As a probe is asked about them; undefined for none, so that nothing is sent. */
  get request() {
    return this.count ? { edits: [...this.own.values()] } : {};
  }

  /** @param {number | "bias"} input */
  set(layer, unit, input, value) {
    this.own.set(key(layer, unit, input), { layer, unit, input, value });
  }

  has(layer, unit, input) {
    return this.own?.has(key(layer, unit, input)) ?? false;
  }

  /** Whether anything of a neuron was changed. */
  touches(layer, unit) {
    return [...(this.own?.values() ?? [])].some((e) => e.layer === layer && e.unit === unit);
  }

  clear() {
    this.own.clear();
  }
}

function key(layer, unit, input) {
  return `${layer} ${unit} ${input}`;
}
