/** Repair: a picture loses pixels, sharpness or detail, and the model mends it. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { Slider } from "../sequence/slider.js";
import { Brush } from "./brush.js";
import { Framed, pictureAt } from "./frames.js";
import { Picker } from "./picker.js";
import { Section } from "../studio/section.js";

const HARMS = ["erased", "noisy", "shrunk"];
const FACTORS = [2, 4, 8];
const PICTURES = ["seen", "repaired", "plain", "truth"];
const ALIKE = 0.05; // fraction by which two errors may differ and still be called alike

export class Repair extends Section {
  static every = 2500;

  constructor(studio, name) {
    super(studio, name);
    const changed = () => this.again();
    this.picker = new Picker("example_number", 0, changed);
    this.brush = new Brush(changed);
    this.harms = make("div", "tools");
    this.amounts = make("div", "tools");
    this.frames = Object.fromEntries(PICTURES.map((picture) => [picture, new Framed()]));
    this.verdict = make("p", "headline repair-verdict", { "aria-live": "polite" });
    this.how = make("p", "quiet");
    const pictures = make("div", "repair-pictures", {}, ...PICTURES.map((one) => this.frames[one].node));
    const left = make("div", "repair-side", {}, this.brush.node, this.amounts);
    const right = make("div", "repair-side", {}, this.verdict, pictures, this.how);
    const view = make("div", "repair", {}, left, right);
    this.node.append(this.harms, this.picker.node, view);
    this.reset();
  }

  fits(data) {
    return data.pictures;
  }

  reset() {
    Object.assign(this, { answer: null, harm: "erased", factor: 2, seed: 0 });
    this.picker.reset();
    this.brush.reset();
  }

  receive(words, theme, data) {
    const rebuilt = this.words !== words || this.shape?.join() !== data.shape.join();
    Object.assign(this, { words, theme, data, shape: data.shape });
    if (!data.pictures) return;
    if (rebuilt) this.build();
    this.picker.receive(words, data.sizes.valid ?? 1);
    this.brush.receive(words, theme, data.shape);
    this.render();
  }

  build() {
    const { words, shape } = this;
    const option = (harm) => [harm, words.say(harm), words.say(`${harm}_help`)];
    this.kinds = choice(words.say("harm"), HARMS.map(option), (harm) => this.turn({ harm }));
    const again = button(words.say("once_more"), words.say("once_more_help"), () =>
      this.turn({ seed: this.seed + 1 }),
    );
    this.harms.replaceChildren(this.kinds.node, again);
    const range = { min: 0.05, max: 1, step: 0.05, value: 0.4 };
    this.noise = new Slider(words, "noise_amount", range, () => this.again());
    const [depth, height, width] = shape;
    const able = depth === 1 && height === width;
    const fitting = FACTORS.filter((by) => able && height % by === 0 && height / by >= 2);
    const factors = fitting.map((by) => {
      const values = { height: height / by, width: width / by };
      return [by, words.say("shrink_to", values), words.say("shrink_to_help", values)];
    });
    this.factors = choice(words.say("shrunk"), factors, (factor) => this.turn({ factor }));
    this.kinds.buttons.get("shrunk").hidden = fitting.length === 0;
    this.amounts.replaceChildren(this.noise.node, this.factors.node);
  }

  turn(change) {
    Object.assign(this, change);
    this.again();
  }

  again() {
    this.render();
    this.studio.ask();
  }

  asks() {
    const { harm, factor, seed, picker, brush } = this;
    const request = { split: "valid", index: picker.index, harm, seed };
    if (harm === "erased") request.erased = brush.erased;
    if (harm === "noisy") request.noise = this.noise?.value ?? 0.4;
    if (harm === "shrunk") request.factor = factor;
    return { probe: "repaired", request };
  }

  show(answer, request) {
    Object.assign(this, { answer, request });
    this.brush.show(pictureAt(answer.truth));
    this.render();
  }

  render() {
    const { words, answer, harm } = this;
    if (!words || !this.kinds) return;
    this.kinds.choose(harm);
    this.factors.choose(this.factor);
    this.brush.node.hidden = harm !== "erased";
    this.noise.node.hidden = harm !== "noisy";
    this.factors.node.hidden = harm !== "shrunk" || this.factors.buttons.size < 2;
    for (const [name, frame] of Object.entries(this.frames)) {
      const own = name === "plain" ? `plain_${harm}` : name;
      frame.receive(words.say(own), words.say(`${name}_help`));
    }
    const recalls = harm !== "shrunk" && this.data.recipe === "hopfield";
    setText(this.how, words.say(recalls ? "how_recalled" : `how_${harm}`));
    // What is shown belongs to the harm that was asked about.
    const fresh = answer && this.request.harm === harm;
    this.node.dataset.error = fresh ? answer.error.data[0] : "";
    setText(this.verdict, fresh ? this.judged() : words.say("mending"));
    if (!answer) return;
    for (const [name, frame] of Object.entries(this.frames)) frame.show(pictureAt(answer[name]));
  }

  /** How far the model is off, beside how far one is without a model. */
  judged() {
    const { words, answer, request } = this;
    const [error, plain] = [answer.error.data[0], answer.plain_error.data[0]];
    if (request.harm === "erased" && !request.erased.length) return words.say("nothing_erased");
    const worse = error / Math.max(plain, 1e-9) - 1;
    const verdict = Math.abs(worse) < ALIKE ? "alike" : worse < 0 ? "better" : "worse";
    this.verdict.dataset.verdict = verdict;
    const values = { error: words.percent(error), plain: words.percent(plain) };
    return words.say(`mended_${verdict}`, { ...values, other: words.say(`plain_${request.harm}_other`) });
  }
}
