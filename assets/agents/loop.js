/** The loop: what the agent sees, what it does, and what the environment answers. */

import { make, setText } from "../explorer/nodes.js";
import { EpisodeSection } from "./episode.js";
import { actionName, numbersText } from "./named.js";

const STATIONS = ["agent", "action", "environment", "reward", "observation"];

export class Loop extends EpisodeSection {
  constructor(studio, name) {
    super(studio, name);
    this.parts = {};
    this.circle = make("div", "loop-circle", { role: "group" });
    for (const station of STATIONS) {
      const boxed = station === "agent" || station === "environment";
      const title = make("strong", "loop-title");
      const text = make("span", "loop-text");
      const node = make("div", `loop-${station} ${boxed ? "loop-box" : "loop-arrow"}`, {});
      node.append(title, text);
      this.parts[station] = { node, title, text };
      this.circle.append(node);
    }
    this.parts.environment.node.append(this.scene.node);
    this.told = make("p", "readout", { role: "status" });
    this.node.append(this.circle, this.reel.node, this.told);
  }

  build() {
    const { words } = this;
    this.circle.setAttribute("aria-label", words.say("loop"));
    for (const station of STATIONS) setText(this.parts[station].title, words.say(`loop_${station}`));
    if (!this.episode) setText(this.told, words.say("episode_soon"));
  }

  tell(moment) {
    const { episode, words, data, parts } = this;
    const put = (station, text) => setText(parts[station].text, text);
    const action = episode.action(moment);
    const reward = episode.number("rewards", moment);
    const name = actionName(action, data, words);
    put("agent", this.opinion(moment));
    put("action", name);
    put("reward", reward === null ? words.say("loop_over") : words.short(reward));
    const shown = reward === null ? moment : moment + 1;
    put("observation", this.seen(shown));
    const number = words.count(moment);
    const before = words.short(episode.returns[moment]);
    const values = { step: number, action: name, seen: this.seen(moment), sum: before };
    if (reward === null) {
      setText(this.told, words.say("loop_end", { steps: words.count(episode.steps), sum: before }));
      return;
    }
    setText(this.told, words.say("loop_step", { ...values, reward: words.short(reward) }));
  }

  seen(moment) {
    const row = this.episode.row("observations", moment);
    if (!row) return "";
    return numbersText(row, this.data.observed, this.words);
  }

  /** What the agent thinks before it acts. */
  opinion(moment) {
    const { episode, words, data } = this;
    const chances = episode.row("chances", moment);
    const value = episode.number("state_values", moment);
    const told = [];
    if (chances) {
      const all = [...chances];
      const best = all.indexOf(Math.max(...all));
      const values = { action: data.actions[best], percent: words.percent(all[best]) };
      told.push(words.say("loop_likely", values));
    }
    const mean = episode.number("mean", moment);
    if (mean !== null) told.push(words.say("loop_mean", { mean: words.short(mean) }));
    if (value !== null) told.push(words.say("loop_expects", { value: words.short(value) }));
    return told.join(" ");
  }
}
