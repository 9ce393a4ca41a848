/**
 * A square of the plane on which one puts points of several classes, with mouse, finger or keys.
 *
 * Python keeps the points; this draws them and hands them back whenever a stroke ends. Streamlit
 * calls the default export again at every rerun, with the same `parentElement`.
 */

/** @type {WeakMap<object, Cloud>} */
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let cloud = mounted.get(parentElement);
  if (!cloud) {
    cloud = new Cloud(parentElement.querySelector(".pg-cloud"));
    mounted.set(parentElement, cloud);
  }
  cloud.receive(data, (points) => setTriggerValue("drawn", { points }));
  return () => {
    mounted.get(parentElement)?.stop();
    mounted.delete(parentElement);
  };
}

const BRUSHES = { one: 1, spray: 6, cloud: 20 };
const TOOLS = [...Object.keys(BRUSHES), "eraser"];
const MOST_UNDONE = 50;
const KEY_STEP = 0.05;

class Cloud {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.parts = {};
    for (const part of root.querySelectorAll("[data-part]")) this.parts[part.dataset.part] = part;
    this.plane = new Plane(this.parts.plane);
    this.points = [];
    this.undone = [];
    this.label = 0;
    this.tool = "spray";
    this.cursor = null;
    /** The points that Python has, then what it was sent since, as text. */
    this.known = [];
    this.listeners = new AbortController();
    this.listen();
  }

  /** Takes what a rerun hands over; points that are an echo of what was drawn here change nothing. */
  receive(data, send) {
    this.send = send;
    const given = JSON.stringify(data.points);
    const place = this.known.indexOf(given);
    if (place >= 0) {
      this.known = this.known.slice(place);
    } else {
      this.known = [given];
      this.points = data.points.map((point) => [...point]);
      this.undone = [];
    }
    const reworded = JSON.stringify(this.data?.labels) !== JSON.stringify(data.labels);
    this.data = data;
    if (reworded) this.build();
    this.draw();
  }

  say(name, values = {}) {
    return this.data.labels[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  // ---- buttons ----

  build() {
    const { parts, data } = this;
    const group = (part, title, buttons) => {
      parts[part].setAttribute("aria-label", this.say(title));
      const label = Object.assign(document.createElement("span"), { textContent: this.say(title) });
      label.className = "pg-cloud-label";
      parts[part].replaceChildren(label, ...buttons);
    };
    this.classes = [...data.letters].map((letter, label) => {
      const help = this.say("class_help", { letter, key: label + 1 });
      const made = button("", help, () => this.choose(label));
      made.dataset.label = label;
      made.append(mark(label), document.createElement("span"));
      return made;
    });
    this.tools = TOOLS.map((name) => {
      const made = button(this.say(name), this.say(`${name}_help`), () => this.use(name));
      made.dataset.tool = name;
      return made;
    });
    this.undoing = button(this.say("undo"), this.say("undo_help"), () => this.undo());
    this.clearing = button(this.say("clear"), this.say("clear_help"), () => this.replace([]));
    const starts = Object.keys(PATTERNS).map((name) => {
      const help = this.say(`${name}_help`);
      const made = button(this.say(name), help, () => this.replace(PATTERNS[name]()));
      made.dataset.start = name;
      return made;
    });
    group("classes", "classes", this.classes);
    group("brushes", "brush", this.tools);
    group("edits", "edit", [this.undoing, this.clearing]);
    group("starts", "start", starts);
    parts.plane.setAttribute("role", "application");
    parts.plane.setAttribute("aria-label", this.say("plane"));
    parts.plane.title = this.say("plane");
  }

  choose(label) {
    this.label = label;
    if (this.tool === "eraser") this.tool = "spray";
    this.draw();
  }

  use(tool) {
    this.tool = tool;
    this.draw();
  }

  // ---- what is shown ----

  draw() {
    const { data, parts, points } = this;
    const counts = [...data.letters].map(
      (_, label) => points.filter((point) => point[2] === label).length,
    );
    this.classes.forEach((item, label) => {
      const chosen = label === this.label && this.tool !== "eraser";
      item.setAttribute("aria-pressed", String(chosen));
      item.lastChild.textContent = `${data.letters[label]} ${counts[label]}`;
    });
    for (const tool of this.tools) {
      tool.setAttribute("aria-pressed", String(tool.dataset.tool === this.tool));
    }
    this.undoing.disabled = this.undone.length === 0;
    this.clearing.disabled = points.length === 0;
    const full = points.length >= data.most;
    const at = this.cursor && { x: this.cursor[0].toFixed(2), y: this.cursor[1].toFixed(2) };
    parts.where.textContent = [
      this.say(full ? "full" : "count", { count: points.length, most: data.most }),
      at ? this.say("cursor", at) : "",
    ].join(" ");
    const rule = this.rule(counts);
    parts.rule.hidden = !rule;
    if (parts.rule.textContent !== rule) parts.rule.textContent = rule;
    this.paint();
  }

  /** What is still missing before something can be learned; "" if nothing is. */
  rule(counts) {
    const { letters, least, classes } = this.data;
    const there = counts.filter((count) => count > 0).length;
    if (there < classes) return this.say(classes > 1 ? "rule" : "rule_of_one", { least });
    const few = counts.findIndex((count) => count > 0 && count < least);
    if (few < 0) return "";
    return this.say("too_few", { letter: letters[few], count: counts[few], least });
  }

  paint() {
    const hint = this.points.length ? "" : this.say("hint");
    const radius = this.tool === "eraser" ? ERASED : BRUSHES[this.tool] > 1 ? SPREAD : 0;
    this.plane.paint(this.points, { hint, cursor: this.cursor, radius });
  }

  // ---- drawing ----

  listen() {
    const { plane } = this.parts;
    const { signal } = this.listeners;
    const on = (name, act) => plane.addEventListener(name, act, { signal });
    on("pointerdown", (event) => {
      if (event.button !== 0 || this.pointer !== undefined) return;
      plane.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      this.cursor = null;
      this.begin();
      this.touch(this.plane.at(event));
    });
    on("pointermove", (event) => {
      if (event.pointerId === this.pointer) this.touch(this.plane.at(event));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      on(name, (event) => {
        if (event.pointerId !== this.pointer) return;
        this.pointer = undefined;
        this.end();
      });
    }
    on("keydown", (event) => this.onKey(event));
    on("blur", () => {
      this.cursor = null;
      this.draw();
    });
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    // Streamlit follows the system's choice a little later.
    scheme.addEventListener("change", () => setTimeout(() => this.paint(), 300), { signal });
  }

  begin() {
    this.before = this.points.map((point) => [...point]);
    this.last = null;
  }

  /** Puts points around a place, or erases those there; a slow hand does not pile them up. */
  touch([x, y]) {
    if (this.last && Math.hypot(x - this.last[0], y - this.last[1]) < STROKE_STEP) return;
    this.last = [x, y];
    if (this.tool === "eraser") {
      this.points = this.points.filter((point) => Math.hypot(point[0] - x, point[1] - y) > ERASED);
    } else {
      const room = this.data.most - this.points.length;
      const count = Math.min(BRUSHES[this.tool], room);
      this.points.push(...sprayed(x, y, this.label, count));
    }
    this.draw();
  }

  /** Ends a stroke: what was drawn can be undone, and Python hears of it. */
  end() {
    const now = JSON.stringify(this.points);
    if (now === JSON.stringify(this.before)) return;
    this.undone = [...this.undone, this.before].slice(-MOST_UNDONE);
    this.tell(now);
    this.draw();
  }

  replace(points) {
    this.begin();
    this.points = points;
    this.end();
  }

  undo() {
    if (!this.undone.length) return;
    this.points = this.undone.pop();
    this.tell(JSON.stringify(this.points));
    this.draw();
  }

  tell(now) {
    this.known.push(now);
    this.send(this.points);
  }

  onKey(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (move) {
      const step = KEY_STEP * (event.shiftKey ? 4 : 1);
      const from = this.cursor ?? [0, 0];
      this.cursor = from.map((value, i) => clamped(value + step * move[i]));
      this.draw();
    } else if (event.key === " " || event.key === "Enter") {
      this.cursor ??= [0, 0];
      this.begin();
      this.touch(this.cursor);
      this.end();
    } else if (event.key >= "1" && event.key <= String(this.classes.length)) {
      this.choose(Number(event.key) - 1);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  stop() {
    this.listeners.abort();
  }
}

function button(text, help, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", title: help });
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
