/** What a network says of a sequence: in one sentence, after each step, and at the chosen one. */

import { make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";
import { Lines } from "./lines.js";
import { Steps } from "./steps.js";
import { wholes } from "./unit.js";

const MOST_BARS = 10;
const NEUTRAL = [128, 128, 128];
const SPOKEN_AFTER = 700; // milliseconds without another answer

export class Said {
  /** @param {(step: number) => void} onStep */
  constructor(onStep) {
    this.headline = make("p", "headline");
    this.spoken = make("p", "spoken", { "aria-live": "polite" });
    this.title = make("h4", "title");
    this.note = make("p", "quiet");
    this.steps = new Steps(onStep);
    this.lines = new Lines("seq-forecast-lines", (step) => step !== null && onStep(step));
    this.keys = make("p", "seq-keys");
    this.byStep = make("section", "seq-by-step", {}, this.title, this.note, this.steps.canvas);
    this.byStep.append(this.lines.canvas, this.keys);
    this.barsTitle = make("h4", "title");
    this.bars = make("ol", "bars");
    this.atStep = make("section", "seq-at-step", {}, this.barsTitle, this.bars);
  }

  /**
   * @param {object} scene
   * @param {object} scene.answer of the probe `unrolled`
   * @param {string[]} scene.tokens what is read at each step
   * @param {string} scene.token the one at the chosen step, as it is named in a sentence
   * @param {number} scene.step
   * @param {{left: number, wide: number}} scene.frame of the columns of the heatmap above
   */
  show(scene) {
    Object.assign(this, scene);
    const { words, data } = this;
    const kind = { classification: "classes", forecasting: "number", language_modelling: "next" };
    this.task = kind[data.task];
    setText(this.title, words.say(`said_${this.task}`));
    setText(this.note, words.say(`said_${this.task}_help`));
    const number = this.task === "number";
    this.steps.canvas.hidden = number;
    this.lines.canvas.hidden = !number;
    this.atStep.hidden = number;
    if (number) this.showNumber();
    else this.showShares();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setText(this.spoken, this.headline.textContent), SPOKEN_AFTER);
  }

  /** (choice,) what the network gives each class, or each next character, after a step. */
  sharesAt(step) {
    const { shape, data } = this.answer.said;
    return data.subarray(step * shape[1], (step + 1) * shape[1]);
  }

  get names() {
    return this.task === "classes" ? this.data.classes : this.data.vocabulary.map(visible);
  }

  /** The character that came after a step, or the right class; -1 if nobody knows. */
  truthAt(step) {
    const { target } = this.answer;
    return this.task === "classes" ? target.data[0] : (target.data[step] ?? -1);
  }

  showShares() {
    const { words, theme, answer, tokens, step, frame, task } = this;
    const [count] = answer.said.shape;
    const parts = task === "classes" ? (at) => this.stack(at) : (at) => this.right(at);
    const above = task === "next" ? (at) => this.names[best(this.sharesAt(at))] : null;
    this.steps.receive(words, theme, `${words.say(`said_${task}`)}. ${this.title.textContent}`);
    const title = words.say(task === "classes" ? "share_axis" : "right_axis");
    const below = (at) => tokens[at];
    this.steps.show({ count, parts, above, below, chosen: step, title, frame });
    this.showKeys();
    this.showHeadline(count - 1);
    this.showBars(step);
  }

  stack(step) {
    return [...this.sharesAt(step)].map((share, label) => ({ share, colour: classColour(label) }));
  }

  right(step) {
    const truth = this.truthAt(step);
    if (truth < 0) return [];
    return [{ share: this.sharesAt(step)[truth], colour: this.theme.above }];
  }

  showKeys() {
    const names = this.task === "classes" ? this.data.classes : [];
    sync(this.keys, names, () => make("span", "seq-key"), (node, name, label) => {
      node.style.setProperty("--pg-ex-own", css(classColour(label)));
      setText(node, name);
    });
  }

  showHeadline(last) {
    const { words, task, names } = this;
    const shares = this.sharesAt(last);
    const label = best(shares);
    const truth = this.truthAt(last);
    const values = { name: names[label], percent: words.percent(shares[label]) };
    if (truth >= 0) values.truth = names[truth];
    const verdict = truth < 0 ? "open" : truth === label ? "right" : "wrong";
    this.headline.dataset.verdict = verdict;
    setText(this.headline, words.say(`${task}_${verdict}`, values));
  }

  showBars(step) {
    const { words, names } = this;
    const shares = this.sharesAt(step);
    const truth = this.truthAt(step);
    const values = { step: words.count(step + 1), token: this.token };
    setText(this.barsTitle, words.say(this.task === "classes" ? "bars_classes" : "bars_next", values));
    let rows = [...shares.keys()];
    if (rows.length > MOST_BARS) {
      rows = rows.sort((a, b) => shares[b] - shares[a]).slice(0, MOST_BARS);
      if (truth >= 0 && !rows.includes(truth)) rows[MOST_BARS - 1] = truth;
    }
    drawBars(this.bars, words, rows.map((row) => [names[row], shares[row], row === truth]));
  }

  showNumber() {
    const { words, theme, answer, data, step } = this;
    const said = answer.said.data;
    const seen = answer.inputs.data;
    const count = said.length;
    const x = Array.from({ length: count }, (_, i) => i + 1);
    const [truth] = answer.target.data;
    const after = count + data.horizon;
    const known = Number.isFinite(truth);
    this.lines.receive(words, theme, words.say("said_number"));
    const colours = [NEUTRAL, theme.above, theme.below];
    this.lines.place = step;
    this.lines.show({
      lines: [
        { x, y: seen, colour: theme.ink, wide: 2 },
        { x: x.map((at) => at + data.horizon), y: said, colour: theme.above, points: true },
        ...(known ? [{ x: [after], y: [truth], colour: theme.below, points: true, wide: 4 }] : []),
      ],
      at: x,
      x: { title: words.say("step_axis"), range: [0.5, after + 0.5], ticks: wholes(after, words) },
      y: { title: words.say("value_axis") },
    });
    const keys = ["key_seen", "key_said", ...(known ? ["key_truth"] : [])];
    sync(this.keys, keys, () => make("span", "seq-key"), (node, name, i) => {
      node.style.setProperty("--pg-ex-own", css(i === 0 ? theme.ink : colours[i]));
      setText(node, words.say(name));
    });
    const values = { value: words.short(said[count - 1]), truth: words.short(truth) };
    setText(this.headline, words.say(known ? "number_known" : "number_open", values));
    this.headline.dataset.verdict = "open";
  }

  stop() {
    clearTimeout(this.timer);
    this.steps.stop();
    this.lines.stop();
  }
}

/** Draws bars: each [name, share, whether it is the truth]. */
export function drawBars(list, words, rows) {
  const highest = Math.max(...rows.map(([, share]) => share));
  list.toggleAttribute("data-open", !rows.some(([, , right]) => right));
  sync(list, rows, makeBar, (bar, [name, share, right]) => {
    const [label, track, percent] = bar.children;
    setText(label, right ? `${name} ${words.say("truth_mark")}` : name);
    bar.classList.toggle("pg-ex-best", share === highest);
    bar.classList.toggle("pg-ex-true", right);
    track.firstElementChild.style.width = `${100 * share}%`;
    setText(percent, words.percent(share));
  });
}

function makeBar() {
  const track = make("span", "track", { "aria-hidden": "true" }, make("span", "fill"));
  return make("li", "", {}, make("span", "name"), track, make("span", "percent"));
}

/** The place of the largest number. */
export function best(shares) {
  return shares.reduce((top, share, i) => (share > shares[top] ? i : top), 0);
}

/** A character as one can see it. */
export function visible(symbol) {
  return { " ": "␣", "\n": "⏎", "\t": "⇥" }[symbol] ?? symbol;
}
