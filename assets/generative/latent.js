/** Latent space: the plane of codes, one place of it decoded while it is dragged, and a walk. */

import { choice, make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";
import { CodePlane } from "./code_plane.js";
import { Framed, pictureAt } from "./frames.js";
import { Section } from "../studio/section.js";
import { Walk } from "./walk.js";

const MAKERS = ["gan", "vae", "autoencoder"];
const NEAREST = 10; // examples around a place whose classes are counted

export class Latent extends Section {
  static every = 500;

  constructor(studio, name) {
    super(studio, name);
    this.plane = new CodePlane((place) => this.move(place));
    this.decoder = studio.asker("decoded", (answer) => this.showMade(answer));
    this.walk = new Walk(studio, () => this.render());
    this.about = make("p", "quiet");
    this.switches = make("div", "tools");
    this.told = make("div", "tools");
    this.legend = make("ul", "class-legend");
    this.made = new Framed("framed-large");
    this.near = make("p", "readout", { "aria-live": "polite" });
    const plane = make("div", "code-side", {}, this.plane.canvas, this.legend);
    const beside = make("div", "code-side", {}, this.made.node, this.near, this.about);
    const view = make("div", "codes", {}, plane, beside);
    this.node.append(this.switches, this.told, view, this.walk.node);
    this.reset();
  }

  fits(data) {
    return data.pictures && MAKERS.includes(data.recipe);
  }

  reset() {
    Object.assign(this, { answer: null, place: [0, 0], label: 0, pictures: true, examples: true });
    this.walk.reset();
  }

  receive(words, theme, data) {
    const rebuilt = this.words !== words || this.classes !== data.classes;
    Object.assign(this, { words, theme, data, classes: data.classes });
    if (rebuilt) this.build();
    this.plane.receive(words, theme, words.say("plane_of_codes_alt"));
    this.made.receive(words.say("made_here"), words.say("made_here_help"));
    this.walk.receive(words, theme, data);
    this.render();
  }

  build() {
    const { words, data } = this;
    const option = (name) => [name, words.say(`codes_${name}`), words.say(`codes_${name}_help`)];
    const names = ["pictures", "examples"].map(option);
    this.layers = choice(words.say("codes_layers"), names, (name) => {
      this[name] = !this[name];
      this.render();
    });
    this.switches.replaceChildren(this.layers.node);
    const classes = data.classes.map((name, i) => [i, name, words.say("tell_help", { name })]);
    this.labels = choice(words.say("tell"), classes, (label) => this.tell(label));
    this.told.replaceChildren(make("span", "", { text: words.say("tell") }), this.labels.node);
  }

  asks() {
    return { probe: "latent", request: { label: this.label } };
  }

  show(answer, { run, tick }) {
    this.answer = answer;
    this.moment = { run, tick };
    this.decode();
    this.walk.ask(this.moment, { tells: Boolean(answer.places), label: this.label });
    this.render();
  }

  tell(label) {
    this.label = label;
    this.render();
    this.studio.ask();
  }

  move(place) {
    this.place = place;
    this.render();
    this.decode();
  }

  decode() {
    const { moment, place, label } = this;
    if (moment) this.decoder.want({ ...moment, at: [place], label });
  }

  showMade({ pictures, places }) {
    const [x, y] = places.data;
    this.node.dataset.decoded = `${x.toFixed(3)} ${y.toFixed(3)}`;
    this.made.show(pictureAt(pictures));
  }

  render() {
    const { words, answer, pictures, examples } = this;
    if (!words) return;
    const tells = Boolean(answer?.places);
    const buttons = this.layers.buttons;
    buttons.get("pictures").setAttribute("aria-pressed", String(pictures));
    buttons.get("examples").setAttribute("aria-pressed", String(examples));
    buttons.get("examples").hidden = !tells;
    this.told.hidden = !answer?.classes.data[0];
    this.labels.choose(this.label);
    this.legend.hidden = !tells || !examples;
    this.showLegend();
    if (!answer) return;
    this.plane.show({ answer, place: this.place, path: this.walk.path, pictures, examples });
    setText(this.near, this.nearby());
    setText(this.about, this.meaning(tells));
  }

  showLegend() {
    sync(this.legend, this.classes, makeChip, (node, name, label) => {
      node.firstElementChild.style.background = css(classColour(label));
      setText(node.lastElementChild, name);
    });
  }

  /** Which part of the codes one sees. */
  meaning(tells) {
    const { words, answer } = this;
    const values = {
      count: words.count(answer.latent.data[0]),
      percent: words.percent(answer.share.data[0]),
    };
    if (answer.latent.data[0] <= 2) return words.say(tells ? "codes_all" : "codes_all_untold", values);
    return words.say(tells ? "codes_most" : "codes_some", values);
  }

  /** Where the place is, and which classes lie around it. */
  nearby() {
    const { words, answer, place } = this;
    const values = { x: words.decimal(place[0], 2), y: words.decimal(place[1], 2) };
    if (!answer.places || !this.classes.length) return words.say("place_bare", values);
    const { places, targets } = answer;
    const far = (i) => Math.hypot(places.data[2 * i] - place[0], places.data[2 * i + 1] - place[1]);
    const nearest = [...targets.data.keys()].toSorted((a, b) => far(a) - far(b)).slice(0, NEAREST);
    const counts = new Map();
    for (const i of nearest) counts.set(targets.data[i], (counts.get(targets.data[i]) ?? 0) + 1);
    const [label, most] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one));
    const found = { name: this.classes[label], most: words.count(most) };
    return words.say("place_near", { ...values, ...found, count: words.count(nearest.length) });
  }

  stop() {
    this.plane.stop();
  }
}

function makeChip() {
  return make("li", "", {}, make("span", "chip", { "aria-hidden": "true" }), make("span"));
}
