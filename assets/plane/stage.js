/** The large plane, what it shows in words, and what is around it. */

import { button, make, setText } from "../explorer/nodes.js";
import { Chart } from "./chart.js";
import { Legend } from "./legend.js";
import { Surface } from "./surface.js";

const SPLITS = ["train", "valid", "test"];

export class Stage {
  /**
   * @param {object} options
   * @param {() => void} options.onChange other examples are to be drawn
   * @param {() => void} options.onUndo
   */
  constructor({ onChange, onUndo }) {
    this.title = make("h4", "title");
    this.headline = make("p", "plane-shows");
    this.chart = new Chart(false, () => this.read());
    this.readout = make("p", "readout", { role: "status" });
    this.scores = make("p", "plane-scores");
    this.legend = new Legend(onChange);
    this.tools = make("div", "tools");
    this.notice = make("p", "notice", { role: "status" });
    this.bannerText = make("span", "banner-text");
    this.undo = button("", "", onUndo);
    this.banner = make("div", "banner", { role: "status" }, this.bannerText, this.undo);
    this.node = make(
      "div",
      "stage",
      {},
      this.title,
      this.banner,
      this.headline,
      this.chart.canvas,
      this.readout,
      this.scores,
      this.legend.node,
      this.tools,
    );
  }

  receive(words, theme, data) {
    Object.assign(this, { words, data });
    setText(this.title, data.run ? data.run.name : words.say("waiting_title"));
    setText(this.undo, words.say("undo"));
    this.undo.title = words.say("undo_help");
    this.legend.receive(words, data);
    const [x, y] = data.axisNames;
    const label = words.say("plane_alt", { x, y });
    this.chart.receive({ words, theme, data, label });
  }

  /** Draws what the model says, or one neuron, or all seeds. */
  show({ answer, neurons, neuron, layers, edits, seeds }) {
    const { words, data } = this;
    const picture = neuron && layers?.surface(neuron, neurons);
    const said = answer && data.classes.length ? takenFor(answer) : null;
    const plane = answer ? Surface.of(answer) : null;
    this.surface = picture ?? seeds?.surface ?? plane;
    this.chart.show({
      surface: this.surface,
      range: data.ranges.target,
      splits: this.legend.splits,
      said: picture || seeds ? null : said,
      lines: picture ? null : seeds?.lines,
    });
    setText(this.headline, this.shows({ picture, neuron, layers, seeds, answer }));
    this.banner.hidden = !edits.count;
    setText(this.bannerText, words.say("edited", { count: words.count(edits.count) }));
    setText(this.scores, answer && !seeds ? this.score(answer) : "");
    this.read();
  }

  /** Says what the large plane shows. */
  shows({ picture, neuron, layers, seeds, answer }) {
    const { words, data } = this;
    if (picture) {
      const [low, high] = picture.range;
      const values = { low: words.short(low), high: words.short(high) };
      return words.say("shows_neuron", { name: layers.title(neuron, words), ...values });
    }
    const several = data.classes.length ? "shows_seeds" : "shows_mean";
    if (seeds) return words.say(several, { count: words.count(seeds.count) });
    if (!data.run) return words.say("shows_nothing");
    if (!answer) return words.say("shows_soon");
    if (!data.classes.length) return words.say("shows_number", { target: data.target });
    return words.say(answer.probabilistic.data[0] ? "shows_classes" : "shows_margins");
  }

  /** How good the model is on validation; of an edited copy, the original beside it. */
  score(answer) {
    const { words, data } = this;
    if (!answer.score) return "";
    const text = ({ data: [value] }) =>
      data.classes.length ? words.percent(value) : `${words.short(value)}${data.unitText}`;
    const values = { score: text(answer.score), count: words.count(answer.scored.data[0]) };
    const kind = data.classes.length ? "accuracy" : "rmse";
    if (!answer.original) return words.say(`score_${kind}`, values);
    return words.say(`score_edited_${kind}`, { ...values, original: text(answer.original) });
  }

  /** Says where the pointer is, and what the picture shows there. */
  read() {
    const { words, data, surface, chart } = this;
    if (!data) return;
    if (!chart.place) {
      setText(this.readout, surface ? words.say("point_hint") : "");
      return;
    }
    const { u, v } = chart.place;
    const along = ([low, high], share) => words.short(low + share * (high - low));
    const [x, y] = data.axisNames;
    const values = { x, y, x_value: along(data.ranges.x, u), y_value: along(data.ranges.y, v) };
    const place = words.say("place", values);
    setText(this.readout, surface ? `${place} ${this.told(surface, u, v)}` : place);
  }

  told(surface, u, v) {
    const { words, data } = this;
    if (!surface.classifies) {
      const value = words.short(surface.at(0, u, v));
      if (surface.kind === "neuron") return words.say("told_neuron", { value });
      return words.say("told_number", { value: `${value}${data.unitText}`, target: data.target });
    }
    const { label, best } = surface.verdict(u, v);
    const name = data.classes[label];
    if (surface.kind === "margins") return words.say("told_class", { name });
    return words.say("told_probability", { name, percent: words.percent(best) });
  }

  /** Says what keeps answers away. */
  tell(refusal, words) {
    const sentence = refusal?.kind === "sentence" ? refusal.message : null;
    setText(this.notice, refusal ? (sentence ?? words.say(refusal.kind)) : "");
  }

  stop() {
    this.chart.stop();
  }
}

/** Which class the model takes each point for, by split; see the probe `points`. */
function takenFor(answer) {
  return Object.fromEntries(SPLITS.map((split) => [split, answer[`said.${split}`]?.data]));
}
