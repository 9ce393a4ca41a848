/** Which sequence is looked at: an example of the data, by its number, or what somebody types. */

import { button, choice, make, setText } from "../explorer/nodes.js";

const DEBOUNCE = 60; // milliseconds after a key until it is asked about
const ENDED = ["finished", "stopped"];

export class Picker {
  /** @param {() => void} onChange another sequence is to be looked at */
  constructor(onChange) {
    this.onChange = onChange;
    this.node = make("div", "tools seq-picker");
    this.mode = "valid";
    this.index = 0;
  }

  receive({ words, data, other }) {
    const reworded = this.words !== words;
    const typable = data.typed !== null;
    Object.assign(this, { words, data, typable });
    if (reworded) this.build();
    if (other) {
      this.index = 0;
      this.mode = "valid";
      this.text.value = data.typed ?? "";
    }
    this.render();
  }

  build() {
    const { words } = this;
    const options = ["valid", "test", "typed"].map((name) => [
      name,
      words.say(`from_${name}`),
      words.say(`from_${name}_help`),
    ]);
    this.modes = choice(words.say("from"), options, (mode) => this.turn(mode));
    const step = (name, by) =>
      button(words.say(name), words.say(`${name}_help`), () => this.go(by()));
    this.number = make("input", "number seq-index", { type: "number", min: 1, step: 1 });
    this.number.addEventListener("input", () => this.go(this.number.valueAsNumber - 1));
    this.numberLabel = make("label", "", {}, words.say("example"), " ", this.number);
    this.of = make("span", "quiet");
    this.browse = make(
      "div",
      "tools",
      {},
      step("previous", () => this.index - 1),
      this.numberLabel,
      this.of,
      step("next", () => this.index + 1),
      step("random", () => Math.floor(Math.random() * this.count)),
    );
    const typed = this.text?.value ?? "";
    this.text = make("input", "seq-text", {
      type: "text",
      spellcheck: "false",
      autocomplete: "off",
      maxlength: 300,
      "aria-label": words.say("typed_label"),
      placeholder: words.say("typed_label"),
      title: words.say("typed_help"),
    });
    this.text.value = typed;
    this.text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.onChange(), DEBOUNCE);
    });
    this.node.replaceChildren(this.modes.node, this.browse, this.text);
  }

  /** How many examples the split has. */
  get count() {
    return this.data.sizes[this.mode] ?? 1;
  }

  turn(mode) {
    this.mode = mode;
    this.index = Math.min(this.index, Math.max(0, this.count - 1));
    this.render();
    if (mode === "typed") this.text.focus();
    this.onChange();
  }

  go(index) {
    if (!Number.isInteger(index)) return; // an empty field
    this.index = Math.max(0, Math.min(this.count - 1, index));
    this.render(document.activeElement === this.number);
    this.onChange();
  }

  /** The status of the run may open the test. */
  onStatus(status) {
    const open = ENDED.includes(status);
    const { buttons } = this.modes;
    buttons.get("test").disabled = !open;
    buttons.get("test").title = this.words.say(open ? "from_test_help" : "test_closed");
    if (!open && this.mode === "test") this.turn("valid");
  }

  render(typing = false) {
    this.modes.buttons.get("typed").hidden = !this.typable;
    this.modes.choose(this.mode);
    this.browse.hidden = this.mode === "typed";
    this.text.hidden = this.mode !== "typed";
    this.number.max = this.count;
    if (!typing) this.number.value = this.index + 1;
    setText(this.of, this.words.say("example_of", { count: this.words.count(this.count) }));
  }

  /** What to ask for, as part of a request; null while nothing is typed. */
  get request() {
    if (this.mode !== "typed") return { split: this.mode, index: this.index };
    const { value } = this.text;
    // Who types a name begins it with a capital, which data without capitals do not know.
    const small = this.data.vocabulary.every((symbol) => symbol === symbol.toLowerCase());
    return value ? { text: small ? value.toLowerCase() : value } : null;
  }

  stop() {
    clearTimeout(this.timer);
  }
}
