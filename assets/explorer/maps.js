/** The path through the network: a card for each layer with what it makes of the picture. */

import { make, setText } from "./nodes.js";
import { colour, css } from "./theme.js";
import { Tiles } from "./tiles.js";

const CHANNELS = 32; // at most so many feature maps come with an answer
const UNITS = 512;
const FILTERS = 64;

export class Maps {
  /** @param {(layer: number, place: import("./tiles.js").Place) => void} onConvolution */
  constructor(onConvolution) {
    this.onConvolution = onConvolution;
    this.node = make("div", "maps");
    this.cards = [];
  }

  /** Lays out a card for each layer, which keeps its size when values arrive. */
  receive(words, theme, layers, classes) {
    const same = this.layers === layers && this.words === words;
    Object.assign(this, { words, theme, layers });
    if (!same) {
      this.stop();
      const first = layers.findIndex(({ type }) => type === "convolution");
      this.cards = layers.map((layer, index) => {
        const options = { layer, index, filters: index === first, classes };
        options.last = index === layers.length - 1;
        return new LayerCard(options, words, this.onConvolution);
      });
      this.node.replaceChildren(...this.cards.map(({ node }) => node));
    }
    for (const card of this.cards) card.paint(theme);
  }

  /** @param {Record<string, {shape: number[], data: any}>} answer what the probe `look` said */
  show(answer) {
    this.cards.forEach((card, index) => {
      const maps = answer[`maps.${index}`];
      const [low, high] = answer[`range.${index}`].data;
      card.show({ data: maps.data, low, high });
    });
  }

  /** @param {{weights: object}} answer what the probe `filters` said */
  showFilters({ weights }) {
    this.cards.find((card) => card.filters)?.showFilters(weights);
  }

  clear() {
    for (const card of this.cards) card.show(null);
  }

  stop() {
    for (const card of this.cards) card.stop();
  }
}

class LayerCard {
  constructor({ layer, index, filters, classes, last }, words, onConvolution) {
    Object.assign(this, { layer, words, classes, last });
    this.clickable = layer.type === "convolution";
    this.image = layer.shape.length === 3;
    const [count, height, width] = this.image ? layer.shape : [layer.shape[0], 1, 1];
    this.shape = { count: Math.min(count, this.image ? CHANNELS : UNITS), height, width };
    this.total = count;
    this.tiles = new Tiles((place, chosen) => {
      this.say(place);
      if (chosen && this.clickable && this.tiles.values) onConvolution(index, place);
    });
    this.readout = make("span", "readout", { "aria-live": "polite" });
    this.legend = make("span", "legend", { title: words.say("legend_help") });
    this.legend.append(make("span"), make("span", "ramp", { "aria-hidden": "true" }), make("span"));
    this.slot = make("div");
    this.node = make("article", "layer", { "data-layer": index });
    this.node.append(this.heading(index), this.tiles.canvas, this.foot(), this.slot);
    if (filters) this.addFilters();
  }

  heading(index) {
    const { layer, words } = this;
    const head = make("header", "layer-head");
    head.append(
      make("strong", "", { text: `${index + 1}. ${layer.title}` }),
      make("span", "shape", { text: layer.shape.join(" × "), title: words.say("shape_help") }),
      this.legend,
    );
    return head;
  }

  foot() {
    const foot = make("p", "layer-foot");
    foot.append(make("span", "quiet", { text: this.counted() }), this.readout);
    return foot;
  }

  /** The settings, how much of the layer is shown, and what can be done with it. */
  counted() {
    const { words, total } = this;
    const values = { shown: words.count(this.shape.count), count: words.count(total) };
    const some = this.shape.count < total;
    const kind = this.image ? "channels" : "units";
    const parts = [this.layer.settings && `${this.layer.settings}.`];
    parts.push(words.say(`${kind}_${some ? "some" : "all"}`, values));
    parts.push(this.clickable && words.say("click_hint"));
    return parts.filter(Boolean).join(" ");
  }

  addFilters() {
    const { layer, words } = this;
    const [out, depth, kernel] = layer.weights;
    this.kernels = make("div", "filters");
    this.filters = new Tiles((place) => this.sayFilter(place));
    this.filterShape = { count: Math.min(out, FILTERS) * depth, height: kernel, width: kernel };
    this.depth = depth;
    const title = words.say("filters", { count: words.count(out), kernel });
    const help = words.say(depth > 1 ? "filters_depth" : "filters_help", { depth });
    this.filterReadout = make("span", "readout", { "aria-live": "polite" });
    this.kernels.append(
      make("p", "layer-foot", {}, make("strong", "", { text: title }), this.filterReadout),
      make("p", "quiet", { text: help }),
      this.filters.canvas,
    );
    this.node.insertBefore(this.kernels, this.node.children[1]);
  }

  paint(theme) {
    this.theme = theme;
    const { words, layer } = this;
    const help = words.say(this.clickable ? "maps_alt_click" : "maps_alt");
    this.tiles.receive({ ...this.shape, theme, label: `${layer.title}. ${help}` });
    this.paintFilters();
    this.showLegend();
  }

  paintFilters() {
    const label = this.words.say("filters_alt");
    this.filters?.receive({ ...this.filterShape, theme: this.theme, label });
  }

  show(values) {
    this.tiles.show(values);
    this.showLegend();
    this.say(this.tiles.place);
  }

  showFilters({ shape, data }) {
    const [out, depth, height, width] = shape;
    this.filterShape = { count: out * depth, height, width };
    this.paintFilters();
    const limit = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const bytes = Uint8Array.from(data, (value) => Math.round(127.5 + (127.5 * value) / limit));
    this.filters.show({ data: bytes, low: -limit, high: limit, exact: data });
  }

  showLegend() {
    const { values } = this.tiles;
    const [low, ramp, high] = this.legend.children;
    const signed = values && values.low < 0;
    const limit = values ? Math.max(Math.abs(values.low), Math.abs(values.high)) : 0;
    const { words } = this;
    setText(low, values ? words.decimal(signed ? -limit : 0, 2) : "");
    setText(high, values ? words.decimal(limit, 2) : "");
    const stops = (signed ? [-1, 0, 1] : [0, 1]).map((value) => css(colour(value, 1, this.theme)));
    ramp.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  }

  /** Says the value under the pointer or the keyboard's place. */
  say(place) {
    const { words, tiles } = this;
    const value = place && tiles.at(place);
    if (value == null) {
      setText(this.readout, "");
      return;
    }
    const { channel, y, x } = place;
    const text = words.decimal(value, tiles.digits);
    const spot = { channel: channel + 1, row: y + 1, column: x + 1, value: text };
    const name = this.classes[channel];
    const kind = this.last ? "value_class" : "value_unit";
    setText(this.readout, words.say(this.image ? "value_map" : kind, { ...spot, name }));
  }

  sayFilter(place) {
    const value = place && this.filters.at(place);
    const { words, depth } = this;
    if (value == null) {
      setText(this.filterReadout, "");
      return;
    }
    const channel = Math.floor(place.channel / depth) + 1;
    const text = words.say("value_filter", { channel, value: words.decimal(value) });
    setText(this.filterReadout, text);
  }

  stop() {
    this.tiles.stop();
    this.filters?.stop();
  }
}
