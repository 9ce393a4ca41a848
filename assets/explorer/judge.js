/** `Right and wrong`, in one column: the confusion matrix and the pictures behind it. */

import { Newest, Refusal } from "./api.js";
import { Confusion } from "./confusion.js";
import { make } from "./nodes.js";
import { Pictures } from "./pictures.js";
import { choose, fromProbe, fromStored, rivalOf } from "./verdict.js";

const REST = 4; // times as long as an answer took, before `now` is asked again

export class Judge {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.confusion = new Confusion((row, column) => view.onSelect({ kind: "cell", row, column }));
    this.pictures = new Pictures({
      onOpen: (index) => view.onOpen(this.asked.split, index),
      onMore: () => this.showPictures(),
    });
    const { summary, hint, node } = this.confusion;
    this.node = make("div", "judge", { "data-answers": 0 });
    this.node.append(summary, hint, node, this.pictures.node);
    this.judging = new Newest(
      ({ run, ...request }) => view.api.probe(run, "confusion", request),
      (answer, request, since) => this.onVerdict(fromProbe(answer), request, since),
      (refusal) => view.heard(refusal, "confusion"),
    );
    this.polling = new Newest(
      ({ run, split }) => view.api.answers(run, split),
      (answer, request, since) => this.onVoices(answer, request, since),
      (refusal) => view.heard(refusal, "answers"),
    );
  }

  receive(words, run, classes) {
    const other = this.run?.id !== run?.id;
    Object.assign(this, { words, run, classes });
    this.confusion.receive(words, classes);
    if (other) {
      this.drop();
      this.confusion.clear(words.say("matrix_none"));
    }
    this.pictures.receive(words, classes);
    if (run && this.verdict) this.showPictures();
  }

  get network() {
    return this.run.layers.length > 0;
  }

  /** @param {boolean} gently leave it if an earlier question is open, or was hard to answer */
  ask(tick, split, since, gently) {
    const resting = performance.now() < (this.rested ?? 0);
    if (gently && (!this.judging.idle || resting || !this.network)) return;
    const other = this.asked?.split !== split;
    this.asked = { run: this.run.id, tick, split };
    if (this.network) this.judging.want(this.asked, since);
    if (!gently && (other || !this.voices)) this.askVoices();
  }

  /** Asks what the other models said; some may have been scored since. */
  askVoices() {
    if (this.asked) this.polling.want({ run: this.asked.run, split: this.asked.split });
  }

  async prepare(tick, split) {
    if (this.network) await this.view.api.probe(this.run.id, "confusion", { tick, split });
  }

  onVerdict(verdict, { split }, since) {
    this.view.heard(null, "confusion");
    const took = performance.now() - since;
    this.rested = performance.now() + REST * took;
    this.verdict = { ...verdict, split };
    this.confusion.show(verdict);
    this.showPictures();
    const { dataset } = this.node;
    dataset.answers = Number(dataset.answers) + 1;
    dataset.answeredMs = Math.round(took);
  }

  onVoices(voices, request, since) {
    this.view.heard(null, "answers");
    this.voices = { ...voices, split: request.split };
    if (this.network) {
      if (this.verdict) this.showPictures();
      return;
    }
    const own = voices.models.find(({ run }) => run === this.run.id);
    if (own) this.onVerdict(fromStored(own, voices.targets, this.classes.length), request, since);
    else this.confusion.clear(this.words.say("not_scored"));
  }

  /** Shows the chosen pictures, once they are there; until then the ones before stay. */
  async showPictures() {
    const { verdict, words, view } = this;
    if (!verdict) return;
    const { selection } = view;
    this.confusion.mark(selection);
    const voices = this.voices?.split === verdict.split ? this.voices : null;
    const rival = voices && rivalOf(this.run.family, voices);
    const places = choose(verdict, selection, rival);
    const page = this.pictures.page(places);
    const ticket = {};
    this.ticket = ticket;
    const indices = page.map((i) => verdict.indices[i]);
    let images;
    try {
      images = await view.album.get(this.run.id, verdict.split, indices);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.ticket === ticket) view.heard(error, "pictures");
      return;
    }
    if (this.ticket !== ticket) return;
    view.heard(null, "pictures");
    const items = page.map((i, at) => ({ picture: images[at], ...this.item(verdict, i, voices) }));
    const sentence = words.say(...this.sentence(selection, places.length, voices, rival));
    this.pictures.show(sentence, items, page.length < places.length);
    this.node.dataset.shown = `${selection.kind} ${verdict.split} ${items.length}`;
  }

  item({ targets, predicted, confidence, indices }, i, voices) {
    const index = indices[i];
    const models = voices?.models.filter(({ run }) => run !== this.run.id) ?? [];
    const same = ({ family }) => Number(family === this.run.family); // the other family comes first
    const others = models.toSorted((a, b) => same(a) - same(b)).map((model) => ({
      name: model.name,
      label: model.labels[index],
      confidence: model.confidence?.[index],
    }));
    const own = { target: targets[i], predicted: predicted[i], confidence: confidence?.[i] };
    return { index, ...own, others };
  }

  /** The sentence above the pictures: its name, and what it says. */
  sentence(selection, count, voices, rival) {
    const { words, classes, verdict } = this;
    const { kind, row, column } = selection;
    const values = { count: words.count(count), total: words.count(verdict.targets.length) };
    if (kind === "cell") {
      const cell = { ...values, truth: classes[row], said: classes[column] };
      return [row === column ? "shown_cell_right" : "shown_cell", cell];
    }
    if (kind === "disagree") {
      if (!voices) return ["shown_waiting", values];
      const none = this.run.family === "deep" ? "no_classical" : "no_deep";
      return rival ? ["shown_disagree", { ...values, name: rival.name }] : [none, values];
    }
    if (kind === "hardest" && !verdict.truth) return ["no_truth", values];
    if (kind === "samples") {
      const wrong = verdict.predicted.filter((label, i) => label !== verdict.targets[i]).length;
      return ["shown_samples", { ...values, wrong: words.count(wrong) }];
    }
    return [kind === "hardest" ? "shown_hardest" : "shown_confident", values];
  }

  /** Goes back to the first page: something else was chosen. */
  onSelection() {
    this.pictures.rewind();
    this.askVoices();
    this.showPictures();
  }

  drop() {
    this.judging.drop();
    this.polling.drop();
    Object.assign(this, { asked: null, verdict: null, voices: null, ticket: null });
  }

  stop() {
    this.drop();
  }
}
