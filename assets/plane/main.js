/**
 * A run over the plane: what its network says, what each neuron computes, and what hand-set weights
 * would change, beside the classical models on the same data.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to one `Studio` for each root node.
 */

import { Api } from "../explorer/api.js";
import { make } from "../explorer/nodes.js";
import { css, readTheme } from "../explorer/theme.js";
import { Timeline } from "../explorer/timeline.js";
import { Diagram } from "./diagram.js";
import { Edits } from "./edits.js";
import { Inspector } from "./inspector.js";
import { isSame } from "./layers.js";
import { Multiples } from "./multiples.js";
import { PlaneWords } from "./numbers.js";
import { Questions } from "./questions.js";
import { Seeds } from "./seeds.js";
import { Stage } from "./stage.js";

const PULSE = 50; // milliseconds between looks at what is to be asked

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
    this.edits = new Edits();
    this.looked = null;
    this.pinned = null;
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.timeline = new Timeline({
      api: this.api,
      onMove: () => this.questions.ask(),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.questions.prepare(tick),
    });
    this.questions = new Questions(this);
    this.stage = new Stage({ onChange: () => this.render(), onUndo: () => this.undo() });
    this.seeds = new Seeds(this.api, () => this.render());
    this.diagram = new Diagram({
      onLook: (neuron) => this.look(neuron),
      onPin: (neuron) => this.pin(neuron),
    });
    this.inspector = new Inspector((input, value) => this.edit(input, value));
    this.multiples = new Multiples(this.api);
    this.head = make("div", "head", {}, this.timeline.node, this.stage.notice);
    const side = make("div", "plane-side", {}, this.multiples.node, this.diagram.node);
    side.append(this.inspector.node);
    this.stage.tools.append(this.seeds.toggle);
    this.stage.node.append(this.seeds.spread);
    const body = make("div", "plane-body", {}, this.stage.node, side);
    root.replaceChildren(this.probe, this.head, body);
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
    const axisNames = data.axes.map((feature) => data.features[feature]);
    this.data = { ...data, axisNames, unitText: data.unit ? ` ${data.unit}` : "" };
    if (before?.language !== data.language) {
      this.words = new PlaneWords(data.labels, data.language);
    }
    this.api.receive(data);
    if (before?.run?.id !== data.run?.id || `${before?.axes}` !== `${data.axes}`) this.turnTo(data);
    this.recolour();
    this.spread();
    if (before?.run?.status !== data.run?.status) this.questions.renew();
  }

  /** Another run, or another plane: what was seen before is of no use. */
  turnTo({ run }) {
    this.questions.drop();
    Object.assign(this, { looked: null, pinned: null, answer: null, neurons: null });
    this.refusals = new Map();
    this.edits.receive(run?.id ?? "");
    this.diagram.answer = null;
  }

  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    this.theme = theme;
    this.root.style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and fields
    this.root.style.setProperty("--pg-ex-above", css(theme.above));
    this.root.style.setProperty("--pg-ex-below", css(theme.below));
    return true;
  }

  /** Hands everything on to the parts. */
  spread() {
    const { words, theme, data } = this;
    this.root.setAttribute("aria-label", words.say("title"));
    this.stage.receive(words, theme, data);
    this.seeds.receive(words, theme, data);
    this.multiples.receive(words, theme, data);
    this.diagram.node.hidden = !data.layers.length;
    if (data.layers.length) this.diagram.receive(words, theme, data);
    this.timeline.node.hidden = !data.layers.length;
    if (data.layers.length) this.timeline.receive(words, data.run, null);
    this.render();
  }

  render() {
    const { words, theme, data, edits, pinned } = this;
    if (!data) return;
    const neuron = this.looked ?? pinned;
    const layers = data.layers.length ? this.diagram.layers : null;
    const { answer, neurons } = this;
    const seeds = this.seeds.scene;
    // A pinned neuron leaves the plane to the network, on which its weights can be seen to work.
    this.stage.show({ answer, neurons, neuron: this.looked, layers, edits, seeds });
    if (layers) this.diagram.mark(this.looked, pinned, edits);
    this.inspector.show({
      ...{ words, theme, layers, neuron, edits, answer: neurons },
      pinned: isSame(neuron, pinned) && pinned.layer !== "input",
      probabilistic: answer?.probabilistic?.data[0] !== 0,
    });
  }

  pulse() {
    if (document.hidden || !this.visible || !this.data || this.stopped) return;
    this.questions.pulse();
    this.seeds.ask();
    this.multiples.ask();
  }

  // ---- answers ----

  onBoundary(answer, since) {
    this.heard(null, "boundary");
    this.answer = answer;
    if (this.questions.network && this.timeline.tick === "live") {
      this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    }
    const { dataset } = this.root;
    dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers ?? 0) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
    this.render();
  }

  onNeurons(answer) {
    this.heard(null, "neurons");
    this.neurons = answer;
    this.diagram.show(answer);
    this.render();
  }

  /** Says what keeps answers away; null: that which was asked has been answered. */
  heard(refusal, asked) {
    this.refusals?.set(asked, refusal);
    this.stage.tell([...(this.refusals?.values() ?? [])].find(Boolean), this.words);
  }

  // ---- what a visitor does ----

  look(neuron) {
    this.looked = neuron;
    this.render();
  }

  pin(neuron) {
    this.pinned = isSame(neuron, this.pinned) ? null : neuron;
    this.looked = null; // a pinned one is let go of by another click
    this.render();
  }

  edit(input, value) {
    const { layer, unit } = this.pinned;
    this.edits.set(layer, unit, input, value);
    this.questions.ask(true);
    this.render();
  }

  undo() {
    this.edits.clear();
    this.questions.ask(true);
    this.render();
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.listeners.abort();
    this.observer.disconnect();
    this.questions.drop();
    const { timeline, stage, seeds, diagram, inspector, multiples } = this;
    for (const part of [timeline, stage, seeds, diagram, inspector, multiples]) part.stop();
  }
}
