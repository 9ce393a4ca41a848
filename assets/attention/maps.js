/** Attention as maps: every layer and head small, the chosen one large with its symbols. */

import { make, setText, sync } from "../explorer/nodes.js";
import { colour, css } from "../explorer/theme.js";
import { Heatmap } from "../sequence/heatmap.js";
import { weightsOf } from "./tokens.js";

const CELLS = { widest: 52, tallest: 40, digits: 2 };
const SCALES = [1, 0.5, 0.2, 0.1, 0.05, 0.02];

export class Maps {
  /**
   * @param {(map: object) => void} onMap
   * @param {(row: number) => void} onAsk
   */
  constructor(onMap, onAsk) {
    this.onMap = onMap;
    this.shows = make("p", "quiet");
    this.multiples = make("div", "attention-multiples");
    this.title = make("h4", "title");
    this.large = new Heatmap((place, chosen) => {
      this.say(place);
      if (chosen && place) onAsk(place.row);
    }, CELLS);
    this.legend = make("span", "legend");
    this.legend.append(make("span"), make("span", "ramp", { "aria-hidden": "true" }), make("span"));
    this.readout = make("p", "readout", { "aria-live": "polite" });
    const heading = make("div", "map-head", {}, this.title, this.legend);
    this.node = make("div", "attention-maps", {}, this.multiples, heading, this.shows);
    this.node.append(this.large.canvas, this.readout);
    this.none = make("p", "quiet");
    this.node.append(this.none);
  }

  receive(words, theme, data) {
    Object.assign(this, { words, theme, data });
    this.legend.title = words.say("legend_help");
    setText(this.none, words.say("no_attention"));
    this.multiples.setAttribute("aria-label", words.say("multiples"));
    this.multiples.setAttribute("role", "group");
  }

  show(scene) {
    const { found, map } = scene;
    this.scene = scene;
    for (const part of this.node.children) part.hidden = (part === this.none) === Boolean(map);
    if (!map) return;
    this.showMultiples(scene);
    this.multiples.hidden = found.reduce((sum, { layers, heads }) => sum + layers * heads, 0) < 2;
    this.showLarge(scene);
  }

  showMultiples({ answer, found, map }) {
    const { layers, heads } = found.find(({ name }) => name === map.name);
    this.multiples.style.setProperty("--pg-ex-heads", heads);
    const places = Array.from({ length: layers * heads }, (_, i) => ({
      name: map.name,
      layer: Math.floor(i / heads),
      head: i % heads,
    }));
    sync(this.multiples, places, makeMultiple, (node, place) => {
      const [canvas, caption] = node.children;
      const values = { layer: place.layer + 1, head: place.head + 1 };
      setText(caption, this.words.say("multiple", values));
      node.title = this.words.say("multiple_help", values);
      node.onclick = () => this.onMap(place);
      const same = place.layer === map.layer && place.head === map.head;
      node.setAttribute("aria-pressed", String(same));
      paint(canvas, weightsOf(answer, place), this.theme);
    });
  }

  showLarge({ answer, tokens, map, query }) {
    const { words, theme, data } = this;
    const weights = weightsOf(answer, map);
    const { rows, columns } = tokens.axes(map.name);
    const across = map.name === "attention" && data.kind === "pairs";
    const kinds = { text: "past", series: "series" };
    const which = across ? "across" : (kinds[data.kind] ?? "own");
    setText(this.title, words.say(`${map.name}_title`, this.named(map)));
    setText(this.shows, words.say(`shows_${which}`));
    this.large.receive({
      ...{ rows, columns, theme, font: theme.font },
      rowTitle: words.say(across || map.name === "decoder_attention" ? "row_writes" : "row_asks"),
      columnTitle: words.say(across ? "column_read" : "column_looked"),
      label: `${this.title.textContent}. ${words.say("map_alt")}`,
    });
    const limit = scale(weights.data);
    this.weights = weights;
    this.large.show({ data: weights.data, limit }, { marked: { row: query } });
    this.showLegend(limit);
    this.say(this.large.place);
  }

  /** Which layer and head the title names. */
  named({ layer, head }) {
    const { words } = this;
    const one = (value, all, key) =>
      value === "mean" ? words.say(all) : words.say(key, { number: words.count(value + 1) });
    const named = one(head, "all_heads", "head_number");
    return { layer: one(layer, "all_layers", "layer"), head: named };
  }

  showLegend(limit) {
    const { words, theme } = this;
    const [low, ramp, high] = this.legend.children;
    setText(low, "0");
    setText(high, words.short(limit));
    const stops = [0, 1].map((value) => css(colour(value, 1, theme)));
    ramp.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  }

  /** Says the weight under the pointer or the keyboard's place, else the largest of the row. */
  say(place) {
    if (!this.scene?.map || !this.weights) return;
    const { words, data } = this;
    const { tokens, map, query } = this.scene;
    const { rows, columns } = tokens.axes(map.name);
    const row = place?.row ?? query;
    const own = this.weights.data.subarray(row * columns.length, (row + 1) * columns.length);
    const column = place?.column ?? own.indexOf(Math.max(...own));
    if (column < 0 || rows[row] === undefined) return;
    const writes = map.name !== "encoder_attention" && data.kind === "pairs";
    const values = {
      query: rows[row],
      key: columns[column],
      row: words.count(row + 1),
      column: words.count(column + 1),
      weight: words.decimal(own[column], 3),
    };
    const sentence = tokens.symbolic ? "weight_place" : "weight_bare";
    const text = words.say(writes ? "weight_writes" : sentence, values);
    setText(this.readout, place ? text : words.say("most", { sentence: text }));
  }

  stop() {
    this.large.stop();
  }
}

function makeMultiple() {
  const node = make("button", "multiple", { type: "button" });
  node.append(make("canvas", "multiple-map", { "aria-hidden": "true" }), make("span", "quiet"));
  return node;
}

/** One pixel a weight; the page scales it without smoothing. */
function paint(canvas, { rows, columns, data }, theme) {
  if (canvas.width !== columns || canvas.height !== rows) {
    Object.assign(canvas, { width: columns, height: rows });
  }
  const image = new ImageData(columns, rows);
  const limit = scale(data);
  for (let i = 0; i < data.length; i += 1) {
    image.data.set([...colour(data[i], limit, theme), 255], 4 * i);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** The round number next above the largest weight, so that colours keep their meaning. */
function scale(data) {
  let most = 0;
  for (const value of data) most = Math.max(most, value);
  return SCALES.findLast((round) => round >= most) ?? 1;
}
