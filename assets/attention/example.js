/** Which example is looked at: one of the data, or what somebody types. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { visible } from "./tokens.js";

const RESERVED = ["⊢", "⊣", "\ufffd"];
const SPLITS = ["valid", "test"];

export class Example {
  /** @param {(request: object, typed: boolean) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.node = make("div", "example");
    this.split = "valid";
    this.index = 0;
    this.text = null;
  }

  receive(words, data, testOpen) {
    const rebuilt = this.words !== words;
    const other = this.data?.dataHash !== data.dataHash;
    Object.assign(this, { words, data });
    if (other) Object.assign(this, { split: "valid", index: 0, text: null });
    if (rebuilt) this.build();
    this.openTest(testOpen);
    this.field.hidden = !data.typed;
    this.known.hidden = !data.typed;
    this.input.maxLength = data.longest;
    setText(this.known, words.say("knows", { symbols: symbolsOf(data), count: data.longest }));
    this.render();
  }

  build() {
    const { words } = this;
    const options = SPLITS.map((split) => [split, words.say(split), words.say(`${split}_help`)]);
    this.splits = choice(words.say("split"), options, (split) => this.turn(split, 0));
    this.earlier = button("‹", words.say("earlier_help"), () => this.step(-1));
    this.later = button("›", words.say("later_help"), () => this.step(1));
    this.lucky = button(words.say("random"), words.say("random_help"), () => {
      this.turn(this.split, Math.floor(Math.random() * this.count));
    });
    this.place = make("span", "quiet example-place");
    this.input = make("input", "typed", { type: "text", autocomplete: "off", spellcheck: "false" });
    this.input.setAttribute("autocapitalize", "none");
    this.input.addEventListener("input", () => this.type(this.input.value));
    this.field = make("label", "field", {}, make("span", "", { text: words.say("type") }));
    this.field.append(this.input);
    this.field.title = words.say("type_help");
    const tools = make("div", "tools", {}, this.splits.node, this.earlier, this.later);
    tools.append(this.lucky, this.place);
    this.closed = make("p", "quiet", { text: words.say("test_closed") });
    this.known = make("p", "quiet");
    this.node.replaceChildren(this.field, this.known, tools, this.closed);
  }

  get count() {
    return this.data.sizes[this.split] ?? 1;
  }

  /** What a probe is asked about. */
  get request() {
    if (this.text !== null) return { text: this.text };
    return { split: this.split, index: this.index };
  }

  /** The test is for the end, when nothing is chosen by it any more. */
  openTest(open) {
    this.closed.hidden = open;
    this.splits.buttons.get("test").disabled = !open;
    if (!open && this.split === "test") Object.assign(this, { split: "valid", index: 0 });
  }

  type(text) {
    this.text = text;
    this.render();
    this.onChange(true);
  }

  step(by) {
    this.turn(this.split, (this.index + by + this.count) % this.count);
  }

  turn(split, index) {
    Object.assign(this, { split, index, text: null });
    this.render();
    this.onChange(false);
  }

  /** Writes the example of the data into the field, from which it can be changed. */
  show(text) {
    if (this.text === null && this.input.value !== text) this.input.value = text;
  }

  render() {
    const { words } = this;
    this.splits.choose(this.text === null ? this.split : null);
    const values = { number: words.count(this.index + 1), count: words.count(this.count) };
    const kind = this.data.kind === "text" ? "passage_at" : "example_at";
    setText(this.place, words.say(this.text === null ? kind : "example_typed", values));
  }
}

/** What can be typed, as one string; long runs of neighbours are not spelled out. */
function symbolsOf({ vocabulary }) {
  const codes = vocabulary
    .filter((symbol) => symbol.length === 1 && !RESERVED.includes(symbol))
    .map((symbol) => symbol.codePointAt(0))
    .sort((a, b) => a - b);
  const runs = [];
  for (const code of codes) {
    if (runs.at(-1)?.[1] === code - 1) runs.at(-1)[1] = code;
    else runs.push([code, code]);
  }
  const name = (code) => visible(String.fromCodePoint(code));
  return runs.map(([a, b]) => (b - a > 2 ? `${name(a)}–${name(b)}` : all(a, b, name))).join(" ");
}

function all(first, last, name) {
  return Array.from({ length: last - first + 1 }, (_, i) => name(first + i)).join(" ");
}
