/** Choosing a map: which attention, which layer, which head. */

import { choice, make, place } from "../explorer/nodes.js";

export class Which {
  /** @param {(map: {name: string, layer: number | "mean", head: number | "mean"}) => void} onMap */
  constructor(onMap) {
    this.onMap = onMap;
    this.node = make("div", "tools which");
  }

  receive(words) {
    if (this.words === words) return;
    this.words = words;
    this.built = "";
  }

  /** @param {string} section with `head`, what can be taken apart is offered */
  show({ found, map }, section) {
    if (!map) return;
    const apart = section === "head";
    const offered = apart ? found.slice(0, 1) : found;
    const { layers, heads } = found.find(({ name }) => name === map.name);
    const wanted = JSON.stringify([offered, layers, heads, map.name, apart]);
    if (wanted !== this.built) this.build(offered, { layers, heads, map, apart });
    this.built = wanted;
    this.map = map;
    this.names?.choose(map.name);
    this.layers?.choose(map.layer);
    this.heads?.choose(map.head);
  }

  build(offered, { layers, heads, apart }) {
    const { words } = this;
    const turn = (change) => this.onMap({ ...this.map, ...change });
    const named = offered.map(({ name }) => [name, words.say(name), words.say(`${name}_help`)]);
    this.names = choice(words.say("which_map"), named, (name) => turn({ name }));
    const numbered = (title, count, key, label) => {
      const options = Array.from({ length: count }, (_, i) => {
        const number = words.count(i + 1);
        return [i, words.say(label, { number }), words.say(`${label}_help`, { number })];
      });
      if (!apart) options.push(["mean", words.say("mean"), words.say(`mean_${key}s_help`)]);
      return choice(words.say(title), options, (value) => turn({ [key]: value }));
    };
    this.layers = numbered("which_layer", layers, "layer", "layer");
    this.heads = numbered("which_head", heads, "head", "head_number");
    const several = [
      [offered.length, this.names],
      [layers, this.layers],
      [heads, this.heads],
    ];
    place(this.node, several.filter(([count]) => count > 1).map(([, { node }]) => node));
  }
}
