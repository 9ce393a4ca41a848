/** Pictures made of the same codes at every moment, real ones, and the nearest of training. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { drawPicture } from "../explorer/theme.js";
import { Section } from "../studio/section.js";
import { WhichClass } from "./which_class.js";

const ALIKE = 0.6; // of how different real examples are: what is made is much of a muchness
const SCATTERED = 1.2; // of how different real examples are: more varied than they, as noise is
const FAR = 1.6; // times as far from training examples as real ones: does not look real yet
const APART = 1.25; // times as far: not quite like real ones
const NEAR = 0.7; // times as far: suspiciously like the training examples

const number = (array) => array.data[0];

export class Samples extends Section {
  constructor(studio, name) {
    super(studio, name);
    this.seed = 0;
    this.chosen = 0;
    this.said = make("div", "happening");
    this.which = new WhichClass(() => studio.ask());
    this.other = button("", "", () => this.redraw());
    this.beside = button("", "", () => this.turn());
    const tools = make("div", "tools", {}, this.which.node, this.other, this.beside);
    this.made = make("div", "tiles", { role: "group" });
    this.real = make("div", "tiles");
    this.titles = { made: make("h4", "title"), real: make("h4", "title") };
    this.detail = make("div", "sample-detail", { role: "status" });
    const left = make("div", "samples-part", {}, this.titles.made, this.made);
    const right = make("div", "samples-part", {}, this.titles.real, this.real);
    this.node.append(this.said, tools, make("div", "samples-parts", {}, left, right), this.detail);
    this.mine = pictured();
    this.nearest = pictured();
    this.verdict = make("p");
    this.detail.append(this.mine.node, this.nearest.node, this.verdict);
  }

  fits(data) {
    return data.pictures;
  }

  receive(words, theme, data) {
    Object.assign(this, { words, data });
    this.which.receive(words, data);
    setText(this.titles.made, words.say("samples_made"));
    setText(this.titles.real, words.say("samples_real"));
    this.made.setAttribute("aria-label", words.say("samples_made"));
    this.real.setAttribute("role", "img");
    this.real.setAttribute("aria-label", words.say("samples_real"));
    setText(this.other, words.say("other_codes"));
    this.other.title = words.say("other_codes_help");
    setText(this.beside, words.say("beside"));
    this.beside.title = words.say("beside_help");
    this.render();
  }

  reset() {
    Object.assign(this, { answer: null, chosen: 0 });
    this.which.reset();
  }

  asks() {
    return { probe: "made", request: { seed: this.seed, ...this.which.request } };
  }

  show(answer) {
    this.answer = answer;
    this.render();
  }

  render() {
    const { answer, words } = this;
    if (!words) return;
    this.beside.setAttribute("aria-pressed", String(Boolean(this.near)));
    this.node.toggleAttribute("data-waiting", !answer);
    const sentences = answer ? this.sentences(answer) : [words.say("samples_soon")];
    sync(this.said, sentences, () => make("p"), setText);
    this.detail.hidden = !answer;
    if (!answer) return;
    const count = answer.made.shape[0];
    sync(this.made, [...Array(count).keys()], (i) => this.tile(i), (tile, i) => this.fill(tile, i));
    sync(this.real, [...Array(answer.real.shape[0]).keys()], () => make("canvas", "tile"), (tile, i) =>
      draw(tile, answer.real, i),
    );
    this.explain();
  }

  tile(i) {
    const node = button("", "", () => this.choose(i), "sample");
    node.append(make("canvas", "tile"), make("canvas", "tile"));
    return node;
  }

  fill(tile, i) {
    const { answer, words } = this;
    const [mine, near] = tile.children;
    draw(mine, answer.made, i);
    near.hidden = !this.near;
    if (this.near) draw(near, answer.nearest, i);
    tile.setAttribute("aria-pressed", String(i === this.chosen));
    const values = { number: words.count(i + 1), distance: words.short(answer.distance.data[i]) };
    const text = words.say("sample_alt", values);
    if (tile.title !== text) tile.title = text;
    tile.setAttribute("aria-label", text);
    tile.toggleAttribute("data-copy", answer.distance.data[i] < number(answer.copy));
  }

  /** The sample chosen, large, beside the training picture that is nearest to it. */
  explain() {
    const { answer, words, data, chosen } = this;
    const distance = answer.distance.data[chosen];
    const usual = number(answer.usual);
    const name = data.classes[answer.target.data[chosen]] ?? "";
    const told = answer.labels ? data.classes[answer.labels.data[chosen]] : null;
    draw(this.mine.canvas, answer.made, chosen);
    draw(this.nearest.canvas, answer.nearest, chosen);
    const count = { number: words.count(chosen + 1), name: told };
    setText(this.mine.caption, words.say(told === null ? "sample_of" : "sample_told", count));
    setText(this.nearest.caption, words.say("sample_nearest", { name }));
    const values = { distance: words.short(distance), usual: words.short(usual) };
    setText(this.verdict, `${words.say("sample_distance", values)} ${words.say(this.judge(distance))}`);
  }

  /** What a distance to the nearest training picture means, by the name of its words. */
  judge(distance) {
    const usual = number(this.answer.usual);
    if (distance < number(this.answer.copy)) return "sample_copy";
    if (distance > FAR * usual) return "sample_far";
    if (distance > APART * usual) return "sample_apart";
    return distance < NEAR * usual ? "sample_near" : "sample_own";
  }

  /** What the numbers say of all of them together. */
  sentences(answer) {
    const { words } = this;
    const distances = [...answer.distance.data].sort((one, other) => one - other);
    const middle = distances[Math.floor(distances.length / 2)];
    const copies = distances.filter((distance) => distance < number(answer.copy)).length;
    const variety = number(answer.apart) / number(answer["apart.real"]);
    const values = { percent: words.percent(variety), count: words.count(distances.length) };
    const told = [];
    if (number(answer.tick) === 0) told.push(words.say("samples_untrained"));
    const distance = middle / number(answer.usual);
    const apart = distance > APART ? "samples_apart" : "samples_near";
    told.push(words.say(distance > FAR ? "samples_far" : apart));
    const varied = variety > SCATTERED ? "samples_scattered" : "samples_varied";
    told.push(words.say(variety < ALIKE ? "samples_alike" : varied, values));
    if (copies) told.push(words.say("samples_copies", { ...values, copies: words.count(copies) }));
    return told;
  }

  choose(i) {
    this.chosen = i;
    this.render();
  }

  /** Draws other codes. */
  redraw() {
    this.seed += 1;
    this.studio.ask();
  }

  turn() {
    this.near = !this.near;
    this.render();
  }
}

function pictured() {
  const canvas = make("canvas", "sample-large");
  const caption = make("figcaption", "quiet");
  return { canvas, caption, node: make("figure", "sample-figure", {}, canvas, caption) };
}

/** Draws one of several pictures of bytes. */
function draw(canvas, { shape, data }, i) {
  const [, ...one] = shape;
  const size = one.reduce((product, side) => product * side, 1);
  drawPicture(canvas, { shape: one, data: data.subarray(i * size, (i + 1) * size) }, 1 / 255);
}
