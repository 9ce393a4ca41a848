/** The page's own place to play: no agent is needed, only an environment. */

import { Api } from "../explorer/api.js";
import { Themed, mounting } from "../studio/themed.js";
import { Player } from "./player.js";

class Playground extends Themed {
  constructor(root) {
    super(root);
    this.api = new Api();
    this.player = new Player(this.api, (episode) => this.tell("played", episode));
    root.replaceChildren(this.probe, this.player.node);
  }

  receive(data, tell) {
    const before = JSON.stringify([this.data?.world, this.data?.settings]);
    this.take(data, tell);
    this.api.receive(data);
    this.recolour();
    const other = before !== JSON.stringify([data.world, data.settings]);
    if (other) this.player.words = null; // its keys are others
    this.spread();
    if (other) this.player.begin({});
  }

  spread() {
    this.player.receive(this.words, this.theme, this.data);
  }

  stop() {
    super.stop();
    this.player.stop();
  }
}

export const { show, hide } = mounting((root) => new Playground(root));
