/**
 * The layers of a network as a list that is edited in place; Python keeps the layers and does the
 * arithmetic, this draws them and says what was done to them.
 *
 * Streamlit calls the default export again at every rerun that changes `data`, with the same
 * `parentElement`, so the nodes that hold the focus belong to one `LayerEditor` each.
 */

/** @type {WeakMap<object, LayerEditor>} */
const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let editor = mounted.get(parentElement);
  if (!editor) {
    editor = new LayerEditor(parentElement.querySelector(".pg-net"));
    mounted.set(parentElement, editor);
  }
  editor.receive(data.editor, setTriggerValue);
  return () => mounted.delete(parentElement);
}

class LayerEditor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.parts = {};
    for (const part of root.querySelectorAll("[data-part]")) this.parts[part.dataset.part] = part;
    this.tools = new Map();
    this.dragged = null;
    this.form = null;
    this.parts.list.addEventListener("keydown", (event) => this.onKey(event));
  }

  receive(data, setTriggerValue) {
    this.data = data;
    this.selected = data.selected;
    this.tell = (action) => setTriggerValue("action", { ...action, edition: data.edition });
    this.drawEnds();
    this.drawList();
    this.drawProblem();
    this.drawTools();
    this.drawPalette();
    this.drawForm();
  }

  drawEnds() {
    this.parts.legend.textContent = this.data.labels.legend;
    for (const end of ["input", "output"]) {
      this.parts[end].replaceChildren(...lineContent(this.data[end]));
      this.parts[end].dataset.kind = this.data[end].kind;
    }
  }

  drawList() {
    const { list } = this.parts;
    list.setAttribute("aria-label", this.data.labels.layers);
    const lines = this.data.layers.map((layer, index) => this.line(layer, index));
    if (lines.length === 0) {
      const note = node("div", "pg-net-line pg-net-note");
      note.append(node("span", "pg-net-empty", this.data.labels.empty));
      lines.push(note);
    }
    const top = list.scrollTop;
    list.replaceChildren(...lines);
    list.scrollTop = top;
    this.markSelected();
  }

  line(layer, index) {
    const line = node("div", "pg-net-line");
    line.id = `pg-net-layer-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-label", `${layer.title}, ${layer.note}, ${layer.shape}`);
    line.title = layer.help;
    line.dataset.state = layer.state;
    line.dataset.kind = layer.kind;
    line.draggable = true;
    line.append(...lineContent(layer));
    line.addEventListener("click", () => this.select(index));
    line.addEventListener("dragstart", (event) => {
      this.dragged = index;
      event.dataTransfer.effectAllowed = "move";
    });
    line.addEventListener("dragover", (event) => {
      if (this.dragged === null) return;
      event.preventDefault();
      line.dataset.drop = this.dragged < index ? "after" : "before";
    });
    line.addEventListener("dragleave", () => delete line.dataset.drop);
    line.addEventListener("dragend", () => {
      this.dragged = null;
    });
    line.addEventListener("drop", (event) => {
      event.preventDefault();
      delete line.dataset.drop;
      if (this.dragged !== null && this.dragged !== index) this.move(this.dragged, index);
    });
    return line;
  }

  markSelected() {
    const { list } = this.parts;
    list.removeAttribute("aria-activedescendant");
    for (const [index, line] of [...list.children].entries()) {
      const chosen = index === this.selected;
      line.setAttribute("aria-selected", String(chosen));
      if (!chosen) continue;
      list.setAttribute("aria-activedescendant", line.id);
      // Within the list alone: the page itself must not jump.
      const below = line.offsetTop + line.offsetHeight - list.clientHeight;
      if (line.offsetTop < list.scrollTop) list.scrollTop = line.offsetTop;
      else if (below > list.scrollTop) list.scrollTop = below;
    }
  }

  drawProblem() {
    const { problem } = this.data;
    this.parts.problem.hidden = !problem;
    if (!problem) return;
    this.parts.problem.replaceChildren(node("div", "", problem.text));
    if (problem.fix) {
      const fix = button(problem.fix, this.data.labels.fix_help, () => this.tell({ do: "fix" }));
      fix.classList.add("pg-net-strong");
      this.parts.problem.append(fix);
    }
  }

  drawTools() {
    const { labels } = this.data;
    const { selected } = this;
    const last = this.data.layers.length - 1;
    const tools = [
      ["add", `+ ${labels.add}`, labels.add_help, this.data.room, () => this.togglePalette()],
      ["up", "↑", labels.up, selected > 0, () => this.move(selected, selected - 1)],
      [
        "down",
        "↓",
        labels.down,
        selected !== null && selected < last,
        () => this.move(selected, selected + 1),
      ],
      [
        "duplicate",
        labels.copy,
        labels.duplicate,
        selected !== null && this.data.room,
        () => this.tell({ do: "duplicate", index: selected }),
      ],
      [
        "delete",
        "✕",
        labels.delete,
        selected !== null,
        () => this.tell({ do: "delete", index: selected }),
      ],
      ["undo", "↶", labels.undo, this.data.can_undo, () => this.tell({ do: "undo" })],
    ];
    for (const [name, text, help, enabled, act] of tools) {
      let tool = this.tools.get(name);
      if (!tool) {
        tool = button("", "", () => tool.act());
        this.tools.set(name, tool);
        this.parts.tools.append(tool);
      }
      tool.textContent = text;
      tool.title = help;
      tool.setAttribute("aria-label", help);
      tool.disabled = !enabled;
      tool.dataset.tool = name;
      tool.act = act;
    }
    this.tools.get("add").setAttribute("aria-expanded", String(!this.parts.palette.hidden));
  }

  drawPalette() {
    const choices = this.data.palette.map((kind) => {
      const choice = button(kind.title, kind.help, () => {
        this.parts.palette.hidden = true;
        const index = this.selected === null ? this.data.layers.length : this.selected + 1;
        this.tell({ do: "add", type: kind.type, index });
      });
      choice.dataset.kind = kind.kind;
      choice.dataset.type = kind.type;
      return choice;
    });
    this.parts.palette.replaceChildren(...choices);
  }

  togglePalette() {
    this.parts.palette.hidden = !this.parts.palette.hidden;
    this.tools.get("add").setAttribute("aria-expanded", String(!this.parts.palette.hidden));
  }

  /** Only what changed is drawn anew: a field that is being edited keeps focus and letters. */
  drawForm() {
    const { form } = this.data;
    this.parts.form.hidden = !form;
    if (!form) return;
    const name = `${form.title} ${form.fields.map((field) => field.label).join()}`;
    if (this.form?.name !== name || this.form.index !== this.data.selected) {
      this.form = new LayerForm(this.parts.form, name, this.data.selected, this.data.labels);
      this.form.draw(form);
    }
    this.form.receive(form, this.tell);
  }

  select(index) {
    if (index === this.selected) return;
    this.selected = index;
    this.markSelected();
    this.drawTools();
    this.tell({ do: "select", index });
  }

  move(from, to) {
    this.tell({ do: "move", index: from, to });
  }

  onKey(event) {
    const last = this.data.layers.length - 1;
    if (last < 0) return;
    const at = this.selected ?? -1;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      const to = Math.max(0, Math.min(last, at + step));
      if (event.altKey && at >= 0 && to !== at) this.move(at, to);
      else if (!event.altKey) this.select(to);
    } else if (event.key === "Delete" && at >= 0) {
      this.tell({ do: "delete", index: at });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The settings of one layer; what has the focus is explained below them. */
class LayerForm {
  constructor(root, name, index, labels) {
    this.root = root;
    this.name = name;
    this.index = index;
    this.labels = labels;
    this.fields = new Map();
  }

  draw(form) {
    const title = node("div", "pg-net-name", form.title);
    this.note = node("div", "pg-net-hint");
    this.note.id = "pg-net-hint";
    const usual = node("div", "pg-net-fields");
    const more = node("div", "pg-net-fields");
    for (const field of form.fields) {
      (field.advanced ? more : usual).append(this.field(field));
    }
    const parts = [title, usual];
    if (more.children.length > 0) {
      const folded = node("details");
      folded.append(node("summary", "", this.labels.more), more);
      parts.push(folded);
    }
    this.root.setAttribute("aria-label", form.title);
    this.root.replaceChildren(...parts, this.note);
    this.about = form.fields.length > 0 ? form.help : `${form.help} ${this.labels.nothing}`;
    this.explain(this.about);
  }

  receive(form, tell) {
    this.type = form.type;
    this.values = form.values;
    this.tell = tell;
    for (const [name, field] of this.fields) {
      const busy = field.entry === document.activeElement && field.entry.type === "number";
      const same = field.read() === form.values[name];
      if (!same && !(busy && field.pending)) field.write(form.values[name]);
      if (same) field.pending = false;
    }
  }

  field(described) {
    const label = node("label", "pg-net-field");
    const { kind } = described;
    const entry = node(kind === "choice" ? "select" : "input");
    const field = { entry, pending: false };
    if (kind === "choice") {
      for (const [, word] of described.choices) entry.append(node("option", "", word));
      const values = described.choices.map(([value]) => value);
      field.read = () => values[entry.selectedIndex];
      field.write = (value) => {
        entry.selectedIndex = values.indexOf(value);
      };
    } else if (kind === "bool") {
      entry.type = "checkbox";
      field.read = () => entry.checked;
      field.write = (value) => {
        entry.checked = value;
      };
    } else {
      entry.type = "number";
      entry.placeholder = described.empty;
      entry.step = String(described.step);
      if (described.minimum !== null) entry.min = String(described.minimum);
      if (described.maximum !== null) entry.max = String(described.maximum);
      field.read = () => (entry.value === "" ? null : Number(entry.value));
      field.write = (value) => {
        entry.value = value === null ? "" : String(value);
        entry.setAttribute("aria-invalid", "false");
      };
    }
    entry.setAttribute("aria-describedby", "pg-net-hint");
    label.title = described.help;
    entry.addEventListener("focus", () => {
      // A refusal of the field before stays until this one is left.
      if (this.note.dataset.wrong !== "true") this.explain(described.help);
    });
    entry.addEventListener("blur", () => {
      if (this.judge(described, field)) {
        this.explain(this.about);
        return;
      }
      // What is not in use does not stay on screen as if it were.
      this.explain(`${described.rule} ${this.labels.refused}`, true);
      field.write(this.values[described.name]);
      field.pending = false;
    });
    entry.addEventListener("input", () => {
      field.pending = true;
      this.judge(described, field);
    });
    entry.addEventListener("change", () => {
      if (!this.judge(described, field)) return;
      this.tell({
        do: "set",
        index: this.index,
        type: this.type,
        name: described.name,
        value: field.read(),
      });
    });
    label.append(node("span", "", described.label), entry);
    this.fields.set(described.name, field);
    return label;
  }

  /** Return whether a field holds what it may, and say what it must be if not. */
  judge(described, { entry, read }) {
    if (entry.type !== "number") return true;
    const value = read();
    const { minimum, maximum } = described;
    const empty = value === null && !entry.validity.badInput;
    const good = empty
      ? described.optional
      : value !== null &&
        (described.kind !== "int" || Number.isInteger(value)) &&
        (minimum === null || value >= minimum) &&
        (maximum === null || value <= maximum);
    entry.setAttribute("aria-invalid", String(!good));
    this.explain(good ? described.help : described.rule, !good);
    return good;
  }

  /** Say something below the fields; the one with the focus is described by it. */
  explain(text, wrong = false) {
    this.note.setAttribute("aria-live", wrong ? "assertive" : "off");
    this.note.textContent = text;
    this.note.dataset.wrong = String(wrong);
  }
}

// ---- nodes ----

function lineContent(layer) {
  const row = (...cells) => {
    const made = node("div", "pg-net-row");
    made.append(...cells);
    return made;
  };
  const words = node("div");
  words.append(
    row(node("span", "pg-net-name", layer.title), node("span", "pg-net-shape", layer.shape)),
    row(node("span", "pg-net-note", layer.note), node("span", "pg-net-cost", layer.cost)),
  );
  return [glyph(layer.size), words];
}

function node(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(text, help, act) {
  const made = node("button", "", text);
  made.type = "button";
  made.title = help;
  made.addEventListener("click", act);
  return made;
}

/**
 * What comes out of a layer as a box: its face the height and width of the picture, its depth the
 * number of channels; a vector is a thin bar. Sizes are logarithmic, or nothing else would show.
 * @param {number[]} shape (channel, height, width), (features,), or nothing if unknown
 */
function glyph(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "pg-net-glyph");
  svg.setAttribute("viewBox", "0 0 40 32");
  svg.setAttribute("aria-hidden", "true");
  if (shape.length === 0) return svg;
  const grow = (size, most) => (most * Math.log2(1 + size)) / Math.log2(1 + 256);
  const [depth, side] =
    shape.length === 3
      ? [3 + grow(shape[0], 14), 6 + grow(Math.max(shape[1], shape[2]), 24)]
      : [1.5, 0];
  const width = side || 2.5;
  const height = side || 5 + grow(shape[0], 22);
  const slant = Math.min(5, depth / 2);
  const left = (40 - width * 0.6 - depth) / 2;
  const top = (32 - height + slant) / 2;
  const w = width * 0.6;
  const face = `M${left} ${top}h${w}v${height}h${-w}z`;
  const roof = `M${left} ${top}l${depth} ${-slant}h${w}l${-depth} ${slant}z`;
  const flank = `M${left + w} ${top}l${depth} ${-slant}v${height}l${-depth} ${slant}z`;
  for (const [path, name] of [
    [face, ""],
    [roof, "pg-net-top"],
    [flank, "pg-net-side"],
  ]) {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("d", path);
    if (name) drawn.setAttribute("class", name);
    svg.append(drawn);
  }
  return svg;
}
