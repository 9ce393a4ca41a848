/** What a language model writes, what it finds likely next, and where a text surprises it. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { Epochs } from "./epochs.js";
import { Letters, READABLE } from "./letters.js";
import { Likely } from "./likely.js";
import { Slider } from "./slider.js";

const DEBOUNCE = 80; // milliseconds after a key until it is asked about
const WARMEST = 1.5;
const LENGTHS = { least: 50, most: 600, step: 50, start: 200 };
const MOST_BITS = 8; // have the full colour: as surprising as the one of 256 that are as likely
const PASSAGE = 400;
const ENDED = ["finished", "stopped"];
const SECTIONS = ["write", "surprise", "epochs"];

export class Writing {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    this.every = 700;
    Object.assign(this, { section: "write", split: "valid", start: 0, seed: 0 });
    this.writer = studio.asker("writing", (answer) => this.take("write", answer));
    this.judge = studio.asker("surprise", (answer) => this.take("surprise", answer));
    this.answers = {};
    this.tools = make("div", "tools");
    this.prompt = make("textarea", "seq-prompt", { rows: 2, spellcheck: "false", maxlength: 500 });
    this.prompt.addEventListener("input", () => this.soon());
    this.settings = make("div", "tools");
    this.passage = make("div", "tools");
    this.note = make("p", "quiet");
    this.letters = new Letters((index) => this.likely.show(this, index));
    this.legend = make("p", "seq-legend");
    this.headline = make("p", "headline");
    this.likely = new Likely();
    this.epochs = new Epochs(studio, () => this.writingRequest());
    const main = make("div", "seq-main", {}, this.letters.node, this.legend);
    this.body = make("div", "seq-body", {}, main, this.likely.node);
    const above = [this.tools, this.note, this.prompt, this.settings, this.passage, this.headline];
    this.node = make("div", "seq-view", {}, ...above, this.body, this.epochs.node);
  }

  receive({ words, theme, data, other }) {
    const reworded = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (other) {
      this.writer.drop();
      this.judge.drop();
      this.answers = {};
      this.letters.chosen = 0;
      if (!this.prompt.value) this.prompt.value = data.prompt;
    }
    this.epochs.receive({ words, data, other });
    if (reworded) this.build();
    this.draw();
  }

  build() {
    const { words } = this;
    const named = (names, onChoose, title) => {
      const options = names.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
      return choice(words.say(title), options, onChoose);
    };
    this.sections = named(SECTIONS, (section) => this.turn({ section }), "sections");
    this.tools.replaceChildren(this.sections.node);
    this.prompt.setAttribute("aria-label", words.say("prompt"));
    this.prompt.title = words.say("prompt_help");
    const heat = { min: 0, max: WARMEST, step: 0.1, value: this.heat?.value ?? 0.8 };
    this.heat = new Slider(words, "temperature", heat, () => this.soon());
    const { least, most, step, start } = LENGTHS;
    const long = { min: least, max: most, step, value: this.long?.value ?? start };
    this.long = new Slider(words, "length", long, () => this.soon());
    const dice = button(words.say("dice"), words.say("dice_help"), () => this.turn({ seed: this.seed + 1 }));
    this.settings.replaceChildren(this.heat.node, this.long.node, dice);
    const splits = ["valid", "test"].map((name) => [
      name,
      words.say(`from_${name}`),
      words.say(`from_${name}_help`),
    ]);
    this.splits = choice(words.say("from"), splits, (split) => this.turn({ split, start: 0 }));
    const move = (name, by) => button(words.say(name), words.say(`${name}_help`), () => this.go(by()));
    this.passage.replaceChildren(
      this.splits.node,
      move("previous", () => this.start - PASSAGE),
      move("next", () => this.start + PASSAGE),
      move("random", () => Math.floor(Math.random() * this.size)),
    );
  }

  get size() {
    return this.data.sizes[this.split];
  }

  go(start) {
    this.turn({ start: Math.max(0, Math.min(this.size - 1, start)) });
  }

  turn(change) {
    Object.assign(this, change);
    if (change.seed) this.epochs.forget();
    this.letters.chosen = 0;
    this.draw();
    this.studio.askNow();
  }

  /** Asks soon, once no key follows. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.epochs.forget();
      this.studio.askNow();
    }, DEBOUNCE);
  }

  // ---- questions ----

  get idle() {
    return this.writer.idle && this.judge.idle;
  }

  writingRequest() {
    const { prompt, seed } = this;
    const [temperature, count] = [this.heat.value, this.long.value];
    return { prompt: prompt.value, count, temperature, seed };
  }

  /** What to ask about a moment: the probe's name and the request. */
  question(tick) {
    if (this.section !== "surprise") return ["writing", { tick, ...this.writingRequest() }];
    const { split, start } = this;
    return ["surprise", { tick, split, start, count: PASSAGE }];
  }

  ask(tick) {
    const open = ENDED.includes(this.studio.status);
    const test = this.splits.buttons.get("test");
    test.disabled = !open;
    test.title = this.words.say(open ? "from_test_help" : "test_closed");
    if (!open) this.split = "valid";
    const [name, request] = this.question(tick);
    const run = this.data.run.id;
    (name === "writing" ? this.writer : this.judge).want({ run, ...request });
  }

  prepare(tick) {
    return this.studio.api.probe(this.data.run.id, ...this.question(tick));
  }

  pulse() {
    if (this.section === "epochs") this.epochs.pulse();
  }

  take(section, answer) {
    this.answers[section] = answer;
    this.draw();
  }

  // ---- drawing ----

  draw() {
    const { words, data, section } = this;
    if (!data || !this.sections) return;
    this.sections.choose(section);
    this.splits.choose(this.split);
    const [write, surprise] = [section !== "surprise", section === "surprise"];
    this.prompt.hidden = this.settings.hidden = !write;
    this.passage.hidden = !surprise;
    this.body.hidden = section === "epochs";
    this.epochs.node.hidden = section !== "epochs";
    this.headline.hidden = section === "epochs";
    setText(this.note, words.say(`${section}_note`));
    this.answer = this.answers[surprise ? "surprise" : "write"];
    this.drawLegend(surprise);
    if (this.answer && section !== "epochs") this.drawLetters(surprise);
  }

  drawLetters(surprise) {
    const { answer, words, theme, data } = this;
    const bits = answer.bits.data;
    const prompt = surprise ? 0 : answer.prompt.data[0];
    this.before = answer.text.data.length - bits.length; // characters of which nothing was said
    const letters = [...answer.text.data].map((number, i) => {
      const cost = bits[i - this.before] ?? 0;
      const share = surprise ? Math.min(1, cost / MOST_BITS) : i < prompt ? 0 : unsure(cost);
      return { text: data.vocabulary[number], share, colour: theme.below, quiet: i < prompt };
    });
    this.letters.show(words.say(surprise ? "surprise_alt" : "write_alt"), letters);
    const mean = bits.reduce((sum, cost) => sum + cost, 0) / Math.max(1, bits.length);
    const values = { bits: words.decimal(mean, 2), choices: words.short(2 ** mean) };
    const told = { ...values, start: words.count(this.start + 1), size: words.count(this.size) };
    setText(this.headline, surprise ? words.say("surprise_mean", told) : "");
    this.headline.hidden = !surprise;
    this.likely.show(this, this.letters.chosen);
  }

  drawLegend(surprise) {
    const { words, theme } = this;
    if (!theme) return;
    const bar = make("span", "seq-ramp");
    bar.style.background = `linear-gradient(to right, transparent, ${css(theme.below, READABLE)})`;
    const [low, high] = surprise ? ["legend_expected", "legend_surprised"] : ["legend_sure", "legend_bold"];
    const most = { most: words.count(MOST_BITS) };
    this.legend.replaceChildren(words.say(low), bar, words.say(high, most));
  }

  stop() {
    clearTimeout(this.timer);
    this.writer.drop();
    this.judge.drop();
    this.epochs.stop();
  }
}

/** How far from sure a model was of what it wrote: 0 where it was, 1 where it was one of 256. */
function unsure(bits) {
  return Math.min(1, bits / MOST_BITS);
}
