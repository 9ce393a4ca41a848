/** What the network says about the picture: a sentence and a bar for each class. */

import { make, setText, sync } from "./nodes.js";

const CLASSES = 10; // more than that and only the likeliest are shown
const SPOKEN_AFTER = 700;

export class Answer {
  constructor() {
    this.headline = make("p", "headline");
    this.bars = make("ol", "bars");
    this.spoken = make("p", "spoken", { "aria-live": "polite" });
    this.node = make("div", "answer", {}, this.headline, this.bars, this.spoken);
  }

  receive(words, classes) {
    Object.assign(this, { words, classes });
    this.bars.setAttribute("aria-label", words.say("answer_alt"));
    if (this.probabilities) this.show(this.probabilities, this.target);
    else this.clear(words.say("answer_none"));
  }

  /** Shows empty bars under a sentence that says why. */
  clear(sentence) {
    this.probabilities = null;
    this.stop();
    setText(this.spoken, "");
    setText(this.headline, sentence);
    this.draw(this.classes.slice(0, CLASSES).map((_, label) => ({ label, value: null })));
  }

  /**
   * @param {Float32Array} probabilities (class,)
   * @param {number} target the true class; -1 if nobody knows it
   */
  show(probabilities, target) {
    Object.assign(this, { probabilities, target });
    const { words, classes } = this;
    let rows = [...probabilities].map((value, label) => ({ label, value }));
    const best = rows.reduce((a, b) => (b.value > a.value ? b : a));
    if (rows.length > CLASSES) {
      rows = rows.toSorted((a, b) => b.value - a.value).slice(0, CLASSES);
      if (target >= 0 && !rows.some(({ label }) => label === target)) {
        rows[CLASSES - 1] = { label: target, value: probabilities[target] };
      }
    }
    const values = { name: classes[best.label], percent: words.percent(best.value) };
    let verdict = "answer_drawn";
    if (target >= 0) verdict = best.label === target ? "answer_right" : "answer_wrong";
    setText(this.headline, words.say(verdict, { ...values, truth: classes[target] }));
    this.node.dataset.verdict = verdict;
    this.draw(rows, best.label, target);
    this.stop();
    this.timer = setTimeout(() => setText(this.spoken, this.headline.textContent), SPOKEN_AFTER);
  }

  draw(rows, best, target) {
    const { words, classes } = this;
    sync(this.bars, rows, makeBar, (bar, { label, value }) => {
      const [name, track, percent] = bar.children;
      const mark = label === target ? ` ${words.say("truth_mark")}` : "";
      setText(name, `${classes[label]}${mark}`);
      name.title = classes[label];
      bar.dataset.class = label;
      bar.classList.toggle("pg-ex-best", label === best);
      bar.classList.toggle("pg-ex-true", label === target);
      track.firstElementChild.style.width = `${100 * (value ?? 0)}%`;
      setText(percent, value === null ? "" : words.percent(value));
    });
  }

  stop() {
    clearTimeout(this.timer);
  }
}

function makeBar() {
  const track = make("span", "track", { "aria-hidden": "true" }, make("span", "fill"));
  return make("li", "", {}, make("span", "name"), track, make("span", "percent"));
}
