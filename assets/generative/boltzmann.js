/** A restricted Boltzmann machine: what its hidden units look for, and its Gibbs chain. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { Tiles } from "../explorer/tiles.js";
import { Energy } from "./energy.js";
import { Film } from "./film.js";
import { Framed, pictureAt } from "./frames.js";
import { Picker } from "./picker.js";

const STEPS = 100;
const MOST = 64; // units whose weights are shown
const STARTS = ["noise", "example"];
const FIELD = { crisp: 48, fine: 60 }; // pixels along the side of a unit's weights

export class Boltzmann {
  constructor(studio) {
    this.studio = studio;
    this.fields = new Tiles((place) => this.say(place), FIELD);
    this.units = new Tiles(() => {});
    this.read = make("p", "readout", { "aria-live": "polite" });
    this.titles = { fields: heading(), chain: heading() };
    this.film = new Film(() => this.render());
    this.picker = new Picker("example_number", 0, () => this.again());
    this.starts = make("div", "tools");
    this.likely = new Framed();
    this.drawn = new Framed();
    this.hidden = make("figure", "framed framed-wide");
    this.hiddenTitle = make("figcaption", "framed-title");
    this.hidden.append(this.hiddenTitle, this.units.canvas);
    this.energy = new Energy((place) => place !== null && this.film.go(place));
    this.chainer = studio.asker("chain", (answer) => this.showChain(answer));
    const states = make("div", "states", {}, this.likely.node, this.drawn.node, this.hidden);
    const chain = [this.starts, this.picker.node, this.film.node, states, this.energy.canvas];
    this.node = make(
      "div",
      "memory",
      {},
      make("article", "memory-part", {}, ...this.titles.fields, this.fields.canvas, this.read),
      make("article", "memory-part", {}, ...this.titles.chain, ...chain),
    );
    this.reset();
  }

  reset() {
    Object.assign(this, { answer: null, chain: null, moment: null, start: "noise", seed: 0 });
    this.picker.reset();
    this.film.pause();
    this.film.hold(0);
  }

  receive(words, theme, data) {
    const rebuilt = this.words !== words;
    Object.assign(this, { words, theme, data });
    if (rebuilt) this.build();
    for (const [name, [title, help]] of Object.entries(this.titles)) {
      setText(title, words.say(name));
      setText(help, words.say(`${name}_help`));
    }
    this.film.receive(words);
    this.picker.receive(words, data.sizes.valid ?? 1);
    this.likely.receive(words.say("chain_likely"), words.say("chain_likely_help"));
    this.drawn.receive(words.say("chain_drawn"), words.say("chain_drawn_help"));
    setText(this.hiddenTitle, words.say("chain_hidden"));
    this.hidden.title = words.say("chain_hidden_help");
    this.energy.receive(words, theme, words.say("energy_alt"));
    if (this.answer) this.lay();
    this.render();
  }

  build() {
    const { words } = this;
    const option = (start) => [start, words.say(`start_${start}`), words.say(`start_${start}_help`)];
    this.chosen = choice(words.say("start"), STARTS.map(option), (start) => this.turn({ start }));
    const other = button(words.say("chain_again"), words.say("chain_again_help"), () =>
      this.turn({ seed: this.seed + 1 }),
    );
    this.starts.replaceChildren(this.chosen.node, other);
  }

  turn(change) {
    Object.assign(this, change);
    this.film.pause();
    this.film.place = 0;
    this.again();
  }

  asks() {
    return { probe: "fields", request: { most: MOST } };
  }

  show(answer, { run, tick }) {
    this.answer = answer;
    this.moment = { run, tick };
    this.lay();
    this.again();
  }

  again() {
    const { moment, start, seed, picker } = this;
    this.render();
    if (!moment) return;
    const from = start === "example" ? { split: "valid", index: picker.index } : {};
    this.chainer.want({ ...moment, ...from, steps: STEPS, seed });
  }

  showChain(chain) {
    this.chain = chain;
    this.node.dataset.chains = Number(this.node.dataset.chains ?? 0) + 1;
    this.film.hold(chain.energy.data.length);
    this.render();
  }

  /** Weights as tiles: blue where a lit pixel switches the unit on, orange where it holds it off. */
  lay() {
    const { words, theme } = this;
    const { shape, data } = this.answer.fields;
    const [count, height, width] = shape;
    this.fields.receive({ count, height, width, theme, label: words.say("fields_alt") });
    const limit = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    const bytes = Uint8Array.from(data, (value) => Math.round((value / limit + 1) * 127.5));
    this.fields.show({ data: bytes, low: -limit, high: limit, exact: data });
    this.say(this.fields.place);
  }

  say(place) {
    const { words, answer } = this;
    if (!words || !answer) return;
    const { units, chance, count } = answer;
    if (!place || place.channel >= units.data.length) {
      const shown = { shown: words.count(units.data.length), count: words.count(count.data[0]) };
      setText(this.read, words.say("fields_shown", shown));
      return;
    }
    const values = {
      number: words.count(units.data[place.channel] + 1),
      percent: words.percent(chance.data[place.channel]),
      weight: words.decimal(this.fields.at(place), 2),
    };
    setText(this.read, words.say("field_read", values));
  }

  render() {
    const { words, theme, chain, start, film } = this;
    if (!words) return;
    this.chosen.choose(start);
    this.picker.node.hidden = start !== "example";
    if (!chain) return;
    const { place } = film;
    this.likely.show(pictureAt(chain.pictures, place));
    this.drawn.show(pictureAt(chain.drawn, place));
    const count = chain.hidden.shape[1];
    this.units.receive({ count, height: 1, width: 1, theme, label: words.say("chain_hidden") });
    const on = chain.hidden.data.subarray(place * count, (place + 1) * count);
    this.units.show({ data: Uint8Array.from(on, (value) => 255 * value), low: 0, high: 1 });
    this.energy.tell(chain.energy.data, place, [...chain.energy.data.keys()], {
      x: words.say("chain_steps"),
      y: words.say("free_energy"),
    });
  }

  stop() {
    this.film.stop();
    for (const part of [this.fields, this.units, this.energy]) part.stop();
  }
}

function heading() {
  return [make("h4", "title"), make("p", "quiet")];
}
