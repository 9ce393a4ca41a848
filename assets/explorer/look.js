/** `Look inside`, in one column: what the network says about a picture, and how it gets there. */

import { Answer } from "./answer.js";
import { Newest } from "./api.js";
import { Arithmetic } from "./arithmetic.js";
import { Maps } from "./maps.js";
import { make, setText } from "./nodes.js";

export class Look {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.answer = new Answer();
    this.maps = new Maps((layer, place) => this.reckon(layer, place));
    this.title = make("h4", "title");
    this.help = make("p", "quiet");
    this.path = make("div", "path", {}, this.title, this.help, this.maps.node);
    this.node = make("div", "look", { "data-answers": 0 }, this.answer.node, this.path);
    this.arithmetic = new Arithmetic({
      onMove: (place) => this.reckon(this.spot.layer, place),
      onClose: () => this.close(true),
    });
    const asker = (name, onAnswer) =>
      new Newest(
        ({ run, ...request }) => view.api.probe(run, name, request),
        (...answer) => {
          view.heard(null, name);
          onAnswer(...answer);
        },
        (refusal) => view.heard(refusal, name),
      );
    this.looking = asker("look", (...answer) => this.onLook(...answer));
    this.filtering = asker("filters", (answer) => this.maps.showFilters(answer));
    this.reckoning = asker("arithmetic", (answer) => this.onSum(answer));
  }

  receive(words, theme, run, classes) {
    const other = this.run?.id !== run?.id;
    Object.assign(this, { words, theme, run });
    this.answer.receive(words, classes);
    this.path.hidden = !run;
    if (!run) {
      this.answer.clear(words.say("answer_no_run"));
      return;
    }
    setText(this.title, words.say("path"));
    setText(this.help, words.say("path_help"));
    if (other) {
      this.drop();
      this.clear(words.say("answer_none"));
    }
    this.maps.receive(words, theme, run.layers, classes);
    if (this.spot) this.reckon(this.spot.layer, this.spot.place);
  }

  /** @param {boolean} gently leave it if an earlier question is still open */
  ask(tick, image, since, gently) {
    if (!image) {
      this.drop();
      this.clear(this.words.say("answer_draw"));
      return;
    }
    if (gently && !this.looking.idle) return;
    this.asked = { run: this.run.id, tick, image };
    this.looking.want(this.asked, since);
    const first = this.run.layers.findIndex(({ type }) => type === "convolution");
    // Filters do not hang on the picture, so that a drawing need not wait for them.
    if (first >= 0 && (gently || this.filtered !== tick)) {
      this.filtering.want({ run: this.run.id, tick, layer: first });
      this.filtered = tick;
    }
    this.askSum();
  }

  /** Fetches what `ask` will want at a moment. */
  async prepare(tick, image) {
    if (image) await this.view.api.probe(this.run.id, "look", { tick, image });
  }

  onLook(answer, { tick }, since) {
    const target = answer.target.data[0];
    this.answer.show(answer.probabilities.data, target);
    this.maps.show(answer);
    this.view.onLook(answer, tick, target);
    const { dataset } = this.node;
    dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
  }

  // ---- arithmetic ----

  /** Opens the arithmetic of one number of a convolution's output. */
  reckon(layer, place) {
    const { words, theme, run, arithmetic } = this;
    const same = arithmetic.words === words && arithmetic.theme === theme;
    const open = same && this.spot?.layer === layer;
    this.unmark();
    this.spot = { layer, place };
    if (open) {
      arithmetic.move(place);
    } else {
      const { title, shape } = run.layers[layer];
      const shown = this.maps.cards[layer].shape.count;
      arithmetic.open(words, theme, `${layer + 1}. ${title}`, [shown, ...shape.slice(1)], place);
      this.maps.cards[layer].slot.replaceChildren(arithmetic.node);
    }
    this.maps.cards[layer].tiles.mark([{ ...place, side: 1 }]);
    this.askSum();
  }

  askSum() {
    if (!this.spot || !this.asked) return;
    const { layer, place } = this.spot;
    this.reckoning.want({ ...this.asked, layer, ...place });
  }

  onSum(answer) {
    if (!this.spot) return;
    const { layer } = this.spot;
    const { padding, kernel, dilation } = this.run.layers[layer].window;
    this.arithmetic.show(answer, this.run.layers.map(({ title }) => title));
    const [y, x] = [answer.row.data[0] - padding, answer.column.data[0] - padding];
    const square = { channel: null, y, x, side: dilation * (kernel - 1) + 1 };
    if (layer > 0) this.maps.cards[layer - 1].tiles.mark([square]);
    else this.view.markInput(square);
  }

  close(focus) {
    if (!this.spot) return;
    this.unmark();
    const { layer } = this.spot;
    this.spot = null;
    this.reckoning.drop();
    this.arithmetic.node.remove();
    if (focus) this.maps.cards[layer].tiles.canvas.focus();
  }

  unmark() {
    for (const { tiles } of this.maps.cards) if (tiles.marks.length > 0) tiles.mark([]);
    this.view.markInput(null);
  }

  // ---- nothing to show ----

  drop() {
    this.asked = null;
    this.filtered = null;
    for (const asker of [this.looking, this.filtering, this.reckoning]) asker.drop();
    this.close(false);
  }

  clear(sentence) {
    this.answer.clear(sentence);
    this.maps.clear();
    this.view.clearInput();
  }

  stop() {
    this.drop();
    this.answer.stop();
    this.maps.stop();
  }
}
