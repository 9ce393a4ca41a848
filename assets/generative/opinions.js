/** How real a discriminator finds real and made examples, as histograms, and what that means. */

import { make, setText, sync } from "../explorer/nodes.js";
import { Section } from "../studio/section.js";
import { WhichClass } from "./which_class.js";

const KINDS = ["valid", "train", "made"];
const WIDE = 640;
const TALL = 240;
const FOOT = 26; // below the bars, for the scale
const AHEAD = 0.9;
const EVEN = 0.15; // of real ones more than of made ones taken for real: hardly a difference
const BY_HEART = 0.15; // of training examples more than of held-back ones

const SVG = "http://www.w3.org/2000/svg";
const number = (array) => array.data[0];

export class Opinions extends Section {
  constructor(studio, name) {
    super(studio, name);
    this.said = make("div", "happening");
    this.which = new WhichClass(() => studio.ask());
    this.chart = drawn("svg", { viewBox: `0 0 ${WIDE} ${TALL + FOOT}`, role: "img" });
    this.chart.classList.add("pg-ex-opinions");
    this.bars = new Map(KINDS.map((kind) => [kind, drawn("path", { class: `pg-ex-of-${kind}` })]));
    this.border = drawn("line", { class: "pg-ex-border-line", y1: 0, y2: TALL });
    this.base = drawn("line", { class: "pg-ex-base-line", x1: 0, x2: WIDE, y1: TALL, y2: TALL });
    this.ends = ["start", "middle", "end"].map((anchor) =>
      drawn("text", { y: TALL + 18, "text-anchor": anchor }),
    );
    this.chart.append(...this.bars.values(), this.border, this.base, ...this.ends);
    this.title = make("h4", "title");
    this.axis = make("p", "quiet opinions-axis");
    this.rows = make("ul", "opinions-rows");
    this.node.append(this.said, this.which.node, this.title, this.chart, this.axis, this.rows);
  }

  fits(data) {
    return data.recipe === "gan";
  }

  receive(words, theme, data) {
    Object.assign(this, { words, data });
    this.which.receive(words, data);
    this.render();
  }

  reset() {
    this.answer = null;
    this.which.reset();
  }

  asks() {
    return { probe: "opinions", request: this.which.request };
  }

  show(answer) {
    this.answer = answer;
    this.render();
  }

  render() {
    const { answer, words } = this;
    if (!words) return;
    const sentences = answer ? this.sentences(answer) : [words.say("opinions_soon")];
    sync(this.said, sentences, () => make("p"), setText);
    this.chart.toggleAttribute("hidden", !answer);
    setText(this.title, answer ? words.say("opinions_title") : "");
    if (!answer) return;
    const { data: edges } = answer.edges;
    const [low, high] = [edges[0], edges.at(-1)];
    const shares = KINDS.map((kind) => answer[`share.${kind}`].data);
    const most = Math.max(...shares.map((values) => Math.max(...values)));
    KINDS.forEach((kind, i) => this.bars.get(kind).setAttribute("d", outline(shares[i], most)));
    const middle = (WIDE * (number(answer.middle) - low)) / (high - low);
    this.border.setAttribute("x1", middle);
    this.border.setAttribute("x2", middle);
    const chance = number(answer.probabilistic);
    const shown = (value) => (chance ? words.percent(value) : words.short(value));
    [low, number(answer.middle), high].forEach((value, i) => {
      const text = this.ends[i];
      text.setAttribute("x", [0, middle, WIDE][i]);
      setText(text, shown(value));
    });
    // In the corners the scale's ends stand already.
    this.ends[1].toggleAttribute("hidden", middle < 0.12 * WIDE || middle > 0.88 * WIDE);
    const across = words.say(chance ? "opinions_chance" : "opinions_score");
    const up = words.say("opinions_height", { percent: words.percent(most) });
    setText(this.axis, `${across} ${up}`);
    this.chart.setAttribute("aria-label", words.say("opinions_alt", { told: sentences.join(" ") }));
    sync(this.rows, KINDS, row, (item, kind) => {
      item.firstElementChild.className = `pg-ex-opinions-mark pg-ex-mark-${kind}`;
      const values = {
        mean: shown(number(answer[`mean.${kind}`])),
        percent: words.percent(number(answer[`real.${kind}`])),
      };
      setText(item.lastElementChild, words.say(`opinions_${kind}`, values));
    });
  }

  /** What the histograms mean. */
  sentences(answer) {
    const { words } = this;
    if (number(answer.tick) === 0) return [words.say("opinions_untrained")];
    const [train, valid, made] = ["train", "valid", "made"].map((kind) =>
      number(answer[`real.${kind}`]),
    );
    const values = { real: words.percent(valid), made: words.percent(made) };
    const told = [];
    if (valid >= AHEAD && 1 - made >= AHEAD) told.push(words.say("opinions_ahead", values));
    else if (valid - made < EVEN) told.push(words.say("opinions_even", values));
    else told.push(words.say("opinions_open", values));
    if (train - valid > BY_HEART) {
      const more = { train: words.percent(train), valid: words.percent(valid) };
      told.push(words.say("opinions_by_heart", more));
    }
    return told;
  }
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** The outline of a histogram, closed along the base. */
function outline(shares, most) {
  const width = WIDE / shares.length;
  const height = (share) => TALL - (share / most) * (TALL - 6);
  const steps = [...shares].map((share, i) => `V${height(share)}H${(i + 1) * width}`);
  return `M0 ${TALL}${steps.join("")}V${TALL}Z`;
}

function row() {
  const mark = make("span", "opinions-mark", { "aria-hidden": "true" });
  return make("li", "", {}, mark, make("span"));
}
