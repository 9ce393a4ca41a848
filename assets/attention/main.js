/**
 * The attention studio: what a run's network looks at in an example, one head taken apart, and how
 * often it looks at the right place.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to one `Studio` for each root node.
 */

import { Api } from "../explorer/api.js";
import { choice, make, setText } from "../explorer/nodes.js";
import { css, readTheme } from "../explorer/theme.js";
import { Timeline } from "../explorer/timeline.js";
import { PlaneWords } from "../plane/numbers.js";
import { Aim } from "./aim.js";
import { Example } from "./example.js";
import { Head } from "./head.js";
import { Maps } from "./maps.js";
import { Questions } from "./questions.js";
import { Said } from "./said.js";
import { Tokens, mapsOf } from "./tokens.js";
import { Which } from "./which.js";

const PULSE = 50; // milliseconds between looks at what is to be asked
const SECTIONS = ["maps", "head", "aim"];
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

class Studio {
  constructor(root) {
    this.root = root;
    this.api = new Api();
    this.section = "maps";
    this.map = null;
    this.query = null; // the place that asks; null: the first, of a text the last
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.timeline = new Timeline({
      api: this.api,
      onMove: () => this.questions.ask(),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.questions.prepare(tick),
    });
    this.questions = new Questions(this);
    this.notice = make("p", "notice", { role: "status" });
    this.picker = new Example((typed) => this.onExample(typed));
    this.said = new Said((row) => this.ask(row));
    this.which = new Which((map) => this.turnMap(map));
    this.maps = new Maps((map) => this.turnMap(map), (row) => this.ask(row));
    this.apart = new Head((row) => this.ask(row));
    this.aim = new Aim();
    this.head = make("div", "head", {}, this.timeline.node, this.notice);
    this.bar = make("div", "bar");
    this.body = make("div", "attention-body");
    root.replaceChildren(this.probe, this.head, this.picker.node, this.said.node, this.bar);
    this.body.append(this.which.node, this.maps.node, this.apart.node, this.aim.node);
    root.append(this.body);
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
    if (before?.language !== data.language) {
      this.words = new PlaneWords(data.labels, data.language);
      this.build();
    }
    this.api.receive(data);
    if (before?.run.id !== data.run.id) this.turnTo(data);
    this.recolour();
    this.spread();
    if (before && before.run.status !== data.run.status) this.questions.ask();
  }

  /** Another run: what was seen before is of no use. */
  turnTo(data) {
    this.questions.drop();
    Object.assign(this, { answer: null, numbers: null, aimed: null, map: null, query: null });
    this.refusals = new Map();
    if (this.section === "aim" && !data.aim) this.section = "maps";
  }

  build() {
    const { words } = this;
    const options = SECTIONS.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
    this.sections = choice(words.say("sections"), options, (section) => this.turn(section));
    this.bar.replaceChildren(this.sections.node);
    this.root.setAttribute("aria-label", words.say("title"));
  }

  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    this.theme = { ...theme, font: getComputedStyle(this.root).fontFamily };
    const { style } = this.root;
    style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and fields
    style.setProperty("--pg-ex-above", css(theme.above));
    style.setProperty("--pg-ex-right", css(theme.above));
    style.setProperty("--pg-ex-wrong", css(theme.below));
    style.setProperty("--pg-ex-zero", css(theme.zero));
    return true;
  }

  /** Hands everything on to the parts. */
  spread() {
    const { words, theme, data } = this;
    this.timeline.receive(words, data.run, null);
    this.picker.receive(words, data, this.ended);
    for (const part of [this.said, this.which, this.maps, this.apart, this.aim]) {
      part.receive(words, theme, data);
    }
    this.sections.buttons.get("aim").hidden = !data.aim;
    this.render();
  }

  /** Whether the run is over, so that its test examples may be opened. */
  get ended() {
    return ENDED.includes(this.timeline.status ?? this.data.run.status);
  }

  get example() {
    return this.picker.request;
  }

  render() {
    const { answer, words, data, section } = this;
    this.sections.choose(section);
    this.maps.node.hidden = section !== "maps";
    this.apart.node.hidden = section !== "head";
    this.aim.node.hidden = section !== "aim";
    if (section === "aim") this.aim.show(this.aimed);
    // Until there is an answer, nobody knows what there is to see.
    if (!answer) for (const part of [this.which, this.maps, this.apart]) part.node.hidden = true;
    if (!answer) return;
    const found = mapsOf(answer);
    const tokens = new Tokens(data, answer, words);
    this.map = settled(this.map, found, section);
    const rows = this.map ? answer[`${this.map.name}.0`].shape[1] : 1;
    const usual = data.kind === "text" ? rows - 1 : 0;
    const query = Math.max(0, Math.min(this.query ?? usual, rows - 1));
    this.which.node.hidden = section === "aim" || !found.length;
    const scene = { answer, tokens, found, map: this.map, query };
    this.said.show(scene);
    this.which.show(scene, section);
    if (section === "maps") this.maps.show(scene);
    if (section === "head") this.apart.show({ ...scene, numbers: this.numbers });
  }

  pulse() {
    if (document.hidden || !this.visible || !this.data || this.stopped) return;
    this.picker.openTest(this.ended);
    this.questions.pulse();
  }

  // ---- answers ----

  onAttention(answer, request, since) {
    this.heard(null, "attention");
    this.answer = answer;
    if (request.tick === "live") {
      this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    }
    if (this.data.vocabulary.length) this.picker.show(Tokens.typed(this.data, answer));
    const { dataset } = this.root;
    dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers ?? 0) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
    this.render();
  }

  onHead(answer) {
    this.heard(null, "attention_head");
    this.numbers = answer;
    this.render();
  }

  onAim(answer) {
    this.heard(null, "attention_aim");
    this.aimed = answer;
    this.render();
  }

  /** Says what keeps answers away; null: that which was asked has been answered. */
  heard(refusal, asked) {
    this.refusals?.set(asked, refusal);
    const worst = [...(this.refusals?.values() ?? [])].find(Boolean);
    const told = () => (worst.kind === "sentence" ? worst.message : this.words.say(worst.kind));
    setText(this.notice, worst ? told() : "");
  }

  // ---- what a visitor does ----

  onExample(typed) {
    this.query = null;
    if (typed) this.questions.typed();
    else this.questions.ask();
  }

  turn(section) {
    this.section = section;
    for (const name of ["attention_head", "attention_aim"]) this.refusals.delete(name);
    this.render();
    this.questions.ask();
  }

  turnMap(map) {
    this.map = map;
    this.render();
    if (this.section === "head") this.questions.ask();
  }

  /** Chooses the place that asks. */
  ask(row) {
    this.query = row;
    this.render();
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.listeners.abort();
    this.observer.disconnect();
    this.questions.drop();
    for (const part of [this.timeline, this.said, this.maps, this.apart]) part.stop();
  }
}

/** The map chosen, if there is one like it; one head alone can be taken apart. */
function settled(map, found, section) {
  if (!found.length) return null;
  const known = found.find(({ name }) => name === map?.name) ?? found[0];
  const { name, layers, heads } = section === "head" ? found[0] : known;
  const single = (value, count, mean) => {
    if (value === "mean" && mean && count > 1) return "mean";
    return Number.isInteger(value) && value < count ? value : 0;
  };
  const mean = section !== "head";
  return { name, layer: single(map?.layer, layers, mean), head: single(map?.head, heads, mean) };
}
