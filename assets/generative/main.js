/**
 * The generative studio: what a run's model makes at any moment of its training, and how.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to one `Studio` for each root node. What there is to
 * see is in sections (see `section.js`), of which one is open.
 */

import { Api, Newest } from "../explorer/api.js";
import { choice, make, setText } from "../explorer/nodes.js";
import { css, readTheme } from "../explorer/theme.js";
import { Timeline } from "../explorer/timeline.js";
import { PlaneWords } from "../plane/numbers.js";
import { SECTIONS } from "./sections.js";

const PULSE = 50; // milliseconds between looks at what is to be asked
const ENDED = ["finished", "stopped"];

/** @type {WeakMap<HTMLElement, Studio>} */
const shown = new WeakMap();

export function show(root, data) {
  if (!shown.has(root)) shown.set(root, new Studio(root));
  shown.get(root).receive(data);
}

export function hide(root) {
  shown.get(root)?.stop();
  shown.delete(root);
}

export class Studio {
  constructor(root) {
    this.root = root;
    this.api = new Api();
    this.askers = [];
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.timeline = new Timeline({
      api: this.api,
      onMove: () => this.ask(),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.prepare(tick),
    });
    this.notice = make("p", "notice", { role: "status" });
    this.sections = new Map(SECTIONS.map(([name, Kind]) => [name, new Kind(this, name)]));
    this.main = this.asker(null, (answer, request, since) => this.take(answer, request, since));
    this.head = make("div", "head", {}, this.timeline.node, this.notice);
    this.bar = make("div", "bar");
    this.body = make("div", "generative-body");
    root.replaceChildren(this.probe, this.head, this.bar, this.body);
    this.listeners = new AbortController();
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    // Streamlit follows the system's choice a little later.
    const follow = () => setTimeout(() => this.recolour() && this.spread(), 300);
    scheme.addEventListener("change", follow, { signal: this.listeners.signal });
    this.observer = new IntersectionObserver(([entry]) => (this.visible = entry.isIntersecting));
    this.observer.observe(root);
    this.timer = setInterval(() => this.pulse(), PULSE);
  }

  /** Takes what a rerun of the page hands over. */
  receive(data) {
    const before = this.data;
    this.data = data;
    const reworded = before?.language !== data.language;
    if (reworded) this.words = new PlaneWords(data.labels, data.language);
    this.api.receive(data);
    const turned = before?.run.id !== data.run.id;
    if (turned) this.turnTo(data);
    if (reworded || turned) this.build();
    this.recolour();
    this.spread();
    if (before && before.run.status !== data.run.status) this.ask();
  }

  /** Another run: what was seen before is of no use. */
  turnTo(data) {
    for (const asker of this.askers) asker.drop();
    this.refusals = new Map();
    for (const section of this.sections.values()) section.reset();
    this.fitting = [...this.sections.keys()].filter((name) => this.sections.get(name).fits(data));
    if (!this.fitting.includes(this.name)) [this.name] = this.fitting;
  }

  /** The buttons for the sections that fit, and the section that is open. */
  build() {
    const { words } = this;
    const options = this.fitting.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
    this.choice = choice(words.say("sections"), options, (name) => this.turn(name));
    this.bar.replaceChildren(this.choice.node);
    this.bar.hidden = options.length < 2;
    this.root.setAttribute("aria-label", words.say("title"));
    this.open();
  }

  open() {
    this.choice.choose(this.name);
    this.root.dataset.section = this.name;
    this.body.replaceChildren(this.section.node);
  }

  /** The section that is open. */
  get section() {
    return this.sections.get(this.name);
  }

  /** Whether the run is over, so that its test examples may be opened. */
  get ended() {
    return ENDED.includes(this.timeline.status ?? this.data.run.status);
  }

  /** Run and tick of the moment chosen; null before there is one. */
  get about() {
    const { tick } = this.timeline;
    return tick === null || !this.data ? null : { run: this.data.run.id, tick };
  }

  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    this.theme = { ...theme, font: getComputedStyle(this.root).fontFamily };
    const { style } = this.root;
    style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and fields
    style.setProperty("--pg-ex-above", css(theme.above));
    style.setProperty("--pg-ex-below", css(theme.below));
    style.setProperty("--pg-ex-right", css(theme.above));
    style.setProperty("--pg-ex-wrong", css(theme.below));
    style.setProperty("--pg-ex-zero", css(theme.zero));
    return true;
  }

  /** Hands everything on to the parts. */
  spread() {
    const { words, theme, data } = this;
    this.timeline.receive(words, data.run, null);
    for (const name of this.fitting) this.sections.get(name).receive(words, theme, data);
  }

  turn(name) {
    this.name = name;
    this.main.drop();
    this.refusals.clear();
    this.open();
    this.ask();
  }

  // ---- questions and answers ----

  /**
   * Makes something that asks one probe about a run, newest question first.
   * @param {string | null} probe null: each request names it as `probe`
   * @param {(answer: object, request: object, since: number) => void} onAnswer
   */
  asker(probe, onAnswer) {
    const made = new Newest(
      ({ run, probe: named, ...request }) => this.api.probe(run, named ?? probe, request),
      (answer, request, since) => {
        this.heard(null, probe);
        onAnswer(answer, request, since);
      },
      (refusal) => this.heard(refusal, probe),
      1,
    );
    this.askers.push(made);
    return made;
  }

  /** Asks what the open section wants to know of the moment chosen. */
  ask(since = performance.now()) {
    const request = this.wanted(this.about);
    this.asked = performance.now();
    if (request) this.main.want(request, since);
  }

  wanted(about) {
    const asks = about && this.section.asks();
    return asks ? { ...about, probe: asks.probe, ...asks.request } : null;
  }

  /** Follows a run in training. */
  pulse() {
    if (document.hidden || !this.visible || !this.data || this.stopped) return;
    if (this.timeline.tick !== "live" || !this.main.idle) return;
    const { every } = this.section.constructor;
    if (performance.now() - (this.asked ?? 0) >= every) this.ask();
  }

  /** Fetches what `ask` will want at a moment. */
  async prepare(tick) {
    const wanted = this.wanted({ run: this.data.run.id, tick });
    if (!wanted) return;
    const { run, probe, ...request } = wanted;
    await this.api.probe(run, probe, request);
  }

  take(answer, request, since) {
    if (request.tick === "live" && answer.step) {
      this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    }
    const { dataset } = this.root;
    if (answer.tick) dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers ?? 0) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
    this.section.show(answer, request);
  }

  /** Says what keeps answers away; null: that which was asked has been answered. */
  heard(refusal, asked) {
    this.refusals?.set(asked, refusal);
    const worst = [...(this.refusals?.values() ?? [])].find(Boolean);
    const told = () => (worst.kind === "sentence" ? worst.message : this.words.say(worst.kind));
    setText(this.notice, worst ? told() : "");
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.listeners.abort();
    this.observer.disconnect();
    for (const asker of this.askers) asker.drop();
    this.timeline.stop();
    for (const section of this.sections.values()) section.stop();
  }
}
