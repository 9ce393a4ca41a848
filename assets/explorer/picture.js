/** Which picture goes in: one of the dataset's, or one from the drawing pad. */

import { button, choice, make, setText } from "./nodes.js";
import { Pad } from "./pad.js";
import { drawPicture } from "./theme.js";

export class Picture {
  /**
   * @param {object} options
   * @param {(since: number) => void} options.onImage another picture goes in
   * @param {() => Promise<number[]>} options.wrongOnes places in the split the network gets wrong
   */
  constructor({ onImage, wrongOnes }) {
    Object.assign(this, { onImage, wrongOnes });
    this.split = "valid";
    this.index = 0;
    this.ink = null;
    this.pad = new Pad({
      onInk: (ink, since) => {
        this.ink = ink;
        this.tell("");
        this.onImage(since);
      },
      onTrouble: (sentence) => this.tell(sentence),
    });
    this.node = make("div", "picture");
  }

  receive(words, { drawing, shape, sizes, classes }, hasRun) {
    const reworded = this.words !== words;
    if (!hasRun) this.mode = "draw";
    else if (!this.hasRun && !this.ink) this.mode = "data";
    Object.assign(this, { words, shape, sizes, classes, hasRun });
    this.index %= sizes[this.split];
    this.pad.receive(words, drawing, shape[0]);
    if (reworded) this.build();
    this.render();
  }

  build() {
    const { words } = this;
    const option = (mode) => [mode, words.say(`mode_${mode}`), words.say(`mode_${mode}_help`)];
    const options = ["data", "draw"].map(option);
    this.modes = choice(words.say("picture"), options, (mode) => this.choose(mode));
    this.seen = make("canvas", "seen", { role: "img", "aria-label": words.say("seen_alt") });
    this.window = make("span", "window", { "aria-hidden": "true", hidden: true });
    const frame = make("div", "frame", {}, this.seen, this.window);
    this.seenTitle = make("figcaption", "quiet");
    this.figure = make("figure", "figure", {}, this.seenTitle, frame);
    this.caption = make("p", "caption");
    this.steps = make(
      "div",
      "tools",
      {},
      button("‹", words.say("previous_help"), () => this.step(-1)),
      button("›", words.say("next_help"), () => this.step(1)),
      button(words.say("wrong_one"), words.say("wrong_one_help"), () => this.nextWrong()),
    );
    this.steps.children[0].setAttribute("aria-label", words.say("previous_help"));
    this.steps.children[1].setAttribute("aria-label", words.say("next_help"));
    this.said = make("p", "caption", { role: "status" });
    const own = [this.pad.node, this.figure, this.caption, this.steps, this.said];
    this.node.replaceChildren(this.modes.node, ...own);
  }

  /** The picture as the probe is asked about it; null while there is nothing to ask about. */
  get image() {
    if (this.mode === "draw") return this.ink && { ink: this.ink };
    return { split: this.split, index: this.index };
  }

  choose(mode) {
    this.mode = mode;
    this.tell("");
    this.render();
    this.onImage(performance.now());
  }

  /** Shows one of the dataset's pictures. */
  open(split, index) {
    Object.assign(this, { split, index });
    this.choose("data");
  }

  step(by) {
    const size = this.sizes[this.split];
    this.open(this.split, (this.index + by + size) % size);
  }

  async nextWrong() {
    const since = performance.now();
    const wrong = (await this.wrongOnes(this.split)).toSorted((a, b) => a - b);
    if (wrong.length === 0) {
      this.tell(this.words.say("wrong_none"));
      return;
    }
    this.index = wrong.find((index) => index > this.index) ?? wrong[0];
    this.tell("");
    this.render();
    this.onImage(since);
  }

  tell(sentence) {
    setText(this.said, sentence);
  }

  /**
   * Shows what the network was given.
   * @param {{shape: number[], data: Float32Array}} input (channel, height, width)
   * @param {number} target
   */
  show(input, target) {
    drawPicture(this.seen, input);
    this.target = target;
    this.render();
  }

  clear() {
    this.seen.getContext("2d").clearRect(0, 0, this.seen.width, this.seen.height);
    this.target = -1;
  }

  /** Outlines a window of the input, in its pixels; null: none. */
  mark(square) {
    this.window.hidden = !square;
    if (!square) return;
    const [, height, width] = this.shape;
    const { style } = this.window;
    style.left = `${(100 * square.x) / width}%`;
    style.top = `${(100 * square.y) / height}%`;
    style.width = `${(100 * square.side) / width}%`;
    style.height = `${(100 * square.side) / height}%`;
  }

  render() {
    const { words, mode, split, index, sizes, hasRun } = this;
    const drawn = mode === "draw";
    this.modes.choose(mode);
    this.modes.node.hidden = !hasRun;
    this.node.dataset.mode = mode;
    this.pad.node.hidden = !drawn;
    this.steps.hidden = drawn;
    this.caption.hidden = drawn;
    this.figure.hidden = drawn && !hasRun;
    this.figure.style.setProperty("--pg-ex-ratio", this.shape[2] / this.shape[1]);
    setText(this.seenTitle, words.say("seen"));
    const values = { number: words.count(index + 1), count: words.count(sizes[split]) };
    const known = this.target >= 0 ? words.say("truth", { name: this.classes[this.target] }) : "";
    setText(this.caption, `${words.say(`picture_${split}`, values)} ${known}`);
  }

  stop() {
    this.pad.stop();
  }
}
