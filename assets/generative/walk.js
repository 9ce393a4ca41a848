/** A walk from one code to another, beside the same two pictures mixed pixel by pixel. */

import { make, setText, sync } from "../explorer/nodes.js";
import { Framed, mixed, paint, pictureAt } from "./frames.js";
import { Picker } from "./picker.js";

const STEPS = 17;
const SHOWN = 9; // of the steps, in a strip
const DRAWN = 1000; // codes to choose among, where there are none of examples

export class Walk {
  /** @param {() => void} onPath other codes lie on the walk */
  constructor(studio, onPath) {
    this.onPath = onPath;
    this.asker = studio.asker("decoded", (answer) => this.show(answer));
    this.title = make("h4", "title");
    this.help = make("p", "quiet");
    const changed = () => this.again();
    this.pickers = [0, 1].map((end) => new Picker("walk_code", end, changed));
    this.ends = ["A", "B"].map((name, end) => {
      const text = make("strong", "", { text: name });
      return make("div", "walk-end tools", {}, text, this.pickers[end].node);
    });
    this.slider = make("input", "slider", { type: "range", min: 0, max: STEPS - 1, step: 1 });
    this.slider.addEventListener("input", () => this.render());
    this.place = make("span", "quiet");
    this.byCodes = new Framed();
    this.byPixels = new Framed();
    this.strips = [make("div", "walk-strip"), make("div", "walk-strip")];
    const large = make("div", "walk-large", {}, this.byCodes.node, this.byPixels.node);
    const slide = make("label", "walk-slide", {}, this.slider, this.place);
    this.note = make("p", "readout");
    const parts = [...this.ends, slide, large, this.note, ...this.strips];
    this.node = make("article", "walk", {}, this.title, this.help, ...parts);
  }

  reset() {
    Object.assign(this, { answer: null, moment: null });
    this.slider.value = (STEPS - 1) / 2;
    for (const picker of this.pickers) picker.reset();
  }

  receive(words, theme, data) {
    Object.assign(this, { words, data });
    setText(this.title, words.say("walk"));
    setText(this.help, words.say("walk_help"));
    this.slider.setAttribute("aria-label", words.say("walk_slider"));
    this.slider.title = words.say("walk_slider");
    this.byCodes.receive(words.say("by_codes"), words.say("by_codes_help"));
    this.byPixels.receive(words.say("by_pixels"), words.say("by_pixels_help"));
    ["by_codes", "by_pixels"].forEach((name, i) => {
      Object.assign(this.strips[i], { title: words.say(`${name}_help`) });
      this.strips[i].setAttribute("role", "img");
      this.strips[i].setAttribute("aria-label", words.say(name));
    });
    this.number();
    this.render();
  }

  /** Examples can be chosen where the model tells their codes; elsewhere codes that are drawn. */
  number() {
    const { words, tells, data } = this;
    for (const picker of this.pickers) {
      picker.name = tells ? "walk_example" : "walk_code";
      picker.receive(words, tells ? (data.sizes.valid ?? 1) : DRAWN);
    }
  }

  /** Walks at a moment; `tells`: whether the model tells the codes of examples. */
  ask(moment, { tells, label }) {
    Object.assign(this, { moment, tells, label });
    this.number();
    this.again();
  }

  again() {
    const { moment, tells, label } = this;
    if (!moment) return;
    const end = ({ index }) => (tells ? { split: "valid", index } : { seed: index });
    this.asker.want({ ...moment, ends: this.pickers.map(end), steps: STEPS, label });
  }

  show(answer) {
    this.answer = answer;
    this.node.dataset.walks = Number(this.node.dataset.walks ?? 0) + 1;
    this.render();
    this.onPath();
  }

  /** Places of the walk in the plane. */
  get path() {
    const data = this.answer?.places.data ?? [];
    return Array.from({ length: data.length / 2 }, (_, i) => [data[2 * i], data[2 * i + 1]]);
  }

  render() {
    const { words, answer } = this;
    const step = this.slider.valueAsNumber;
    const percent = words.percent(step / (STEPS - 1));
    setText(this.place, words.say("walk_at", { percent }));
    this.slider.setAttribute("aria-valuetext", this.place.textContent);
    if (!answer) return;
    const [first, last] = [pictureAt(answer.pictures, 0), pictureAt(answer.pictures, STEPS - 1)];
    const between = (at) => mixed(first, last, at / (STEPS - 1));
    const here = pictureAt(answer.pictures, step);
    this.byCodes.show(here);
    this.byPixels.show(between(step));
    setText(this.note, words.say("walk_apart", { value: words.decimal(apart(here, between(step)), 2) }));
    const shown = Array.from({ length: SHOWN }, (_, i) => (i * (STEPS - 1)) / (SHOWN - 1));
    const pictures = [(at) => pictureAt(answer.pictures, at), between];
    this.strips.forEach((strip, i) => {
      const draw = (canvas, at) => {
        paint(canvas, pictures[i](at));
        canvas.dataset.here = String(at === step);
      };
      sync(strip, shown, () => make("canvas", "framed-picture"), draw);
    });
  }
}

/** Root of the mean squared difference of a picture of bytes from one within 0 and 1. */
function apart(bytes, other) {
  const sum = other.data.reduce((total, value, i) => total + (value - bytes.data[i] / 255) ** 2, 0);
  return Math.sqrt(sum / other.data.length);
}
