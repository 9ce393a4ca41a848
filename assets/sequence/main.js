/**
 * Looking into models of sequences: one view of a run at a moment, which the time machine moves.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to one `Studio` for each root node.
 */

import { Api, Newest } from "../explorer/api.js";
import { make, setText } from "../explorer/nodes.js";
import { css, readTheme } from "../explorer/theme.js";
import { Timeline } from "../explorer/timeline.js";
import { PlaneWords } from "../plane/numbers.js";
import { Forecast } from "./forecast.js";
import { Inside } from "./inside.js";
import { Memory } from "./memory.js";
import { Writing } from "./writing.js";

const PULSE = 50; // milliseconds between looks at what is to be asked
const VIEWS = { inside: Inside, memory: Memory, forecast: Forecast, writing: Writing };

/** @type {WeakMap<HTMLElement, Studio>} */
const shown = new WeakMap();

export function show(root, data) {
  if (!shown.has(root)) shown.set(root, new Studio(root, VIEWS[data.view]));
  shown.get(root).receive(data);
}

export function hide(root) {
  shown.get(root)?.stop();
  shown.delete(root);
}

class Studio {
  constructor(root, View) {
    this.root = root;
    this.api = new Api();
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.notice = make("p", "notice", { role: "status" });
    this.timeline = new Timeline({
      api: this.api,
      onMove: () => this.ask(),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.view.prepare(tick),
    });
    this.view = new View(this);
    const head = make("div", "head seq-head", {}, this.timeline.node, this.notice);
    root.replaceChildren(this.probe, head, this.view.node);
    root.dataset.view = View.name.toLowerCase();
    this.listeners = new AbortController();
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    // Streamlit follows the system's choice a little later.
    const follow = () => setTimeout(() => this.recolour() && this.spread(), 300);
    scheme.addEventListener("change", follow, { signal: this.listeners.signal });
    this.observer = new IntersectionObserver(([entry]) => (this.visible = entry.isIntersecting));
    this.observer.observe(root);
    this.last = 0;
    this.timer = setInterval(() => this.pulse(), PULSE);
  }

  /** Takes what a rerun of the page hands over. */
  receive(data) {
    const before = this.data;
    this.data = data;
    if (before?.language !== data.language) this.words = new PlaneWords(data.labels, data.language);
    this.api.receive(data);
    this.other = before?.run.id !== data.run.id;
    if (this.other) Object.assign(this, { refusals: new Map(), asked: null });
    this.recolour();
    this.spread();
    this.other = false;
    if (before?.run.status !== data.run.status) this.ask();
  }

  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    const font = getComputedStyle(this.root).fontFamily;
    this.theme = { ...theme, font, ink: channels(theme.text) };
    this.root.style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and fields
    this.root.style.setProperty("--pg-ex-right", css(theme.above));
    this.root.style.setProperty("--pg-ex-wrong", css(theme.below));
    return true;
  }

  /** Hands everything on to the parts. */
  spread() {
    const { words, theme, data, other } = this;
    this.root.setAttribute("aria-label", words.say("title"));
    this.view.receive({ words, theme, data, other });
    // Of a model without weights to go back to, the view has been told all there is.
    this.timeline.node.hidden = Boolean(data.own);
    if (!data.own) this.timeline.receive(words, data.run, null);
  }

  /** The run's status as far as it is known; the time machine hears of it first. */
  get status() {
    const { timeline, data } = this;
    return (timeline.run?.id === data.run.id && timeline.status) || data.run.status;
  }

  // ---- questions ----

  /** Makes what asks one probe; `onAnswer` takes the answer and what was asked. */
  asker(name, onAnswer) {
    return new Newest(
      ({ run, ...request }) => this.api.probe(run, name, request),
      (answer, request, since) => {
        this.heard(null, name);
        onAnswer(answer, request);
        this.arrived(answer, request, since);
      },
      (refusal) => this.heard(refusal, name),
    );
  }

  /** Asks about the moment chosen. */
  ask() {
    const { tick } = this.timeline;
    if (tick === null || !this.theme) return;
    if (tick === "live" && this.asked === "live") return; // the pulse does
    this.asked = tick;
    this.askNow();
  }

  /** Asks at once, such as after a key was pressed. */
  askNow() {
    const { tick } = this.timeline;
    if (tick === null || this.stopped) return;
    this.last = performance.now();
    this.view.ask(tick);
  }

  pulse() {
    if (document.hidden || !this.visible || !this.data || this.stopped) return;
    this.view.pulse?.();
    if (this.timeline.tick !== "live" || !this.view.idle) return;
    if (performance.now() - this.last >= this.view.every) this.askNow();
  }

  arrived(answer, { run, tick }, since) {
    if (!answer.tick || run !== this.data.run.id) return;
    if (tick === "live" && this.timeline.tick === "live") {
      this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    }
    const { dataset } = this.root;
    dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers ?? 0) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
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
    this.timeline.stop();
    this.view.stop();
  }
}

/** [red, green, blue] of a colour in CSS. */
function channels(text) {
  return text.match(/[\d.]+/g).slice(0, 3).map(Number);
}
