/** How far back in time learning reaches: the gradient of the loss at the end, step by step. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";
import { Lines } from "./lines.js";

const COUNT = 32; // examples over which the mean is taken
const ACTIVE = ["waiting", "running"];
const OTHERS_EVERY = 1500; // milliseconds between questions about other runs that still learn

export class Memory {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    this.every = 600;
    this.asker = studio.asker("fading", (answer) => this.take(answer));
    this.others = studio.asker("fading", (answer, { run }) => this.takeOther(run, answer));
    /** @type {Map<string, object>} answers about other runs, by their id */
    this.known = new Map();
    /** @type {Set<string>} other runs that are drawn */
    this.beside = new Set();
    this.lastOther = 0;
    this.title = make("h4", "title");
    this.note = make("p", "quiet");
    this.headline = make("p", "headline");
    this.lines = new Lines("seq-large", (place) => this.read(place));
    this.readout = make("p", "readout", { role: "status" });
    this.keys = make("p", "seq-keys");
    this.choicesTitle = make("p");
    this.choices = make("div", "choice", { role: "group" });
    this.none = make("p", "quiet");
    const beside = make("div", "seq-beside", {}, this.choicesTitle, this.choices, this.none);
    this.node = make("div", "seq-view", {}, this.title, this.note, this.headline);
    this.node.append(this.lines.canvas, this.readout, this.keys, beside);
  }

  receive({ words, theme, data, other }) {
    Object.assign(this, { words, theme, data });
    if (other) {
      this.asker.drop();
      this.others.drop();
      this.answer = null;
      this.known.clear();
      // Without anything to compare with, the curve says little: the first other one is drawn.
      this.beside = new Set(data.others.slice(0, 1).map(({ id }) => id));
    }
    setText(this.title, words.say("memory_title"));
    setText(this.note, words.say("memory_help"));
    setText(this.choicesTitle, words.say("beside"));
    this.choices.setAttribute("aria-label", words.say("beside"));
    setText(this.none, data.others.length ? "" : words.say("beside_none"));
    this.choicesTitle.hidden = !data.others.length;
    sync(this.choices, data.others, () => button("", "", () => {}), (node, { id, name }) => {
      setText(node, name);
      node.title = words.say("beside_help");
      node.setAttribute("aria-pressed", String(this.beside.has(id)));
      node.onclick = () => this.turn(id);
    });
    this.draw();
  }

  turn(id) {
    if (!this.beside.delete(id)) this.beside.add(id);
    for (const [i, node] of [...this.choices.children].entries()) {
      node.setAttribute("aria-pressed", String(this.beside.has(this.data.others[i].id)));
    }
    this.draw();
  }

  // ---- questions ----

  get idle() {
    return this.asker.idle;
  }

  ask(tick) {
    this.asker.want({ run: this.data.run.id, tick, count: COUNT });
  }

  prepare(tick) {
    return this.studio.api.probe(this.data.run.id, "fading", { tick, count: COUNT });
  }

  /** Asks about the next other run of which nothing is known yet, or which still learns. */
  pulse() {
    if (!this.others.idle || performance.now() - this.lastOther < OTHERS_EVERY / 5) return;
    const wanted = this.data.others.filter(({ id }) => this.beside.has(id));
    const waits = performance.now() - this.lastOther >= OTHERS_EVERY;
    const next =
      wanted.find(({ id }) => !this.known.has(id)) ??
      (waits && wanted.find(({ status }) => ACTIVE.includes(status)));
    if (!next) return;
    this.lastOther = performance.now();
    this.others.want({ run: next.id, tick: "live", count: COUNT });
  }

  take(answer) {
    this.answer = answer;
    this.draw();
  }

  takeOther(run, answer) {
    this.known.set(run, answer);
    this.draw();
  }

  // ---- drawing ----

  /** Each run on show: [its name, its norms by distance, its colour]. */
  get curves() {
    const { answer, data, theme } = this;
    const found = [[data.name, answer.norms.data, theme.above]];
    data.others.forEach(({ id, name }, i) => {
      const known = this.known.get(id);
      if (known && this.beside.has(id)) found.push([name, known.norms.data, classColour(i)]);
    });
    return found;
  }

  draw() {
    const { answer, words, theme } = this;
    if (!answer || !theme) return;
    const { curves } = this;
    const longest = Math.max(...curves.map(([, norms]) => norms.length));
    const at = Array.from({ length: longest }, (_, i) => i);
    this.lines.receive(words, theme, words.say("memory_alt"));
    this.lines.show({
      lines: curves.map(([, norms, colour], i) => ({
        ...{ x: at, y: [...norms].map((norm) => norm || NaN), colour },
        ...{ points: longest < 40, wide: i === 0 ? 2.4 : 1.5 },
      })),
      at,
      x: { title: words.say("distance_axis"), range: [0, Math.max(1, longest - 1)] },
      y: { title: words.say("norm_axis"), log: true },
    });
    sync(this.keys, curves, () => make("span", "seq-key"), (node, [name, , colour]) => {
      node.style.setProperty("--pg-ex-own", css(colour));
      setText(node, name);
    });
    this.sayHeadline();
    this.read(this.lines.place);
  }

  /** Says by how much the gradient shrinks, or grows, on its way back. */
  sayHeadline() {
    const { words, answer } = this;
    const norms = answer.norms.data;
    const [last, first] = [norms[0], norms[norms.length - 1]];
    const steps = words.count(norms.length - 1);
    const count = words.count(answer.examples.data[0]);
    if (!(last > 0) || !(first > 0)) setText(this.headline, words.say("memory_gone", { steps }));
    else {
      const times = last / first;
      const name = times > 1.5 ? "memory_fades" : times < 0.67 ? "memory_grows" : "memory_holds";
      const factor = words.short(times > 1 ? times : 1 / times);
      setText(this.headline, words.say(name, { steps, factor, count }));
    }
  }

  read(place) {
    const { words } = this;
    if (!this.answer) return;
    if (place === null) {
      setText(this.readout, words.say("point_memory"));
      return;
    }
    const told = this.curves
      .filter(([, norms]) => place < norms.length)
      .map(([name, norms]) => `${name}: ${words.short(norms[place])}`);
    setText(this.readout, `${words.say("steps_back", { steps: words.count(place) })} ${told.join("; ")}`);
  }

  stop() {
    this.asker.drop();
    this.others.drop();
    this.lines.stop();
  }
}
