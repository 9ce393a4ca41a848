/** Charts beside a film: what all episodes earned, and what was thought along the one shown. */

import { make, setText } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { classColour } from "../plane/palette.js";

const HIGH = 90;

/** A canvas as wide as there is room, drawn sharply. */
class Strip {
  constructor(height) {
    this.height = height;
    this.canvas = make("canvas", "strip", { role: "img" });
    this.canvas.style.height = `${height}px`;
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  /** Clears it; gives its context and width, or null if nothing can be seen. */
  blank() {
    const { canvas, height } = this;
    const width = canvas.clientWidth;
    if (!width) return null;
    const sharp = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== wide || canvas.height !== high) {
      Object.assign(canvas, { width: wide, height: high });
    }
    const context = canvas.getContext("2d");
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width, height };
  }

  draw() {}
}

/** How many episodes earned how much: one dot each, those alike above each other. */
export class Returns extends Strip {
  constructor() {
    super(HIGH);
    this.said = make("p", "");
    this.node = make("div", "returns", {}, this.said, this.canvas);
  }

  show(answer, { words, theme, data }) {
    Object.assign(this, { answer, words, theme, data });
    const all = [...answer.returns.data];
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const shown = all[answer.chosen.data[0]];
    const values = {
      count: words.count(all.length),
      mean: words.short(mean),
      low: words.short(Math.min(...all)),
      high: words.short(Math.max(...all)),
      shown: words.short(shown),
    };
    const told = [words.say("returns_told", values)];
    if (answer.solved_at) {
      const line = answer.solved_at.data[0];
      const name = mean >= line ? "returns_solved" : "returns_unsolved";
      told.push(words.say(name, { line: words.short(line) }));
    }
    setText(this.said, told.join(" "));
    this.canvas.setAttribute("aria-label", words.say("returns_alt", values));
    this.draw();
  }

  draw() {
    const { answer, theme, words } = this;
    const sheet = answer && this.blank();
    if (!sheet) return;
    const { context, width, height } = sheet;
    const all = [...answer.returns.data];
    const line = answer.solved_at?.data[0];
    const known = line === undefined ? all : [...all, line];
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const span = high - low || 1;
    const at = (value) => 12 + ((value - low) / span) * (width - 24);
    const base = height - 20;
    context.fillStyle = theme.quiet;
    context.fillRect(0, base + 6, width, 1);
    context.font = `11px ${theme.font}`;
    context.textAlign = "left";
    context.fillText(words.short(low), 0, height - 2);
    context.textAlign = "right";
    if (high > low) context.fillText(words.short(high), width, height - 2);
    if (line !== undefined) {
      Object.assign(context, { strokeStyle: theme.mark, lineWidth: 1.5 });
      context.setLineDash([4, 3]);
      context.beginPath();
      context.moveTo(at(line), 4);
      context.lineTo(at(line), base + 6);
      context.stroke();
      context.setLineDash([]);
    }
    const places = all.map((value) => Math.round(at(value) / 9));
    const highest = Math.max(...places.map((one) => places.filter((each) => each === one).length));
    const apart = Math.min(9, (base - 6) / Math.max(1, highest - 1));
    const piled = new Map();
    all.forEach((value, index) => {
      const above = piled.get(places[index]) ?? 0;
      piled.set(places[index], above + 1);
      const chosen = index === answer.chosen.data[0];
      context.beginPath();
      context.arc(at(value), base - apart * above, chosen ? 5 : Math.min(3.5, apart / 2 + 1), 0, 2 * Math.PI);
      context.fillStyle = css(chosen ? theme.below : theme.above, chosen ? 1 : 0.55);
      context.fill();
    });
  }
}

/** Along the episode: how likely each action was, as a band, or what the state seemed worth. */
export class Track extends Strip {
  /** @param {(place: number) => void} onPoint a moment was pointed at */
  constructor(onPoint) {
    super(64);
    this.legend = make("p", "track-legend");
    this.node = make("div", "track-band", {}, this.legend, this.canvas);
    const point = (event) => {
      if (!this.episode || (event.type === "pointermove" && !event.buttons)) return;
      const { left, width } = this.canvas.getBoundingClientRect();
      onPoint(Math.floor(((event.clientX - left) / width) * this.episode.steps));
    };
    this.canvas.addEventListener("pointerdown", point);
    this.canvas.addEventListener("pointermove", point);
  }

  show(episode, { words, theme, data, greedy }) {
    Object.assign(this, { episode, words, theme, data });
    const { chances, state_values: values } = episode.answer;
    this.node.hidden = !chances && !values;
    const marks = (chances ? data.actions : []).map((name, action) => {
      const mark = make("span", "track-mark", { "aria-hidden": "true" });
      mark.style.background = css(classColour(action));
      return make("span", "track-name", {}, mark, name);
    });
    const ofChances = greedy ? "track_chances_greedy" : "track_chances";
    const told = words.say(chances ? ofChances : "track_values");
    this.legend.replaceChildren(told, ...marks);
    this.canvas.setAttribute("aria-label", told);
    this.draw();
  }

  /** Marks the place that is shown. */
  mark(place) {
    this.place = place;
    this.draw();
  }

  draw() {
    const { episode, theme } = this;
    const sheet = episode && !this.node.hidden && this.blank();
    if (!sheet) return;
    const { context, width, height } = sheet;
    const { chances, state_values: values } = episode.answer;
    const across = width / Math.max(1, episode.steps);
    if (chances) {
      for (let step = 0; step < episode.steps; step += 1) {
        let top = 0;
        episode.row("chances", step).forEach((chance, action) => {
          context.fillStyle = css(classColour(action), 0.85);
          context.fillRect(step * across, top, across + 0.5, chance * height);
          top += chance * height;
        });
      }
    } else {
      const all = [...values.data];
      const [low, high] = [Math.min(...all), Math.max(...all)];
      Object.assign(context, { strokeStyle: css(theme.above), lineWidth: 2 });
      context.beginPath();
      all.forEach((value, step) => {
        const down = height - 3 - ((value - low) / (high - low || 1)) * (height - 6);
        context[step ? "lineTo" : "moveTo"](step * across, down);
      });
      context.stroke();
    }
    context.fillStyle = theme.text;
    context.fillRect((this.place ?? 0) * across - 1, 0, 2, height);
  }
}
