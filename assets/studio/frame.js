/** What every studio of one run is: a time machine above, a notice, and parts below. */

import { Api } from "../explorer/api.js";
import { make, setText } from "../explorer/nodes.js";
import { Timeline } from "../explorer/timeline.js";
import { Themed } from "./themed.js";

const PULSE = 50; // milliseconds between looks at what is to be asked
const ENDED = ["finished", "stopped"];

export class Frame extends Themed {
  constructor(root) {
    super(root);
    this.api = new Api();
    this.timeline = new Timeline({
      api: this.api,
      onMove: () => this.moved(),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.prepare(tick),
    });
    this.notice = make("p", "notice", { role: "status" });
    this.head = make("div", "head", {}, this.timeline.node, this.notice);
    this.bar = make("div", "bar");
    this.observer = new IntersectionObserver(([entry]) => (this.visible = entry.isIntersecting));
    this.observer.observe(root);
    this.timer = setInterval(() => this.pulse(), PULSE);
  }

  receive(data, tell) {
    const before = this.data;
    const reworded = this.take(data, tell);
    this.api.receive(data);
    const turned = before?.run.id !== data.run.id;
    if (turned) {
      this.refusals = new Map();
      this.turnTo(data);
    }
    if (reworded || turned) this.build();
    this.recolour();
    this.spread();
    if (before && before.run.status !== data.run.status) this.moved();
  }

  /** Another run is shown now: what was seen before is of no use. */
  turnTo(data) {}

  /** Makes what depends on the language. */
  build() {}

  spread() {
    this.timeline.receive(this.words, this.data.run, null);
  }

  /** Asks about the moment chosen: it is another one, or has news. */
  moved() {}

  /** Fetches what `moved` will want at a moment. */
  async prepare(tick) {}

  /** Follows a run in training, many times a second. */
  pulse() {}

  /** Whether nobody looks, so that nothing need be asked. */
  get asleep() {
    return document.hidden || !this.visible || !this.data || this.stopped;
  }

  /** Whether the run is over, so that its test examples may be opened. */
  get ended() {
    return ENDED.includes(this.timeline.status ?? this.data.run.status);
  }

  /** Notes that an answer has come, for whoever waits for it. */
  answered(answer, request, since) {
    if (request.tick === "live" && answer.step) {
      this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    }
    const { dataset } = this.root;
    if (answer.tick) dataset.tick = answer.tick.data[0];
    dataset.answers = Number(dataset.answers ?? 0) + 1;
    dataset.answeredMs = Math.round(performance.now() - since);
  }

  /** Says what keeps answers away; null: that which was asked has been answered. */
  heard(refusal, asked) {
    this.refusals?.set(asked, refusal);
    const worst = [...(this.refusals?.values() ?? [])].find(Boolean);
    const told = () => (worst.kind === "sentence" ? worst.message : this.words.say(worst.kind));
    setText(this.notice, worst ? told() : "");
  }

  stop() {
    super.stop();
    clearInterval(this.timer);
    this.observer.disconnect();
    this.timeline.stop();
  }
}
