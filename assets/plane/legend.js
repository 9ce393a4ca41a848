/** What colours and marks mean, and which examples are drawn. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour, scaleGradient } from "./palette.js";

const SPLITS = ["train", "valid", "test"];

export class Legend {
  /** @param {() => void} onChange other examples are to be drawn */
  constructor(onChange) {
    this.splits = new Set(["train", "valid"]);
    this.onChange = onChange;
    this.classes = make("div", "legend-classes");
    this.scale = make("div", "legend-scale");
    this.buttons = make("div", "choice", { role: "group" });
    this.ring = make("span", "legend-ring quiet");
    this.node = make("div", "plane-legend", {}, this.classes, this.scale, this.buttons, this.ring);
  }

  receive(words, data) {
    this.classes.hidden = !data.classes.length;
    this.scale.hidden = data.classes.length > 0;
    sync(this.classes, data.classes, () => make("span", "legend-class"), (node, name, label) => {
      node.style.setProperty("--pg-ex-own", css(classColour(label)));
      setText(node, name);
    });
    if (!data.classes.length) this.drawScale(words, data);
    this.buttons.setAttribute("aria-label", words.say("examples"));
    sync(this.buttons, SPLITS, () => button("", "", () => {}), (node, split) => {
      setText(node, words.say(`points_${split}`));
      node.title = words.say(`points_${split}_help`);
      node.dataset.split = split;
      node.setAttribute("aria-pressed", String(this.splits.has(split)));
      node.onclick = () => this.turn(split);
    });
    this.ring.hidden = !data.classes.length || !data.run;
    setText(this.ring, words.say("ring"));
  }

  drawScale(words, data) {
    const [low, high] = data.ranges.target;
    const unit = data.unit ? ` (${data.unit})` : "";
    const bar = make("span", "legend-bar", { "aria-hidden": "true" });
    bar.style.background = scaleGradient();
    const text = words.say("scale", { target: data.target, unit });
    this.scale.replaceChildren(text, " ", words.short(low), " ", bar, " ", words.short(high));
  }

  turn(split) {
    if (!this.splits.delete(split)) this.splits.add(split);
    for (const node of this.buttons.children) {
      node.setAttribute("aria-pressed", String(this.splits.has(node.dataset.split)));
    }
    this.onChange();
  }
}
