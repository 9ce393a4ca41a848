/** One column of the explorer: a run, a moment of it, and what is seen there. */

import { Judge } from "./judge.js";
import { Look } from "./look.js";
import { make, setText, sync } from "./nodes.js";
import { Timeline } from "./timeline.js";

const ENDED = ["finished", "stopped"];

export class View {
  /**
   * @param {import("./main.js").Explorer} explorer
   * @param {boolean} second whether it is the one to compare with
   */
  constructor(explorer, second) {
    this.explorer = explorer;
    this.second = second;
    this.name = make("strong", "run-name");
    this.select = make("select", "select");
    this.select.addEventListener("change", () => explorer.compareWith(this.select.value));
    this.notice = make("p", "notice", { role: "status" });
    this.timeline = new Timeline({
      api: explorer.api,
      onMove: () => this.ask(performance.now(), this.timeline.tick === "live"),
      onHeard: (refusal) => this.heard(refusal, "moments"),
      prepare: (tick) => this.prepare(tick),
    });
    this.head = make("div", "head", {}, this.name, this.select, this.timeline.node, this.notice);
    this.look = new Look(this);
    this.judge = new Judge(this);
  }

  get api() {
    return this.explorer.api;
  }

  get album() {
    return this.explorer.album;
  }

  get selection() {
    return this.explorer.selection;
  }

  /** Whether the run is over, so that its test pictures may be opened. */
  get ended() {
    return ENDED.includes(this.run?.layers.length ? this.timeline.status : this.run?.status);
  }

  receive(words, theme, { classes, runs }, run, compared) {
    const other = this.run?.id !== run?.id;
    Object.assign(this, { words, run });
    this.head.hidden = !run;
    this.name.hidden = !compared || this.second;
    this.select.hidden = !this.second;
    setText(this.name, run?.name ?? "");
    this.offer(runs);
    if (other) {
      this.refusals = new Map();
      setText(this.notice, "");
    }
    this.look.receive(words, theme, run?.layers.length ? run : null, classes);
    this.judge.receive(words, run, classes);
    this.timeline.node.hidden = !run?.layers.length;
    // Beside the newest moment, the untrained network tells most.
    const start = this.second && !this.begun ? 0 : null;
    this.begun = true;
    if (run?.layers.length) this.timeline.receive(words, run, start);
  }

  offer(runs) {
    const { words, select } = this;
    if (select.hidden) return;
    select.title = words.say("compare_run_help");
    select.setAttribute("aria-label", words.say("compare_run"));
    sync(select, runs, () => make("option"), (option, { id, name }) => {
      option.value = id;
      setText(option, name);
    });
    select.value = this.run.id;
  }

  /** Asks for what the open section shows at this moment. */
  ask(since = performance.now(), gently = false) {
    const { explorer, run } = this;
    if (!run) return;
    if (explorer.section === "judge") {
      const tick = run.layers.length ? this.timeline.tick : -1;
      if (tick !== null) this.judge.ask(tick, explorer.split, since, gently);
    } else if (run.layers.length && this.timeline.tick !== null) {
      this.look.ask(this.timeline.tick, explorer.picture.image, since, gently);
    }
    explorer.onStatus();
  }

  async prepare(tick) {
    const { explorer } = this;
    if (explorer.section === "judge") await this.judge.prepare(tick, explorer.split);
    else await this.look.prepare(tick, explorer.picture.image);
  }

  // ---- what the sections report ----

  onLook(answer, tick, target) {
    if (tick === "live") this.timeline.arrived(answer.step.data[0], answer.epoch.data[0]);
    if (!this.second) this.explorer.picture.show(answer.input, target);
  }

  markInput(square) {
    if (!this.second) this.explorer.picture.mark(square);
  }

  clearInput() {
    if (!this.second) this.explorer.picture.clear();
  }

  onSelect(selection) {
    this.explorer.select(selection);
  }

  onOpen(split, index) {
    this.explorer.open(split, index);
  }

  /**
   * Says what keeps answers away.
   * @param {import("./api.js").Refusal | null} refusal null: that which was asked has been answered
   * @param {string} asked what was asked for
   */
  heard(refusal, asked) {
    this.refusals.set(asked, refusal);
    const worst = [...this.refusals.values()].find(Boolean);
    const told = () => (worst.kind === "sentence" ? worst.message : this.words.say(worst.kind));
    setText(this.notice, worst ? told() : "");
  }

  stop() {
    this.timeline.stop();
    this.look.stop();
    this.judge.stop();
    for (const node of [this.head, this.look.node, this.judge.node]) node.remove();
  }
}
