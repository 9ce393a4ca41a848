/** What is asked about the run, and when: one question of a kind at a time. */

import { Newest } from "../explorer/api.js";

const EVERY = { attention: 250, attention_head: 400, attention_aim: 2000 };
const TYPING = 70; // milliseconds: who types fast is not answered for each letter

export class Questions {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    const asker = (name, onAnswer) =>
      new Newest(
        ({ run, ...request }) => studio.api.probe(run, name, request),
        (answer, request, since) => onAnswer.call(studio, answer, request, since),
        (refusal) => studio.refused(refusal, name),
        1,
      );
    this.askers = {
      attention: asker("attention", studio.onAttention),
      attention_head: asker("attention_head", studio.onHead),
      attention_aim: asker("attention_aim", studio.onAim),
    };
    this.last = {};
  }

  get run() {
    return this.studio.data?.run;
  }

  /** What each open part of the page wants to know of a moment. */
  wanted(tick) {
    const { section, example, map } = this.studio;
    const about = { run: this.run.id, tick };
    const found = { attention: { ...about, ...example } };
    if (section === "head" && map) {
      const { layer, head } = map;
      found.attention_head = { ...about, ...example, layer, head };
    }
    if (section === "aim") found.attention_aim = about;
    return found;
  }

  /** Asks for everything that is shown at the moment chosen. */
  ask(since = performance.now()) {
    const { tick } = this.studio.timeline;
    if (tick === null || !this.run) return;
    const questions = Object.entries(this.wanted(tick));
    for (const [name, request] of questions) this.send(name, request, since);
  }

  /** Asks for what was typed, as soon as the typing stops for a moment. */
  typed() {
    clearTimeout(this.typing);
    const since = performance.now();
    this.typing = setTimeout(() => this.ask(since), TYPING);
  }

  send(name, request, since) {
    this.last[name] = performance.now();
    this.askers[name].want(request, since);
  }

  /** Follows a run in training. */
  pulse() {
    if (this.studio.timeline.tick !== "live" || !this.run) return;
    const now = performance.now();
    for (const [name, request] of Object.entries(this.wanted("live"))) {
      const due = now - (this.last[name] ?? 0) >= EVERY[name];
      // What cannot be answered at all is asked again when something else is asked.
      const hopeless = this.studio.refusals.get(name)?.kind === "sentence";
      if (this.askers[name].idle && due && !hopeless) this.send(name, request, now);
    }
  }

  /** Fetches what `ask` will want at a moment. */
  async prepare(tick) {
    const questions = Object.entries(this.wanted(tick));
    await Promise.all(
      questions.map(([name, { run, ...request }]) => this.studio.api.probe(run, name, request)),
    );
  }

  drop() {
    clearTimeout(this.typing);
    for (const asker of Object.values(this.askers)) asker.drop();
  }
}
