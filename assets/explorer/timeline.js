/** The time machine: one slider over the moments of a run, which can play them like a film. */

import { button, make, setText } from "./nodes.js";

const POLL = 1000;
const POLL_REFUSED = 3000;
const FRAME = 333;

/**
 * Where somebody has put the slider, by run, so that it still stands there when they come back from
 * another tab.
 * @type {Map<string, number>}
 */
const left = new Map();

function isActive(status) {
  return status === "waiting" || status === "running";
}

function over(status) {
  return !isActive(status) && status !== "paused";
}

export class Timeline {
  /**
   * @param {object} options
   * @param {import("./api.js").Api} options.api
   * @param {() => void} options.onMove the slider stands elsewhere, or `now` may have news
   * @param {(refusal: object | null) => void} options.onHeard null when the app answered
   * @param {(tick: number) => Promise<unknown>} options.prepare fetches a moment ahead of time
   */
  constructor(options) {
    Object.assign(this, options);
    this.moments = [];
    this.node = make("div", "timeline");
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("visibilitychange", () => document.hidden || this.poll(), { signal });
  }

  /**
   * Takes what a rerun of the page hands over.
   * @param {number | null} start where to stand in a run seen first; null: at its newest moment
   */
  receive(words, run, start) {
    const before = this.run;
    const reworded = this.words !== words;
    this.words = words;
    this.run = run;
    if (reworded) this.build();
    if (before?.id !== run.id) {
      this.pause();
      this.moments = [];
      this.live = false;
      this.chosen = start ?? left.get(run.id) ?? null;
      this.liveAt = null;
    }
    // Taken back, or after a single step, a paused run is paused still.
    if (["id", "status", "revision", "attempt"].some((name) => before?.[name] !== run[name])) {
      this.status = run.status;
      this.poll();
    }
    this.render();
  }

  build() {
    const { words } = this;
    this.playButton = button("", words.say("play_help"), () => this.play(), "button play");
    this.slider = make("input", "slider", {
      type: "range",
      min: 0,
      step: 1,
      "aria-label": words.say("moment"),
      title: words.say("moment_help"),
    });
    this.slider.addEventListener("input", () => {
      const index = this.slider.valueAsNumber; // pausing draws the slider where it was
      this.pause();
      this.go(index);
    });
    this.nowButton = button(words.say("now"), words.say("now_help"), () => {
      this.pause();
      this.go(this.stops.length - 1);
    });
    this.position = make("span", "position");
    this.node.replaceChildren(this.playButton, this.slider, this.nowButton, this.position);
  }

  // ---- moments ----

  /** Where the slider can stand: the moments kept, and `live` while the run trains. */
  get stops() {
    if (this.moments.length === 0) return [];
    const ticks = this.moments.map(({ tick }) => tick);
    return this.live ? [...ticks, "live"] : ticks;
  }

  get index() {
    const { stops, chosen } = this;
    if (chosen === null) return stops.length - 1;
    const far = (tick) => (tick === "live" ? Infinity : Math.abs(tick - chosen));
    return stops.reduce((best, tick, i) => (far(tick) < far(stops[best]) ? i : best), 0);
  }

  /** The moment to show: a tick, `live`, or null before there is any. */
  get tick() {
    return this.stops[this.index] ?? null;
  }

  go(index) {
    const { stops } = this;
    const before = this.tick;
    this.choose(index >= stops.length - 1 ? null : stops[index]);
    this.render();
    if (this.tick !== before) this.onMove();
  }

  /** @param {number | null} tick where to stay; null: to follow the run */
  choose(tick) {
    this.chosen = tick;
    if (tick === null) left.delete(this.run.id);
    else left.set(this.run.id, tick);
  }

  async poll() {
    clearTimeout(this.timer);
    if (this.stopped || document.hidden || this.asking) return;
    const { run } = this;
    this.asking = true;
    let delay = POLL;
    try {
      const answer = await this.api.moments(run.id);
      if (this.run.id === run.id && !this.stopped) this.take(answer);
      this.onHeard(null);
    } catch (refusal) {
      delay = POLL_REFUSED;
      if (this.run.id === run.id && !this.stopped) this.onHeard(refusal);
    }
    this.asking = false;
    const settled = delay === POLL && this.run.id === run.id && !isActive(this.status);
    if (!this.stopped && !settled) this.timer = setTimeout(() => this.poll(), delay);
  }

  take({ status, live, moments }) {
    const before = this.tick;
    const last = moments.at(-1)?.tick ?? -1;
    // Taken back and trained anew, the same tick has other weights.
    if (last < (this.moments.at(-1)?.tick ?? -1)) {
      this.api.forget(this.run.id);
      this.choose(null);
    }
    this.moments = moments;
    Object.assign(this, { status, live });
    this.render();
    if (this.tick !== before || this.tick === "live") this.onMove();
  }

  // ---- playing ----

  async play() {
    if (this.playing) {
      this.pause();
      return;
    }
    const film = {};
    this.playing = film;
    if (this.index === this.stops.length - 1) this.go(0);
    this.render();
    while (this.playing === film && this.index < this.stops.length - 1) {
      const [next, after] = this.stops.slice(this.index + 1);
      const ready = Promise.all([new Promise((done) => setTimeout(done, FRAME)), this.ready(next)]);
      this.ready(after);
      await ready;
      if (this.playing === film) this.go(this.index + 1);
    }
    if (this.playing === film) this.pause();
  }

  /** What cannot be had ahead of time is asked for, and worded, when the slider gets there. */
  async ready(tick) {
    if (typeof tick === "number") await this.prepare(tick).catch(() => {});
  }

  pause() {
    this.playing = null;
    if (this.slider) this.render();
  }

  // ---- what is seen ----

  /** Notes where `now` is, once its answer has come. */
  arrived(step, epoch) {
    this.liveAt = { step, epoch };
    this.render();
  }

  render() {
    const { words, stops, index } = this;
    const text = this.wording();
    this.slider.max = Math.max(1, stops.length - 1);
    this.slider.value = Math.max(0, index);
    this.slider.disabled = stops.length < 2;
    this.slider.setAttribute("aria-valuetext", text);
    this.playButton.disabled = stops.length < 2;
    setText(this.playButton, words.say(this.playing ? "pause" : "play"));
    this.nowButton.setAttribute("aria-pressed", String(this.chosen === null && stops.length > 0));
    this.nowButton.disabled = stops.length === 0;
    setText(this.nowButton, words.say(this.live ? "now" : "last"));
    setText(this.position, text);
  }

  wording() {
    const { words, run, moments, tick } = this;
    if (tick === null) return words.say(over(run.status) ? "moment_never" : "moment_none");
    const live = tick === "live";
    const kept = live ? moments.at(-1) : moments[this.index];
    const { step, epoch } = (live && this.liveAt) || kept;
    if (step === 0 && !live) return words.say("moment_untrained");
    const values = {
      epoch: words.count(epoch),
      epochs: words.count(run.epochs),
      step: words.count(step),
    };
    return words.say(live ? "moment_now" : "moment_at", values);
  }

  stop() {
    this.stopped = true;
    this.pause();
    clearTimeout(this.timer);
    this.listeners.abort();
  }
}
