/** A slider with its name and its value beside it. */

import { make, setText } from "../explorer/nodes.js";

export class Slider {
  /**
   * @param {object} words which have `name` with a {value}, and its help
   * @param {string} name
   * @param {{min: number, max: number, step: number, value: number}} range
   * @param {() => void} onChange
   */
  constructor(words, name, range, onChange) {
    const help = words.say(`${name}_help`);
    this.input = make("input", "slider", { type: "range", title: help, ...range });
    const text = make("span", "seq-step");
    this.node = make("label", "seq-stepper", {}, text, this.input);
    const tell = () => setText(text, words.say(name, { value: words.short(this.value) }));
    this.input.addEventListener("input", () => {
      tell();
      onChange();
    });
    tell();
  }

  get value() {
    return this.input.valueAsNumber;
  }
}
