/** What is asked about the run on the large plane, and when: one question of a kind at a time. */

import { Newest } from "../explorer/api.js";

const RESOLUTION = 48;
const NEURON_RESOLUTION = 24;
const EVERY = 250; // milliseconds: up to four new planes a second while the run trains
const NEURONS_EVERY = 700;
const ACTIVE = ["waiting", "running"];

export class Questions {
  /** @param {object} studio see `main.js` */
  constructor(studio) {
    this.studio = studio;
    const asker = (name, onAnswer) =>
      new Newest(
        ({ run, ...request }) => studio.api.probe(run, name, request),
        (answer, request, since) => onAnswer.call(studio, answer, since),
        (refusal) => studio.heard(refusal, name),
        1,
      );
    this.planes = asker("boundary", studio.onBoundary);
    this.refits = asker("refitted_boundary", studio.onBoundary);
    this.neurons = asker("neurons", studio.onNeurons);
    this.lastPlane = this.lastNeurons = 0;
  }

  get run() {
    return this.studio.data?.run;
  }

  /** Whether the run has a network that can be asked; others are fitted again. */
  get network() {
    return Boolean(this.run && this.studio.data.layers.length);
  }

  plane(tick) {
    return { ...this.neuron(tick), resolution: RESOLUTION, examples: true };
  }

  neuron(tick) {
    const { data, edits } = this.studio;
    const about = { run: data.run.id, tick, axes: data.axes, ...edits.request };
    return { ...about, resolution: NEURON_RESOLUTION };
  }

  /**
   * Asks for everything at the moment chosen.
   * @param {boolean} [edited] whether weights were set since the last time
   */
  ask(edited = false) {
    const { tick } = this.studio.timeline;
    if (!this.network || tick === null) return;
    if (tick === "live" && this.asked === "live" && !edited) return; // the pulse does
    this.asked = tick;
    this.askPlane(tick);
    this.askNeurons(tick);
  }

  askPlane(tick) {
    this.lastPlane = performance.now();
    this.planes.want(this.plane(tick));
  }

  askNeurons(tick) {
    this.lastNeurons = performance.now();
    this.neurons.want(this.neuron(tick));
  }

  /** Follows a run in training; a plane of which nothing came is asked for as soon as it can be. */
  pulse() {
    if (!this.network || this.studio.timeline.tick !== "live") return;
    const now = performance.now();
    if (this.planes.idle && now - this.lastPlane >= EVERY) this.askPlane("live");
    if (this.neurons.idle && now - this.lastNeurons >= NEURONS_EVERY) this.askNeurons("live");
  }

  /** The run's status has changed, or it is another one. */
  renew() {
    if (this.network) this.ask();
    else if (this.run && !ACTIVE.includes(this.run.status)) this.refits.want(this.plane("live"));
  }

  /** Fetches what `ask` will want at a moment. */
  async prepare(tick) {
    const { api } = this.studio;
    const [{ run, ...plane }, { run: _, ...neurons }] = [this.plane(tick), this.neuron(tick)];
    await Promise.all([api.probe(run, "boundary", plane), api.probe(run, "neurons", neurons)]);
  }

  drop() {
    this.asked = null;
    for (const asker of [this.planes, this.refits, this.neurons]) asker.drop();
  }
}
