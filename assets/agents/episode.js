/** One episode as the probe tells it, and what two sections have in common that show one. */

import { Section } from "../studio/section.js";
import { Reel } from "./reel.js";
import { Scene } from "./scene.js";
import { secondsOf } from "./physics.js";

const SQUARES = ["FrozenLake-v1", "CliffWalking-v1", "Taxi-v4"];

export class Episode {
  /** @param {object} answer of the probe `episode` */
  constructor(answer) {
    this.answer = answer;
    this.steps = answer.rewards.data.length;
    this.returns = [0];
    for (const reward of answer.rewards.data) this.returns.push(this.returns.at(-1) + reward);
  }

  /** A row of an array of the answer: what belongs to a moment or a step; null if there is none. */
  row(name, place) {
    const array = this.answer[name];
    if (!array || place < 0 || place >= array.shape[0]) return null;
    const size = array.data.length / array.shape[0];
    return array.data.subarray(place * size, (place + 1) * size);
  }

  number(name, place) {
    return this.row(name, place)?.[0] ?? null;
  }

  /** What is done at a moment; null at the end. */
  action(place) {
    return this.number("actions", place);
  }

  /** The picture at a place, which may lie between two moments. */
  picture(place, world) {
    const moment = Math.floor(place);
    const one = this.row("pictures", moment);
    const next = this.row("pictures", moment + 1);
    const share = place - moment;
    if (!next || !share) return one;
    if (world === "Blackjack-v1") return one;
    const moving = SQUARES.includes(world) ? 2 : one.length;
    return Array.from(one, (value, i) => {
      const by = next[i] - value;
      // An angle that has gone round, or a walker put back to the start, does not glide there.
      const jumps = SQUARES.includes(world) ? Math.abs(by) > 1 : Math.abs(by) > Math.PI;
      return i < moving && !jumps ? value + share * by : value;
    });
  }
}

/** A section that shows one episode: which one, its film, and its scene. */
export class EpisodeSection extends Section {
  static every = 1500;
  which = "typical";
  greedy = true;
  seed = 0;

  constructor(studio, name) {
    super(studio, name);
    this.scene = new Scene();
    this.reel = new Reel((place) => this.move(place));
  }

  fits(data) {
    return data.kind === "environment";
  }

  receive(words, theme, data) {
    Object.assign(this, { words, theme, data });
    this.reel.receive(words);
    this.scene.receive(words, theme, data);
    this.build();
    this.render();
  }

  /** Makes what depends on the language. */
  build() {}

  reset() {
    this.episode = null;
    this.reel.pause();
    this.reel.place = 0;
    this.scene.show(null);
    this.node.hidden = true; // until there is an episode of the run that is shown now
  }

  /** Nothing is asked while a film runs: what it shows is not to change under it. */
  asks() {
    const { which, greedy, seed } = this;
    const watched = this.episode && (this.reel.frame || this.reel.place > 0);
    if (watched && this.shownFor === this.wish()) return null;
    return { probe: "episode", request: { which, greedy, seed } };
  }

  /** What is shown depends on this, besides new weights. */
  wish() {
    return [this.which, this.greedy, this.seed, this.studio.about?.tick].join();
  }

  show(answer, request) {
    const { which, greedy, seed, tick } = request;
    this.shownFor = [which, greedy, seed, tick].join();
    this.episode = new Episode(answer);
    this.node.hidden = false;
    this.reel.pause();
    this.reel.place = 0;
    this.reel.hold(this.episode.steps + 1, secondsOf(this.data.world));
    this.render();
    this.move(0);
  }

  move(place) {
    const { episode, data } = this;
    if (!episode) return;
    const moment = Math.floor(place);
    this.scene.show(episode.picture(place, data.world), episode.action(moment));
    if (moment === this.moment) return;
    this.moment = moment;
    this.tell(moment);
  }

  /** Says what there is to say of a moment. */
  tell(moment) {}

  render() {
    this.moment = null;
    if (this.words && this.episode) this.move(this.reel.place);
  }

  stop() {
    this.reel.pause();
    this.scene.stop();
  }
}
