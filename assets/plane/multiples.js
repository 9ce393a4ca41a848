/** Small multiples: the classical models on the same data, each over the same plane. */

import { Newest } from "../explorer/api.js";
import { make, setText } from "../explorer/nodes.js";
import { Chart } from "./chart.js";
import { Surface } from "./surface.js";

const RESOLUTION = 48;

export class Multiples {
  /** @param {import("../explorer/api.js").Api} api */
  constructor(api) {
    this.api = api;
    this.title = make("h4", "title");
    this.grid = make("div", "multiples");
    this.missing = make("p", "quiet");
    this.node = make("div", "plane-others", {}, this.title, this.grid, this.missing);
    this.answers = new Map();
    this.figures = [];
  }

  receive(words, theme, data) {
    const signature = JSON.stringify([data.others, data.axes, words.language, data.dataHash]);
    Object.assign(this, { words, theme, data });
    if (signature !== this.signature) {
      this.signature = signature;
      this.build();
    }
    setText(this.title, words.say("others"));
    setText(this.missing, data.untrained);
    this.missing.hidden = !data.untrained;
    this.node.hidden = !data.others.length && !data.untrained;
    for (const figure of this.figures) this.dress(figure);
  }

  build() {
    for (const { chart } of this.figures) chart.stop();
    this.asker?.drop();
    this.figures = this.data.others.map((other) => {
      const chart = new Chart(true);
      const name = make("figcaption", "other-title", { text: other.name, title: other.name });
      const score = make("p", "other-score", { text: other.score });
      const trouble = make("p", "quiet");
      const node = make("figure", "other-plane", {}, name, chart.canvas, score, trouble);
      node.dataset.run = other.id;
      return { other, chart, node, trouble, key: `${other.id} ${this.data.axes}` };
    });
    this.grid.replaceChildren(...this.figures.map(({ node }) => node));
  }

  dress({ chart, other, key }) {
    const { words, theme, data } = this;
    const label = words.say("other_alt", { name: other.name, score: other.score });
    chart.receive({ words, theme, data, label });
    this.draw(chart, this.answers.get(key));
  }

  draw(chart, answer) {
    const splits = new Set(["train"]);
    const surface = answer ? Surface.of(answer) : null;
    chart.show({ surface, range: this.data.ranges.target, splits, lines: null });
  }

  /** Asks for the planes that are not there yet, one after the other: each is fitted again. */
  ask() {
    const next = this.figures.find(({ key, failed }) => !this.answers.has(key) && !failed);
    if (!next || this.asking === next) return;
    this.asking = next;
    this.asker = new Newest(
      (request) => this.api.probe(next.other.id, "refitted_boundary", request),
      (answer) => {
        this.answers.set(next.key, answer);
        this.draw(next.chart, answer);
        next.node.dataset.drawn = true;
        this.goOn(next, "");
      },
      (refusal) => {
        if (refusal.passing) return; // it is asked again
        next.failed = true;
        const { kind, message } = refusal;
        this.goOn(next, kind === "sentence" ? message : this.words.say(kind));
      },
      1,
    );
    this.asker.want({ tick: "live", axes: this.data.axes, resolution: RESOLUTION });
  }

  goOn(figure, trouble) {
    setText(figure.trouble, trouble);
    this.asking = null;
    this.ask();
  }

  stop() {
    this.asker?.drop();
    for (const { chart } of this.figures) chart.stop();
  }
}
