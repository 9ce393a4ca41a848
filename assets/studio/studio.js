/** A studio of sections (see `section.js`), of which one is open. */

import { Newest } from "../explorer/api.js";
import { choice, make } from "../explorer/nodes.js";
import { Frame } from "./frame.js";

export class Studio extends Frame {
  /**
   * @param {HTMLElement} root
   * @param {string} name of the studio, by which the nodes of its sections are called
   * @param {[string, typeof import("./section.js").Section][]} sections in their order, by the name
   *   that words them
   */
  constructor(root, name, sections) {
    super(root);
    this.title = name;
    this.askers = [];
    this.sections = new Map(sections.map(([own, Kind]) => [own, new Kind(this, own)]));
    this.main = this.asker(null, (answer, request, since) => this.tellSection(answer, request, since));
    this.body = make("div", `${name}-body`);
    root.replaceChildren(this.probe, this.head, this.bar, this.body);
  }

  turnTo(data) {
    for (const asker of this.askers) asker.drop();
    for (const section of this.sections.values()) section.reset();
    this.fitting = [...this.sections.keys()].filter((name) => this.sections.get(name).fits(data));
    if (!this.fitting.includes(this.name)) [this.name] = this.fitting;
  }

  /** The buttons for the sections that fit, and the section that is open. */
  build() {
    const { words } = this;
    const options = this.fitting.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
    this.choice = choice(words.say("sections"), options, (name) => this.turn(name));
    this.bar.replaceChildren(this.choice.node);
    this.bar.hidden = options.length < 2;
    this.open();
  }

  open() {
    this.choice.choose(this.name);
    this.root.dataset.section = this.name;
    this.body.replaceChildren(this.section.node);
  }

  /** The section that is open. */
  get section() {
    return this.sections.get(this.name);
  }

  /** Run and tick of the moment chosen; null before there is one. */
  get about() {
    const { tick } = this.timeline;
    return tick === null || !this.data ? null : { run: this.data.run.id, tick };
  }

  spread() {
    super.spread();
    const { words, theme, data } = this;
    for (const name of this.fitting) this.sections.get(name).receive(words, theme, data);
  }

  turn(name) {
    this.name = name;
    this.main.drop();
    this.refusals.clear();
    this.open();
    this.ask();
  }

  // ---- questions and answers ----

  /**
   * Makes something that asks one probe about a run, newest question first.
   * @param {string | null} probe null: each request names it as `probe`
   * @param {(answer: object, request: object, since: number) => void} onAnswer
   */
  asker(probe, onAnswer) {
    const made = new Newest(
      ({ run, probe: named, ...request }) => this.api.probe(run, named ?? probe, request),
      (answer, request, since) => {
        this.heard(null, probe);
        onAnswer(answer, request, since);
      },
      (refusal) => this.heard(refusal, probe),
      1,
    );
    this.askers.push(made);
    return made;
  }

  /** Asks what the open section wants to know of the moment chosen. */
  ask(since = performance.now()) {
    const request = this.wanted(this.about);
    this.asked = performance.now();
    if (request) this.main.want(request, since);
  }

  /** The open section is told where it cannot be answered; null once it is. */
  heard(refusal, asked) {
    super.heard(refusal, asked);
    if (asked === null) this.section?.refused(refusal?.kind === "sentence" ? refusal : null);
  }

  moved() {
    this.ask();
  }

  wanted(about) {
    const asks = about && this.section.asks();
    return asks ? { ...about, probe: asks.probe, ...asks.request } : null;
  }

  pulse() {
    if (this.asleep || this.timeline.tick !== "live" || !this.main.idle) return;
    const { every } = this.section.constructor;
    if (performance.now() - (this.asked ?? 0) >= every) this.ask();
  }

  async prepare(tick) {
    const wanted = this.wanted({ run: this.data.run.id, tick });
    if (!wanted) return;
    const { run, probe, ...request } = wanted;
    await this.api.probe(run, probe, request);
  }

  tellSection(answer, request, since) {
    this.answered(answer, request, since);
    this.section.show(answer, request);
  }

  stop() {
    super.stop();
    for (const asker of this.askers) asker.drop();
    for (const section of this.sections.values()) section.stop();
  }
}
