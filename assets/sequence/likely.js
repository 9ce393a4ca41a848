/** What was likely in the place of one character of a text. */

import { make, setText } from "../explorer/nodes.js";
import { drawBars, visible } from "./said.js";

export class Likely {
  constructor() {
    this.title = make("h4", "title");
    this.bars = make("ol", "bars");
    this.node = make("section", "seq-side", {}, this.title, this.bars);
  }

  /**
   * @param {object} scene
   * @param {object} scene.answer of the probe `writing` or `surprise`
   * @param {number} scene.before how many characters at the beginning nothing is said about
   * @param {number} index of the character
   */
  show({ words, data, answer, before }, index) {
    const place = index - before;
    const known = answer && place >= 0 && place < answer.bits.data.length;
    this.bars.hidden = !known;
    if (!known) {
      setText(this.title, words.say("bars_none"));
      return;
    }
    const came = answer.text.data[index];
    const bits = answer.bits.data[place];
    const [symbol, chance] = [visible(data.vocabulary[came]), 2 ** -bits];
    const values = { symbol, percent: words.percent(chance), bits: words.decimal(bits, 1) };
    setText(this.title, words.say("bars_place", values));
    const [, count] = answer.chances.shape;
    const rows = Array.from({ length: count }, (_, i) => {
      const number = answer.candidates.data[place * count + i];
      return [visible(data.vocabulary[number]), answer.chances.data[place * count + i], number === came];
    });
    if (!rows.some(([, , right]) => right)) rows[count - 1] = [symbol, chance, true];
    drawBars(this.bars, words, rows);
  }
}
