/** Which class a model shall make, if it can be told one. */

import { make, setText, sync } from "../explorer/nodes.js";

const ALL = "";

export class WhichClass {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.label = make("span");
    this.select = make("select", "select");
    this.select.addEventListener("change", onChange);
    this.node = make("label", "which-class", {}, this.label, this.select);
  }

  receive(words, data) {
    this.told = Boolean(data.params.conditional) && data.classes.length > 0;
    this.node.hidden = !this.told;
    if (!this.told) return;
    setText(this.label, words.say("which_class"));
    this.node.title = words.say("which_class_help");
    const options = [[ALL, words.say("which_class_all")], ...data.classes.map((c, i) => [i, c])];
    sync(this.select, options, () => make("option"), (option, [value, text]) => {
      option.value = value;
      setText(option, text);
    });
  }

  reset() {
    this.select.value = ALL;
  }

  /** What a request says of it. */
  get request() {
    const { value } = this.select;
    return this.told && value !== ALL ? { label: Number(value) } : {};
  }
}
