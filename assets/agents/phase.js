/** The phase plane: what the agent expects, and what it does, over two numbers of the state. */

import { choice, make, setText, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";
import { drawAxes } from "../plane/axes.js";
import { classColour, mix, numberColour, scaleGradient } from "../plane/palette.js";
import { Section } from "../studio/section.js";

const BOX = { left: 46, top: 8, right: 10, bottom: 40 };
/** Which two numbers are shown at first: those that matter most. */
const AXES = { "CartPole-v1": [2, 3] };

export class Phase extends Section {
  static every = 700;

  constructor(studio, name) {
    super(studio, name);
    this.axes = null;
    this.fixed = null;
    this.shows = "best";
    this.canvas = make("canvas", "plane-large", { role: "img", tabindex: 0 });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("keydown", (event) => this.walk(event));
    this.what = make("div");
    this.selects = make("div", "tools");
    this.others = make("div", "phase-others");
    this.legend = make("p", "track-legend");
    this.readout = make("p", "readout", { role: "status" });
    this.said = make("p", "");
    const side = make("div", "plane-side", {}, this.said, this.what, this.selects, this.others);
    side.append(this.legend, this.readout);
    this.node.append(make("div", "plane-canvas", {}, this.canvas), side);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  fits(data) {
    return data.numbers.length > 1;
  }

  receive(words, theme, data) {
    const before = this.words;
    Object.assign(this, { words, theme, data });
    this.axes ??= AXES[data.world] ?? [0, 1];
    if (before !== words) this.build();
    this.render();
  }

  build() {
    const { words } = this;
    const options = ["best", "value"].map((name) => [
      name,
      words.say(`phase_${name}`),
      words.say(`phase_${name}_help`),
    ]);
    this.choice = choice(words.say("phase_shows"), options, (shows) => {
      this.shows = shows;
      this.render();
    });
    this.what.replaceChildren(this.choice.node);
    this.canvas.setAttribute("aria-label", words.say("phase_alt"));
  }

  reset() {
    Object.assign(this, { answer: null, axes: null, fixed: null, place: null });
  }

  asks() {
    const { axes, fixed } = this;
    if (!axes) return null;
    return { probe: "phase_plane", request: { axes, ...(fixed ? { fixed } : {}) } };
  }

  show(answer) {
    this.answer = answer;
    this.render();
  }

  render() {
    const { answer, words, data } = this;
    if (!words) return;
    setText(this.said, words.say(answer ? "phase_told" : "phase_soon"));
    const valued = Boolean(answer?.value);
    if (!valued) this.shows = "best";
    this.choice.choose(this.shows);
    this.choice.node.hidden = !valued;
    this.offerAxes(data.numbers);
    if (!answer) return;
    this.offerOthers(data.numbers);
    this.explain();
    this.draw();
    this.read();
  }

  /** Which numbers go across and up. */
  offerAxes(names) {
    const { words, axes } = this;
    this.selects.hidden = names.length < 3;
    sync(this.selects, ["phase_x", "phase_y"], (i) => this.axisSelect(i), (label, name, i) => {
      const [title, select] = label.children;
      setText(title, words.say(name));
      sync(select, names, () => make("option"), (option, text, at) => {
        option.value = at;
        setText(option, text);
        option.disabled = axes[1 - i] === at;
      });
      select.value = axes[i];
    });
  }

  axisSelect(i) {
    const select = make("select", "select");
    select.addEventListener("change", () => {
      this.axes = this.axes.map((axis, at) => (at === i ? Number(select.value) : axis));
      this.studio.ask();
    });
    return make("label", "which-states", {}, make("span"), select);
  }

  /** Sliders for the numbers that do not vary. */
  offerOthers(names) {
    const { answer, words, axes } = this;
    const rest = names.map((_, i) => i).filter((i) => !axes.includes(i));
    sync(this.others, rest, () => this.otherSlider(), (label, i) => {
      const [title, slider] = label.children;
      const [low, high] = [answer.low.data[i], answer.high.data[i]];
      slider.dataset.number = i;
      Object.assign(slider, { min: low, max: high, step: (high - low) / 100 });
      const value = this.fixed?.[i] ?? answer.fixed.data[i];
      if (document.activeElement !== slider) slider.value = value;
      setText(title, `${names[i]}: ${words.short(value)}`);
    });
  }

  otherSlider() {
    const slider = make("input", "slider", { type: "range" });
    slider.addEventListener("input", () => {
      this.fixed = [...(this.fixed ?? this.answer.fixed.data)];
      this.fixed[Number(slider.dataset.number)] = slider.valueAsNumber;
      this.studio.ask();
    });
    return make("label", "phase-other", {}, make("span"), slider);
  }

  explain() {
    const { answer, words, data, shows } = this;
    const range = this.range();
    if (shows === "best" && data.actions.length) {
      const marks = data.actions.map((name, action) => {
        const mark = make("span", "track-mark", { "aria-hidden": "true" });
        mark.style.background = css(classColour(action));
        return make("span", "track-name", {}, mark, name);
      });
      this.legend.replaceChildren(...marks);
      return;
    }
    const bar = make("span", "field-bar", { "aria-hidden": "true" });
    bar.style.background = scaleGradient();
    const ends = range.map((value) => make("span", "", { text: words.short(value) }));
    this.legend.replaceChildren(ends[0], bar, ends[1]);
    this.legend.hidden = !answer;
  }

  /** Lowest and highest of the numbers that are drawn. */
  range() {
    const { data } = this.answer[this.shows === "value" ? "value" : "best"];
    return [Math.min(...data), Math.max(...data)];
  }

  draw() {
    const { answer, theme, words, data, canvas, axes } = this;
    const width = canvas.clientWidth;
    if (!answer || !theme || !width) return;
    const height = Math.round(width / 1.1);
    const sharp = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== wide || canvas.height !== high) {
      Object.assign(canvas, { width: wide, height: high });
    }
    const context = canvas.getContext("2d");
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    const box = {
      left: BOX.left,
      top: BOX.top,
      width: width - BOX.left - BOX.right,
      height: height - BOX.top - BOX.bottom,
    };
    this.box = box;
    context.imageSmoothingEnabled = this.shows === "value" || !data.actions.length;
    context.drawImage(this.field(), box.left, box.top, box.width, box.height);
    const ends = ({ data: values }) => [values[0], values.at(-1)];
    const ranges = { x: ends(answer.x), y: ends(answer.y) };
    const names = axes.map((axis) => data.numbers[axis]);
    drawAxes(context, box, { ranges, names, words, theme, font: theme.font });
    if (!this.place) return;
    const { u, v } = this.place;
    context.beginPath();
    context.arc(box.left + u * box.width, box.top + (1 - v) * box.height, 5, 0, 2 * Math.PI);
    Object.assign(context, { strokeStyle: theme.mark, lineWidth: 2 });
    context.stroke();
  }

  /** The colours of the grid's places, one pixel each, the greatest y on top. */
  field() {
    const { answer, data, theme, shows } = this;
    const [rows, columns] = answer.best.shape;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    const range = this.range();
    const discrete = shows === "best" && data.actions.length;
    const drawn = answer[shows === "value" ? "value" : "best"].data;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const at = row * columns + column;
        const sure = answer.chance?.data[at] ?? 1;
        const colour = discrete
          ? mix(theme.zero, classColour(drawn[at]), 0.15 + 0.8 * sure)
          : numberColour(drawn[at], range);
        image.data.set([...colour, 255], 4 * ((rows - 1 - row) * columns + column));
      }
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }

  point(event) {
    const { box, canvas } = this;
    if (!box) return;
    const at = event && {
      u: (event.offsetX - box.left) / box.width,
      v: 1 - (event.offsetY - box.top) / box.height,
    };
    const inside = at && at.u >= 0 && at.u <= 1 && at.v >= 0 && at.v <= 1;
    if (!event && document.activeElement === canvas) return;
    this.place = inside ? at : null;
    this.draw();
    this.read();
  }

  /** Arrow keys move the place that is read. */
  walk(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = by[event.key];
    if (!move) return;
    event.preventDefault();
    const { u, v } = this.place ?? { u: 0.5, v: 0.5 };
    const held = (share) => Math.min(1, Math.max(0, share));
    this.place = { u: held(u + move[0] / 40), v: held(v + move[1] / 40) };
    this.draw();
    this.read();
  }

  read() {
    const { answer, place, words, data, axes } = this;
    if (!answer || !words) return;
    if (!place) {
      setText(this.readout, words.say("phase_point"));
      return;
    }
    const [rows, columns] = answer.best.shape;
    const column = Math.round(place.u * (columns - 1));
    const row = Math.round(place.v * (rows - 1));
    const at = row * columns + column;
    const where = [
      `${data.numbers[axes[0]]} ${words.short(answer.x.data[column])}`,
      `${data.numbers[axes[1]]} ${words.short(answer.y.data[row])}`,
    ].join(", ");
    const best = answer.best.data[at];
    const action = data.actions.length ? data.actions[best] : words.short(best);
    const told = [words.say("phase_here", { where, action })];
    if (answer.chance) {
      told.push(words.say("phase_sure", { percent: words.percent(answer.chance.data[at]) }));
    }
    if (answer.value) {
      told.push(words.say("phase_worth", { value: words.short(answer.value.data[at]) }));
    }
    setText(this.readout, told.join(" "));
  }

  stop() {
    this.observer.disconnect();
  }
}
