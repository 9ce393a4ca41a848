/** Memory: what a network that remembers pictures keeps, and how it comes back to it. */

import { Boltzmann } from "./boltzmann.js";
import { Hopfield } from "./hopfield.js";
import { Section } from "../studio/section.js";

export class Memory extends Section {
  static every = 1000;

  constructor(studio, name) {
    super(studio, name);
    this.kinds = { rbm: new Boltzmann(studio), hopfield: new Hopfield(studio) };
  }

  fits(data) {
    return data.pictures && data.recipe in this.kinds;
  }

  /** Who shows this run. */
  get kind() {
    return this.kinds[this.data.recipe];
  }

  reset() {
    for (const kind of Object.values(this.kinds)) kind.reset();
  }

  receive(words, theme, data) {
    this.data = data;
    this.node.replaceChildren(this.kind.node);
    this.kind.receive(words, theme, data);
  }

  asks() {
    return this.kind.asks();
  }

  show(answer, request) {
    this.kind.show(answer, request);
  }

  refused(refusal) {
    this.kind.refused?.(refusal);
  }

  stop() {
    for (const kind of Object.values(this.kinds)) kind.stop();
  }
}
