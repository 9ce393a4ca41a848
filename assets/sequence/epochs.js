/** What a language model wrote from the same words at every moment that was kept. */

import { Newest } from "../explorer/api.js";
import { make, setText, sync } from "../explorer/nodes.js";

const SHOWN = 120; // characters of each moment
const REST = 40; // milliseconds between two questions

export class Epochs {
  /**
   * @param {object} studio see `main.js`
   * @param {() => object} request what is to be written, without a moment
   */
  constructor(studio, request) {
    Object.assign(this, { studio, request });
    /** @type {Map<number, string | null>} what was written, by the moment's tick; null: nothing */
    this.written = new Map();
    this.node = make("ol", "seq-epochs");
    this.last = 0;
    this.asker = new Newest(
      ({ run, ...question }) => studio.api.probe(run, "writing", question),
      (answer, { tick }) => this.take(tick, answer),
      (refusal, { tick }) => this.skip(refusal, tick),
      1,
    );
  }

  receive({ words, data, other }) {
    Object.assign(this, { words, data });
    if (other) this.forget();
    this.draw();
  }

  /** Another prompt, or another run. */
  forget() {
    this.asker.drop();
    this.written.clear();
    if (this.words) this.draw();
  }

  /** Asks about the next moment of which nothing was written yet, the newest first. */
  pulse() {
    if (!this.asker.idle || performance.now() - this.last < REST) return;
    const { moments } = this.studio.timeline;
    const next = moments.findLast(({ tick }) => !this.written.has(tick));
    if (!next) {
      if (this.shown !== moments) this.draw();
      return;
    }
    this.last = performance.now();
    const run = this.data.run.id;
    this.asker.want({ run, tick: next.tick, ...this.request(), count: SHOWN });
  }

  take(tick, answer) {
    this.studio.heard(null, "epochs");
    const symbols = [...answer.text.data].map((number) => this.data.vocabulary[number]);
    this.written.set(tick, symbols.join(""));
    this.draw();
  }

  /** A moment at which the model cannot write is left out; the prompt may be to blame, too. */
  skip(refusal, tick) {
    if (refusal.kind === "sentence") this.written.set(tick, null);
    const some = [...this.written.values()].some(Boolean);
    this.studio.heard(some ? null : refusal, "epochs");
  }

  draw() {
    const { words } = this;
    const { moments } = this.studio.timeline;
    this.shown = moments;
    const rows = moments.filter(({ tick }) => this.written.get(tick));
    sync(this.node, rows, makeRow, (row, { tick, epoch, step }) => {
      const [when, what] = row.children;
      const values = { epoch: words.count(epoch), step: words.count(step) };
      setText(when, step === 0 ? words.say("epoch_none") : words.say("epoch_at", values));
      setText(what, this.written.get(tick));
    });
  }

  stop() {
    this.asker.drop();
  }
}

function makeRow() {
  return make("li", "seq-epoch", {}, make("span", "seq-when"), make("q", "seq-what"));
}
