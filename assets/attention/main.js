/**
 * The attention studio: what a run's network looks at in an example, one head taken apart, and how
 * often it looks at the right place.
 */

import { choice, make } from "../explorer/nodes.js";
import { Frame } from "../studio/frame.js";
import { mounting } from "../studio/themed.js";
import { Aim } from "./aim.js";
import { Example } from "./example.js";
import { Head } from "./head.js";
import { Maps } from "./maps.js";
import { Questions } from "./questions.js";
import { Said } from "./said.js";
import { Tokens, mapsOf } from "./tokens.js";
import { Which } from "./which.js";

const SECTIONS = ["maps", "head", "aim"];

export const { show, hide } = mounting((root) => new Studio(root));

class Studio extends Frame {
  constructor(root) {
    super(root);
    this.section = "maps";
    this.map = null;
    this.query = null; // the place that asks; null: the first, of a text the last
    this.questions = new Questions(this);
    this.picker = new Example((typed) => this.onExample(typed));
    this.said = new Said((row) => this.ask(row));
    this.which = new Which((map) => this.turnMap(map));
    this.maps = new Maps((map) => this.turnMap(map), (row) => this.ask(row));
    this.apart = new Head((row) => this.ask(row));
    this.aim = new Aim();
    this.body = make("div", "attention-body");
    root.replaceChildren(this.probe, this.head, this.picker.node, this.said.node, this.bar);
    this.body.append(this.which.node, this.maps.node, this.apart.node, this.aim.node);
    root.append(this.body);
  }

  turnTo(data) {
    this.questions.drop();
    Object.assign(this, { answer: null, numbers: null, aimed: null, map: null, query: null });
    if (this.section === "aim" && !data.aim) this.section = "maps";
  }

  build() {
    const { words } = this;
    const options = SECTIONS.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
    this.sections = choice(words.say("sections"), options, (section) => this.turn(section));
    this.bar.replaceChildren(this.sections.node);
  }

  spread() {
    super.spread();
    const { words, theme, data } = this;
    this.picker.receive(words, data, this.ended);
    for (const part of [this.said, this.which, this.maps, this.apart, this.aim]) {
      part.receive(words, theme, data);
    }
    this.sections.buttons.get("aim").hidden = !data.aim;
    this.render();
  }

  moved() {
    this.questions.ask();
  }

  async prepare(tick) {
    await this.questions.prepare(tick);
  }

  get example() {
    return this.picker.request;
  }

  render() {
    const { answer, words, data, section } = this;
    this.sections.choose(section);
    this.maps.node.hidden = section !== "maps";
    this.apart.node.hidden = section !== "head";
    this.aim.node.hidden = section !== "aim";
    if (section === "aim") this.aim.show(this.aimed);
    // Until there is an answer, nobody knows what there is to see.
    this.said.node.hidden = !answer;
    if (!answer) for (const part of [this.which, this.maps, this.apart]) part.node.hidden = true;
    if (!answer) return;
    const found = mapsOf(answer);
    const tokens = new Tokens(data, answer, words);
    this.map = settled(this.map, found, section);
    const rows = this.map ? answer[`${this.map.name}.0`].shape[1] : 1;
    const usual = data.kind === "text" ? rows - 1 : 0;
    const query = Math.max(0, Math.min(this.query ?? usual, rows - 1));
    this.which.node.hidden = section === "aim" || !found.length;
    const scene = { answer, tokens, found, map: this.map, query };
    this.said.show(scene);
    this.which.show(scene, section);
    if (section === "maps") this.maps.show(scene);
    if (section === "head") this.apart.show({ ...scene, numbers: this.numbers });
  }

  pulse() {
    if (this.asleep) return;
    this.picker.openTest(this.ended);
    this.questions.pulse();
  }

  // ---- answers ----

  onAttention(answer, request, since) {
    this.heard(null, "attention");
    this.answer = answer;
    if (this.data.vocabulary.length) this.picker.show(Tokens.typed(this.data, answer));
    this.answered(answer, request, since);
    this.render();
  }

  onHead(answer) {
    this.heard(null, "attention_head");
    this.numbers = answer;
    this.render();
  }

  onAim(answer) {
    this.heard(null, "attention_aim");
    this.aimed = answer;
    this.render();
  }

  refused(refusal, name) {
    this.heard(refusal, name);
    // The answer that stands there is to another example.
    if (name === "attention" && refusal.kind === "sentence") this.answer = null;
    this.render();
  }

  // ---- what a visitor does ----

  onExample(typed) {
    this.query = null;
    if (typed) this.questions.typed();
    else this.questions.ask();
  }

  turn(section) {
    this.section = section;
    for (const name of ["attention_head", "attention_aim"]) this.refusals.delete(name);
    this.render();
    this.questions.ask();
  }

  turnMap(map) {
    this.map = map;
    this.render();
    if (this.section === "head") this.questions.ask();
  }

  /** Chooses the place that asks. */
  ask(row) {
    this.query = row;
    this.render();
  }

  stop() {
    super.stop();
    this.questions.drop();
    for (const part of [this.said, this.maps, this.apart]) part.stop();
  }
}

/** The map chosen, if there is one like it; one head alone can be taken apart. */
function settled(map, found, section) {
  if (!found.length) return null;
  const known = found.find(({ name }) => name === map?.name) ?? found[0];
  const { name, layers, heads } = section === "head" ? found[0] : known;
  const single = (value, count, mean) => {
    if (value === "mean" && mean && count > 1) return "mean";
    return Number.isInteger(value) && value < count ? value : 0;
  };
  const mean = section !== "head";
  return { name, layer: single(map?.layer, layers, mean), head: single(map?.head, heads, mean) };
}
