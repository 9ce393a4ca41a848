/** Asking the app: requests, arrays in answers, what went wrong, and dropping what is stale. */

const TIMEOUT = 15_000;
const KEPT = 80; // answers about fixed moments; each is well below a megabyte
const RETRY_STARTING = 700;
const RETRY_LOST = [500, 1000, 2000, 4000];
const AT_ONCE = 2; // the newest question need not wait for an old one, and none pile up

const KINDS = { 403: "forbidden", 404: "missing", 503: "starting" };

const ARRAYS = {
  uint8: Uint8Array,
  bool: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Why there is no answer: `starting` and `lost` pass by themselves. */
export class Refusal extends Error {
  /** @param {"starting" | "lost" | "missing" | "forbidden" | "sentence"} kind */
  constructor(kind, sentence = "") {
    super(sentence || kind);
    this.kind = kind;
    this.passing = kind === "starting" || kind === "lost";
  }
}

export class Api {
  constructor() {
    /** @type {Map<string, Promise<object>>} */
    this.kept = new Map();
  }

  receive({ share, language }) {
    this.query = new URLSearchParams({ language, ...(share ? { share } : {}) });
  }

  /** Forgets what a run's moments showed, as when it was taken back and trains anew. */
  forget(run) {
    for (const key of this.kept.keys()) if (key.startsWith(run)) this.kept.delete(key);
  }

  moments(run) {
    return this.fetch(`${run}/moments?${this.query}`);
  }

  answers(run, split) {
    return this.fetch(`${run}/answers?${this.query}&split=${split}`);
  }

  /** Asks a probe. What it says about a fixed moment is kept, for scrubbing back and forth. */
  async probe(run, name, request) {
    const fixed = request.tick !== "live";
    const body = JSON.stringify(request);
    const key = `${run} ${name} ${body}`;
    const kept = this.kept.get(key);
    const answer = kept ?? this.ask(run, name, body);
    if (fixed) {
      this.kept.delete(key); // so that the one used last comes last
      this.kept.set(key, answer);
      if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
      answer.catch(() => this.kept.get(key) === answer && this.kept.delete(key));
    }
    return answer;
  }

  async ask(run, name, body) {
    const headers = { "Content-Type": "application/json" };
    const path = `${run}/probe/${name}?${this.query}`;
    return decoded(await this.fetch(path, { method: "POST", headers, body }));
  }

  /** Asks a probe that is about data alone, so that no run is needed. */
  async dataProbe(name, request) {
    const headers = { "Content-Type": "application/json" };
    const options = { method: "POST", headers, body: JSON.stringify(request) };
    return decoded(await this.fetch(`probe/${name}?${this.query}`, options, "data"));
  }

  async fetch(path, options = {}, about = "runs") {
    const url = new URL(`/playground/${about}/${path}`, window.location.origin);
    const signal = AbortSignal.timeout(TIMEOUT);
    let response;
    try {
      response = await fetch(url, { cache: "no-store", signal, ...options });
      if (response.ok) return await response.json();
    } catch {
      throw new Refusal("lost");
    }
    if (response.status === 422) throw new Refusal("sentence", (await response.json()).error);
    throw new Refusal(KINDS[response.status] ?? "lost");
  }
}

/** All arrays of an answer. */
function decoded(answer) {
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, decode(value)]));
}

/** An array in an answer: its shape and its numbers, first axis slowest. */
function decode({ shape, dtype, data }) {
  const text = atob(data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  const numbers = new ARRAYS[dtype](bytes.buffer);
  return { shape, data: dtype === "int64" ? Float64Array.from(numbers, Number) : numbers };
}

/** Bytes as base64, in pieces that a function call can take. */
export function encode(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}

/** Asks the same thing again and again, and hands on nothing older than what it handed on last. */
export class Newest {
  /**
   * @param {(request: any) => Promise<any>} ask
   * @param {(answer: any, request: any, asked: number) => void} onAnswer
   * @param {(refusal: Refusal, request: any) => void} onRefusal
   * @param {number} [atOnce] how many questions may be open at a time
   */
  constructor(ask, onAnswer, onRefusal, atOnce = AT_ONCE) {
    Object.assign(this, { ask, onAnswer, onRefusal, atOnce });
    this.asked = 0;
    this.shown = 0;
    this.underway = 0;
    this.tries = 0;
    this.waiting = null;
  }

  /** Whether everything that was wanted has been answered. */
  get idle() {
    return this.underway === 0 && !this.waiting;
  }

  want(request, since = performance.now()) {
    clearTimeout(this.timer);
    this.asked += 1;
    this.waiting = { request, since, number: this.asked };
    this.start();
  }

  /** Forgets every question that is still open. */
  drop() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.shown = this.asked;
    this.waiting = null;
  }

  async start() {
    if (!this.waiting || this.underway >= this.atOnce) return;
    const { request, since, number } = this.waiting;
    this.waiting = null;
    this.underway += 1;
    try {
      const answer = await this.ask(request);
      if (number > this.shown) {
        this.shown = number;
        this.tries = 0;
        this.onAnswer(answer, request, since);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (number === this.asked && number > this.shown) this.refused(error, request);
    } finally {
      this.underway -= 1;
      this.start();
    }
  }

  refused(refusal, request) {
    this.onRefusal(refusal, request);
    if (!refusal.passing) return;
    const lost = RETRY_LOST[Math.min(this.tries, RETRY_LOST.length - 1)];
    this.tries += 1;
    const delay = refusal.kind === "starting" ? RETRY_STARTING : lost;
    this.timer = setTimeout(() => this.want(request), delay);
  }
}
