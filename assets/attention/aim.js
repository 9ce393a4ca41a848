/** How often the largest weight is on the right place, for tasks in which that is known. */

import { make, setText, sync } from "../explorer/nodes.js";

const FARTHEST = 3;

export class Aim {
  constructor() {
    this.share = make("p", "aim-share");
    this.meaning = make("p", "");
    this.hint = make("p", "quiet");
    this.title = make("h4", "title");
    this.bars = make("ol", "bars aim-bars");
    this.heads = make("p", "quiet");
    this.node = make("div", "aim", {}, this.share, this.meaning, this.hint, this.title, this.bars);
    this.node.append(this.heads);
  }

  receive(words) {
    this.words = words;
    setText(this.title, words.say("aim_where"));
    this.bars.setAttribute("aria-label", words.say("aim_where"));
  }

  show(answer) {
    const { words } = this;
    if (!answer) {
      setText(this.share, "…");
      setText(this.meaning, words.say("aim_waiting"));
      return;
    }
    const found = headsOf(answer);
    const best = found.reduce((one, other) => (other.share > one.share ? other : one));
    const values = {
      steps: words.count(answer.steps.data[0]),
      examples: words.count(answer.examples.data[0]),
      weight: words.percent(best.weight),
    };
    setText(this.share, words.percent(best.share));
    this.share.dataset.share = best.share;
    setText(this.meaning, words.say("aim_meaning", values));
    setText(this.hint, words.say(hint(best)));
    this.heads.hidden = found.length < 2;
    const told = found.map(({ layer, head, share }) =>
      words.say("aim_head", { layer, head, percent: words.percent(share) }),
    );
    setText(this.heads, words.say("aim_heads", { heads: told.join("; ") }));
    this.draw(best);
  }

  draw({ offsets }) {
    const { words } = this;
    sync(this.bars, [...offsets], makeBar, (bar, value, i) => {
      const [name, track, percent] = bar.children;
      const by = i - FARTHEST;
      const far = Math.abs(by) === FARTHEST ? "_more" : "";
      const key = by === 0 ? "aim_right" : `aim_${by < 0 ? "before" : "after"}${far}`;
      setText(name, words.say(key, { count: words.count(Math.abs(by)) }));
      bar.classList.toggle("pg-ex-true", by === 0);
      track.firstElementChild.style.width = `${100 * value}%`;
      setText(percent, words.percent(value));
    });
  }
}

function headsOf(answer) {
  const found = [];
  for (let layer = 0; answer[`share.${layer}`]; layer += 1) {
    const [share, weight, offsets] = ["share", "weight", "offsets"].map(
      (name) => answer[`${name}.${layer}`],
    );
    const [heads, bars] = offsets.shape;
    for (let head = 0; head < heads; head += 1) {
      found.push({
        layer: layer + 1,
        head: head + 1,
        share: share.data[head],
        weight: weight.data[head],
        offsets: offsets.data.subarray(head * bars, (head + 1) * bars),
      });
    }
  }
  return found;
}

/** What the numbers suggest. */
function hint({ share, offsets }) {
  if (share >= 0.9) return "aim_sharp";
  const beside = Math.max(offsets[FARTHEST - 1], offsets[FARTHEST + 1]);
  return beside > 0.4 ? "aim_beside" : "aim_vague";
}

function makeBar() {
  const track = make("span", "track", { "aria-hidden": "true" }, make("span", "fill"));
  return make("li", "", {}, make("span", "name"), track, make("span", "percent"));
}
