/** A recurrent network unrolled in time: what each unit holds at each step, and what comes of it. */

import { choice, make, setText } from "../explorer/nodes.js";
import { Incoming } from "./incoming.js";
import { Picker } from "./picker.js";
import { Said, visible } from "./said.js";
import { States } from "./states.js";
import { Unit } from "./unit.js";

/** What each kind of cell holds or computes at a step, as the probe names it. */
const QUANTITIES = {
  elman: ["hidden"],
  lstm: ["hidden", "cell", "input_gate", "forget_gate", "candidate", "output_gate"],
  gru: ["hidden", "reset_gate", "update_gate", "candidate"],
};
const MANY = 26; // steps, which want the whole width
const FIRST = { layer: 0, backward: false, quantity: "hidden", step: null, unit: 0 };

export class Inside {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    this.every = 250;
    Object.assign(this, FIRST);
    this.asker = studio.asker("unrolled", (answer, request) => this.take(answer, request));
    const toStep = (step) => this.choose({ step });
    this.picker = new Picker(() => this.turnTo());
    this.incoming = new Incoming(toStep);
    this.states = new States((unit, step) => this.choose({ unit, step }));
    this.said = new Said(toStep);
    this.unitView = new Unit(toStep);
    this.build();
    // What stands below the columns of the heatmap follows them when the page changes its width.
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.states.heatmap.canvas);
  }

  build() {
    const { picker, incoming, states, said, unitView } = this;
    this.choices = make("div", "tools");
    this.stepper = make("input", "slider", { type: "range", min: 1, step: 1 });
    this.stepper.addEventListener("input", () => {
      this.choose({ step: this.stepper.valueAsNumber - 1 });
    });
    this.stepText = make("span", "seq-step");
    const row = make("label", "seq-stepper", {}, this.stepText, this.stepper);
    const parts = [incoming.node, this.choices, states.node, said.byStep];
    const main = make("div", "seq-main", {}, ...parts);
    const side = make("div", "seq-side", {}, row, said.atStep, unitView.node);
    this.body = make("div", "seq-body", { hidden: true }, main, side);
    const above = [picker.node, said.headline, said.spoken];
    this.node = make("div", "seq-view", {}, ...above, this.body);
  }

  receive({ words, theme, data, other }) {
    const reworded = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (other) {
      this.asker.drop();
      Object.assign(this, FIRST, { answer: null });
      this.body.hidden = true;
    }
    this.picker.receive({ words, data, other });
    if (reworded || other) this.buildChoices();
    this.draw();
  }

  buildChoices() {
    const { words, data } = this;
    const layers = Array.from({ length: data.layers }, (_, i) => [
      i,
      words.say("layer", { number: words.count(i + 1) }),
      words.say("layer_help"),
    ]);
    const named = (value, name) => [value, words.say(name), words.say(`${name}_help`)];
    const directions = [named(false, "forward"), named(true, "backward")];
    const quantities = QUANTITIES[data.cell].map((name) => named(name, name));
    this.layers = choice(words.say("layers"), layers, (layer) => {
      this.layer = layer;
      this.layers.choose(layer);
      this.studio.askNow();
    });
    this.directions = choice(words.say("directions"), directions, (backward) => {
      this.choose({ backward });
    });
    this.quantities = choice(words.say("quantities"), quantities, (quantity) => {
      this.choose({ quantity });
    });
    this.layers.node.hidden = data.layers < 2;
    this.directions.node.hidden = !data.bidirectional;
    this.quantities.node.hidden = quantities.length < 2;
    const nodes = [this.layers.node, this.directions.node, this.quantities.node];
    this.choices.replaceChildren(...nodes);
  }

  // ---- questions ----

  get idle() {
    return this.asker.idle;
  }

  request(tick) {
    const { picker, layer, data } = this;
    return picker.request && { run: data.run.id, tick, ...picker.request, layer };
  }

  ask(tick) {
    this.picker.onStatus(this.studio.status);
    const request = this.request(tick);
    if (request) this.asker.want(request);
  }

  async prepare(tick) {
    const request = this.request(tick);
    if (!request) return;
    const { run, ...rest } = request;
    await this.studio.api.probe(run, "unrolled", rest);
  }

  /** Another sequence was chosen. */
  turnTo() {
    this.step = null;
    this.studio.askNow();
  }

  take(answer, { layer }) {
    Object.assign(this, { answer, shownLayer: layer });
    this.body.hidden = false;
    this.draw();
  }

  choose(change) {
    Object.assign(this, change);
    this.draw();
  }

  // ---- drawing ----

  draw() {
    const { answer, data, words, theme } = this;
    if (!answer || !theme) return;
    const tokens = this.tokensOf(answer);
    this.tokens = tokens;
    this.step = Math.min(this.step ?? Infinity, tokens.length - 1);
    this.layers.choose(this.layer);
    this.directions.choose(this.backward);
    this.quantities.choose(this.quantity);
    this.body.toggleAttribute("data-long", tokens.length > MANY);
    const { step, quantity } = this;
    const states = this.traced(quantity);
    this.unit = Math.min(this.unit, states.shape[1] - 1);
    const scene = { words, theme, data, answer, tokens, step, unit: this.unit };
    this.incoming.show(scene);
    const about = { quantity, layer: this.shownLayer, real: answer.units.data[0] };
    this.states.show({ ...scene, ...about, states, named: (at) => this.named(at) });
    this.said.show({ ...scene, token: this.named(step), frame: this.states.frame });
    this.unitView.show({ ...scene, cell: data.cell, traces: this.traces(), backward: this.backward });
    this.drawStepper();
  }

  drawStepper() {
    const { words, tokens, step, stepper } = this;
    stepper.max = tokens.length;
    stepper.value = step + 1;
    const values = { step: words.count(step + 1), count: words.count(tokens.length) };
    setText(this.stepText, words.say("step_of", { ...values, token: this.named(step) }));
    stepper.setAttribute("aria-valuetext", this.stepText.textContent);
  }

  /** What is read at each step, as one word. */
  tokensOf(answer) {
    const { vocabulary } = this.data;
    const numbers = answer.inputs.data;
    return Array.from({ length: answer.inputs.shape[0] }, (_, i) =>
      vocabulary.length ? visible(vocabulary[numbers[i]]) : this.words.count(i + 1),
    );
  }

  /** What is read at a step, as it is named in a sentence; a number would only repeat the step. */
  named(step) {
    return this.data.vocabulary.length ? ` (${this.tokens[step]})` : "";
  }

  /** A quantity of the layer in the direction chosen: (time, unit). */
  traced(name) {
    return this.answer[this.backward ? `${name}_backward` : name];
  }

  /** Each quantity of the chosen unit, one value a step. */
  traces() {
    const found = {};
    for (const name of QUANTITIES[this.data.cell]) {
      const { shape, data } = this.traced(name);
      found[name] = Float32Array.from({ length: shape[0] }, (_, i) => data[i * shape[1] + this.unit]);
    }
    return found;
  }

  stop() {
    this.asker.drop();
    this.observer.disconnect();
    const { picker, incoming, states, said, unitView } = this;
    for (const part of [picker, incoming, states, said, unitView]) part.stop();
  }
}
