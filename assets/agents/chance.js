/** An episode of somebody who acts at random, on the page about an environment. */

import { Api } from "../explorer/api.js";
import { button, make } from "../explorer/nodes.js";
import { Themed, mounting } from "../studio/themed.js";
import { Episode } from "./episode.js";
import { secondsOf } from "./physics.js";
import { Reel } from "./reel.js";
import { Scene } from "./scene.js";

const STEPS = 200;

class Chance extends Themed {
  constructor(root) {
    super(root);
    this.api = new Api();
    this.scene = new Scene();
    this.reel = new Reel((place) => this.move(place));
    this.tools = make("div", "tools");
    root.replaceChildren(this.probe, this.scene.node, this.reel.node, this.tools);
  }

  receive(data, tell) {
    const before = JSON.stringify([this.data?.world, this.data?.settings]);
    const reworded = this.take(data, tell);
    this.api.receive(data);
    this.recolour();
    const { words } = this;
    if (reworded) {
      const other = () => this.draw();
      const again = button(words.say("chance_again"), words.say("chance_again_help"), other);
      this.tools.replaceChildren(again);
    }
    this.spread();
    if (before !== JSON.stringify([data.world, data.settings])) this.draw();
  }

  spread() {
    this.reel.receive(this.words);
    this.scene.receive(this.words, this.theme, this.data);
  }

  /** Draws what is done, and has the environment say what comes of it. */
  async draw() {
    const { world, settings, actions } = this.data;
    const one = () =>
      actions.length
        ? Math.floor(Math.random() * actions.length)
        : (settings.torque ?? 1) * (2 * Math.random() - 1);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const request = { dataset: world, data: settings, seed };
    request.actions = Array.from({ length: STEPS }, one);
    this.asked = request;
    const answer = await this.api.dataProbe("played", request).catch(() => null);
    if (!answer || this.asked !== request) return;
    this.episode = new Episode({ ...answer, actions: { shape: [STEPS, 1], data: request.actions } });
    this.reel.pause();
    this.reel.place = 0;
    this.reel.hold(this.episode.steps + 1, secondsOf(world));
    this.move(0);
    this.root.dataset.steps = this.episode.steps;
  }

  move(place) {
    const { episode, data } = this;
    if (!episode) return;
    const action = episode.answer.actions.data[Math.floor(place)];
    this.scene.show(episode.picture(place, data.world), action);
  }

  stop() {
    super.stop();
    this.reel.pause();
    this.scene.stop();
  }
}

export const { show, hide } = mounting((root) => new Chance(root));
