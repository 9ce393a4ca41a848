/** What else a state tells besides its square: who rides where, or whether there is an ace. */

import { make, setText, sync } from "../explorer/nodes.js";

const COUNTS = { passenger: 5, goal: 4, ace: 2 };

export class WhichStates {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.chosen = {};
    this.node = make("div", "tools");
  }

  receive(words, layout) {
    this.choices = layout?.choices ?? [];
    this.node.hidden = !this.choices.length;
    sync(this.node, this.choices, () => this.blank(), (label, name) => {
      const [title, select] = label.children;
      setText(title, words.say(`which_${name}`));
      select.dataset.name = name;
      const options = Array.from({ length: COUNTS[name] }, (_, i) => words.say(`${name}_${i}`));
      sync(select, options, () => make("option"), (option, text, i) => {
        option.value = i;
        setText(option, text);
      });
      select.value = this.chosen[name] ?? 0;
    });
  }

  blank() {
    const select = make("select", "select");
    select.addEventListener("change", () => {
      this.chosen = { ...this.chosen, [select.dataset.name]: Number(select.value) };
      this.onChange();
    });
    return make("label", "which-states", {}, make("span"), select);
  }

  /** Turns to what a state tells. */
  follow(more) {
    this.chosen = { ...more };
    for (const select of this.node.querySelectorAll("select")) {
      select.value = more[select.dataset.name];
    }
  }

  reset() {
    this.chosen = {};
  }
}
