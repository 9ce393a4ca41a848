/** Which example is meant: the one before, the next one, or any. */

import { button, make, setText } from "../explorer/nodes.js";

export class Picker {
  /**
   * @param {string} name by which the page words where it stands, with {number} and {count}
   * @param {number} index to begin with
   * @param {() => void} onChange
   */
  constructor(name, index, onChange) {
    Object.assign(this, { name, first: index, index, onChange, count: 1 });
    this.node = make("div", "tools picker");
    this.place = make("span", "quiet picker-place");
  }

  receive(words, count) {
    this.count = Math.max(1, count);
    this.index = Math.min(this.index, this.count - 1);
    if (this.words !== words) this.build(words);
    this.render();
  }

  build(words) {
    this.words = words;
    const named = (sign, help, by) => {
      const made = button(sign, words.say(help), () => this.turn(this.index + by));
      made.setAttribute("aria-label", words.say(help));
      return made;
    };
    const lucky = button(words.say("picker_any"), words.say("picker_any_help"), () =>
      this.turn(Math.floor(Math.random() * this.count)),
    );
    const earlier = named("‹", "picker_before", -1);
    this.node.replaceChildren(earlier, named("›", "picker_after", 1), lucky, this.place);
  }

  turn(index) {
    this.index = (index + this.count) % this.count;
    this.render();
    this.onChange();
  }

  reset() {
    this.index = this.first;
  }

  render() {
    const { words } = this;
    const values = { number: words.count(this.index + 1), count: words.count(this.count) };
    setText(this.place, words.say(this.name, values));
  }
}
