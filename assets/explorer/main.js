/**
 * The explorer: a run's moments, what the network makes of a picture, and what it gets wrong.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to one `Explorer` for each root node.
 */

import { Api, Refusal } from "./api.js";
import { Album } from "./pictures.js";
import { button, choice, make, place } from "./nodes.js";
import { Picture } from "./picture.js";
import { css, readTheme } from "./theme.js";
import { View } from "./view.js";
import { Words } from "./words.js";

const SECTIONS = ["look", "judge"];
const SPLITS = ["valid", "test"];
const KINDS = ["samples", "hardest", "confident", "disagree"];

/** @type {WeakMap<HTMLElement, Explorer>} */
const shown = new WeakMap();

export function show(root, data) {
  if (!shown.has(root)) shown.set(root, new Explorer(root));
  shown.get(root).receive(data);
}

export function hide(root) {
  shown.get(root)?.stop();
  shown.delete(root);
}

export class Explorer {
  constructor(root) {
    this.root = root;
    this.api = new Api();
    this.album = new Album(this.api);
    this.section = "look";
    this.split = "valid";
    this.selection = { kind: "samples" };
    this.picture = new Picture({
      onImage: (since) => this.ask(since),
      wrongOnes: (split) => this.wrongOnes(split),
    });
    this.views = [new View(this, false)];
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.heads = make("div", "heads");
    this.looks = make("div", "views");
    this.judges = make("div", "views");
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => this.recolour() && this.spread();
    // Streamlit follows the system's choice a little later.
    scheme.addEventListener("change", () => setTimeout(follow, 300), { signal });
  }

  /** Takes what a rerun of the page hands over. */
  receive(data) {
    const before = this.data;
    this.data = { ...data, classes: steady(before?.classes, data.classes) };
    this.data.runs = data.runs.map((run) => {
      const known = before?.runs.find(({ id }) => id === run.id);
      return { ...run, layers: steady(known?.layers, run.layers) };
    });
    const reworded = this.words?.language !== data.language;
    if (reworded) this.words = new Words(data.labels, data.language);
    this.api.receive(data);
    const [run] = this.data.runs;
    const other = before?.runs[0]?.id !== run?.id;
    const moved = before?.runs[0]?.status !== run?.status;
    if (reworded) this.build();
    if (other) this.onOtherRun(run);
    this.recolour();
    this.spread();
    if (other || moved || reworded) this.ask();
  }

  /** Pictures, splits and the run compared with belong to the run that the page showed before. */
  onOtherRun(run) {
    this.album.forget();
    this.split = "valid";
    this.picture.split = "valid";
    if (run && !run.layers.length) this.section = "judge";
    else if (!run) this.section = "look";
    this.compare(null);
  }

  /** Reads the theme; returns whether it is another one. */
  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    this.theme = theme;
    this.root.style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and menus
    this.root.style.setProperty("--pg-ex-right", css(theme.above));
    this.root.style.setProperty("--pg-ex-wrong", css(theme.below));
    this.root.style.setProperty("--pg-ex-mark", theme.mark);
    return true;
  }

  build() {
    const { words } = this;
    const named = (title, names, onChoose) => {
      const options = names.map((name) => [name, words.say(name), words.say(`${name}_help`)]);
      return choice(words.say(title), options, onChoose);
    };
    this.sections = named("sections", SECTIONS, (section) => this.turn(section));
    this.comparing = button(words.say("compare"), words.say("compare_help"), () => {
      this.compare(this.views.length > 1 ? null : this.data.runs[0].id);
    });
    this.splits = named("split", SPLITS, (split) => this.turnTo(split));
    this.kinds = named("kinds", KINDS, (kind) => this.select({ kind }));
    this.why = make("p", "quiet", { text: words.say("test_closed") });
    const bar = make("div", "bar", {}, this.sections.node, this.comparing);
    this.bar = bar;
    const tools = make("div", "tools", {}, this.splits.node, this.kinds.node);
    this.lookPanel = make("div", "panel look-panel", {}, this.picture.node, this.looks);
    this.judgePanel = make("div", "panel", {}, tools, this.why, this.judges);
    this.root.replaceChildren(this.probe, bar, this.heads, this.lookPanel, this.judgePanel);
    this.root.setAttribute("aria-label", words.say("title"));
  }

  /** Hands everything on to the parts. */
  spread() {
    const { words, theme, data, views } = this;
    const [run] = data.runs;
    const network = Boolean(run?.layers.length);
    this.bar.hidden = !network;
    this.picture.receive(words, data, network);
    views.forEach((view, i) => {
      const own = i === 0 ? run : (data.runs.find(({ id }) => id === this.other) ?? run);
      view.receive(words, theme, data, own, views.length > 1);
    });
    place(this.heads, views.map(({ head }) => head));
    place(this.looks, views.map(({ look }) => look.node));
    place(this.judges, views.map(({ judge }) => judge.node));
    this.root.dataset.columns = views.length;
    this.comparing.setAttribute("aria-pressed", String(views.length > 1));
    this.kinds.buttons.get("hardest").hidden = !network;
    this.render();
    this.onStatus();
  }

  render() {
    this.lookPanel.hidden = this.section !== "look";
    this.judgePanel.hidden = this.section !== "judge";
    this.sections.choose(this.section);
    this.splits.choose(this.split);
    this.kinds.choose(this.selection.kind);
  }

  /** Opens or closes the test pictures, as the runs on show allow. */
  onStatus() {
    const open = this.views.every((view) => view.ended);
    this.splits.buttons.get("test").disabled = !open;
    this.why.hidden = open;
    if (!open && this.split === "test") this.turnTo("valid");
  }

  ask(since = performance.now()) {
    for (const view of this.views) view.ask(since);
  }

  // ---- what a visitor chooses ----

  turn(section) {
    this.section = section;
    this.render();
    this.ask();
  }

  turnTo(split) {
    this.split = split;
    this.render();
    this.ask();
  }

  select(selection) {
    this.selection = selection;
    this.render();
    for (const { judge } of this.views) judge.onSelection();
  }

  /** Looks into one of the dataset's pictures. */
  open(split, index) {
    this.section = "look";
    this.render();
    this.picture.open(split, index);
    this.root.scrollIntoView({ block: "start" });
  }

  /** @param {string | null} run the one to compare with; null: none */
  compare(run) {
    this.other = run;
    if (run && this.views.length === 1) this.views.push(new View(this, true));
    if (!run) for (const view of this.views.splice(1)) view.stop();
    if (!this.theme) return;
    this.spread();
    this.ask();
  }

  compareWith(run) {
    this.other = run;
    this.spread();
    this.ask();
  }

  /** @returns {Promise<number[]>} places in a split that the run on show gets wrong */
  async wrongOnes(split) {
    const [view] = this.views;
    const { tick } = view.timeline;
    if (tick === null) return [];
    try {
      const answer = await this.api.probe(view.run.id, "confusion", { tick, split });
      const { indices, targets, predicted } = answer;
      return [...indices.data].filter((_, i) => predicted.data[i] !== targets.data[i]);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      view.heard(refusal, "wrong");
      return [];
    }
  }

  stop() {
    this.stopped = true;
    this.listeners.abort();
    this.picture.stop();
    for (const view of this.views) view.stop();
  }
}

/** The value before if it says the same, so that nothing is rebuilt. */
function steady(before, now) {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
