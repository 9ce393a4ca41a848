/** A Hopfield network: a spoilt picture falls back into a memory while the energy goes down. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { Slider } from "../sequence/slider.js";
import { Brush } from "./brush.js";
import { Energy } from "./energy.js";
import { Film } from "./film.js";
import { Framed, paint, pictureAt } from "./frames.js";
import { Picker } from "./picker.js";

const REST = 0.95; // agreement, or weight, from which on a state counts as a memory

export class Hopfield {
  constructor(studio) {
    this.studio = studio;
    const changed = () => this.again();
    this.picker = new Picker("memory_number", 0, changed);
    this.brush = new Brush(changed);
    this.amounts = make("div", "tools");
    this.film = new Film(() => this.render());
    this.state = new Framed();
    this.truth = new Framed();
    this.energy = new Energy((place) => place !== null && this.film.go(place));
    this.verdict = make("p", "headline", { "aria-live": "polite" });
    this.title = make("h4", "title");
    this.help = make("p", "quiet");
    this.memories = make("div", "memories");
    const left = make("div", "repair-side", {}, this.brush.node, this.amounts);
    const states = make("div", "states", {}, this.state.node, this.truth.node);
    const right = make("div", "repair-side", {}, this.verdict, this.film.node, states);
    right.append(this.energy.canvas);
    const view = make("div", "repair", {}, left, right);
    this.about = [view, this.title, this.help, this.memories];
    this.node = make("div", "memory", {}, this.picker.node, ...this.about);
    this.reset();
  }

  reset() {
    Object.assign(this, { answer: null, seed: 0, fresh: true });
    this.picker.reset();
    this.brush.reset();
    this.film.pause();
    this.film.hold(0);
    this.refused(null);
  }

  receive(words, theme, data) {
    const rebuilt = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (rebuilt) this.build();
    this.picker.receive(words, this.answer?.patterns.shape[0] ?? 1);
    this.brush.receive(words, theme, data.shape);
    this.film.receive(words);
    this.state.receive(words.say("state_now"), words.say("state_now_help"));
    this.truth.receive(words.say("memory_meant"), words.say("memory_meant_help"));
    this.energy.receive(words, theme, words.say("energy_alt"));
    setText(this.title, words.say("memories"));
    this.render();
  }

  build() {
    const { words } = this;
    const range = { min: 0, max: 0.5, step: 0.05, value: 0 };
    this.flipped = new Slider(words, "flipped", range, () => this.again());
    const again = button(words.say("once_more"), words.say("recall_again_help"), () => {
      this.seed += 1;
      this.again();
    });
    this.amounts.replaceChildren(this.flipped.node, again);
  }

  again() {
    this.fresh = true;
    this.studio.ask();
  }

  asks() {
    const { picker, brush, seed } = this;
    const flipped = this.flipped?.value ?? 0;
    return {
      probe: "recall",
      request: { pattern: picker.index, erased: brush.erased, flipped, seed },
    };
  }

  show(answer) {
    this.answer = answer;
    this.node.dataset.states = answer.energy.data.length;
    this.brush.show(brightened(pictureAt(answer.truth)));
    this.picker.receive(this.words, answer.patterns.shape[0]);
    this.film.hold(answer.energy.data.length);
    // A picture that was just spoilt is seen to fall; at another moment the place stays.
    if (this.fresh) {
      this.film.pause();
      this.film.place = 0;
      this.film.play();
    }
    this.fresh = false;
    this.render();
  }

  /** What was told of another moment, or memory, would pass for an answer; one can pick another. */
  refused(refusal) {
    for (const part of this.about) part.style.visibility = refusal ? "hidden" : "";
  }

  /** One of the numbers that the answer tells of each state and memory. */
  row(name, place) {
    const { shape, data } = this.answer[name];
    return data.subarray(place * shape[1], (place + 1) * shape[1]);
  }

  render() {
    const { words, answer, film } = this;
    if (!words || !answer) return;
    const { place } = film;
    const modern = Boolean(answer.weights);
    setText(this.help, words.say(modern ? "memories_modern" : "memories_help"));
    this.state.show(brightened(pictureAt(answer.states, place)));
    this.truth.show(brightened(pictureAt(answer.truth)));
    this.energy.tell(answer.energy.data, place, [...answer.steps.data], {
      x: words.say("recall_steps"),
      y: words.say("energy"),
    });
    setText(this.verdict, this.told(answer.energy.data.length - 1));
    const shares = this.row(modern ? "weights" : "overlap", place);
    const best = shares.indexOf(Math.max(...shares));
    sync(this.memories, [...shares], () => this.makeMemory(), (node, share, i) => {
      paint(node.firstElementChild, brightened(pictureAt(answer.patterns, i)));
      const values = { number: words.count(i + 1), percent: words.percent(Math.max(0, share)) };
      setText(node.lastElementChild, values.percent);
      node.title = words.say(modern ? "memory_weight" : "memory_overlap", values);
      node.dataset.best = String(i === best);
      node.setAttribute("aria-pressed", String(i === this.picker.index));
      node.style.setProperty("--pg-ex-share", Math.max(0, share));
    });
  }

  makeMemory() {
    const canvas = make("canvas", "framed-picture", { "aria-hidden": "true" });
    const node = make("button", "memory-card", { type: "button" }, canvas, make("span", "quiet"));
    node.addEventListener("click", () => {
      this.picker.turn([...this.memories.children].indexOf(node));
    });
    return node;
  }

  /** Where the network comes to rest, and what became of the energy. */
  told(last) {
    const { words, answer, picker } = this;
    const modern = Boolean(answer.weights);
    const shares = this.row(modern ? "weights" : "overlap", last);
    const best = shares.indexOf(Math.max(...shares));
    const { data } = answer.energy;
    const values = {
      number: words.count(best + 1),
      percent: words.percent(Math.max(0, shares[best])),
      before: words.short(data[0]),
      after: words.short(data[last]),
    };
    const right = shares[picker.index] === shares[best]; // two memories may be alike
    if (right && last === 0) return words.say("rests_at_once");
    if (shares[best] < REST) return words.say(modern ? "rests_mixed" : "rests_between", values);
    return words.say(right ? "rests_right" : "rests_other", values);
  }

  stop() {
    this.film.stop();
    this.energy.stop();
  }
}

/** A picture of -1 and 1 as one of black and white. */
function brightened({ shape, data }) {
  return { shape, data: data.map((value) => (value + 1) / 2) };
}
