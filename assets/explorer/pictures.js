/** Pictures of the dataset with what the models said about each. */

import { make, setText, sync } from "./nodes.js";
import { drawPicture } from "./theme.js";

const PAGE = 24;
const OTHERS = 12; // models listed with each picture
const AT_ONCE = 200; // as many as the probe hands out

/** Pictures by their place in the dataset, fetched once. */
export class Album {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    this.forget();
  }

  forget() {
    this.pictures = new Map();
  }

  /** @returns {Promise<({shape: number[], data: Uint8Array})[]>} in the order of `indices` */
  async get(run, split, indices) {
    const { pictures } = this;
    const key = (index) => `${split} ${index}`;
    const missing = indices.filter((index) => !pictures.has(key(index)));
    for (let start = 0; start < missing.length; start += AT_ONCE) {
      const wanted = missing.slice(start, start + AT_ONCE);
      const { images } = await this.api.probe(run, "pictures", { split, indices: wanted });
      const shape = images.shape.slice(1);
      const size = shape.reduce((product, side) => product * side, 1);
      wanted.forEach((index, i) => {
        pictures.set(key(index), { shape, data: images.data.subarray(i * size, (i + 1) * size) });
      });
    }
    return indices.map((index) => pictures.get(key(index)));
  }
}

export class Pictures {
  /**
   * @param {object} options
   * @param {(index: number) => void} options.onOpen a picture is to be looked into
   * @param {() => void} options.onMore a further page is wanted
   */
  constructor({ onOpen, onMore }) {
    this.onOpen = onOpen;
    this.sentence = make("p", "caption", { role: "status" });
    this.cards = make("div", "cards");
    this.more = make("button", "button", { type: "button" });
    this.more.addEventListener("click", () => {
      this.shown += PAGE;
      onMore();
    });
    this.node = make("div", "pictures", {}, this.sentence, this.cards, this.more);
    this.shown = PAGE;
  }

  receive(words, classes) {
    Object.assign(this, { words, classes });
    setText(this.more, words.say("more"));
    this.more.title = words.say("more_help");
    this.more.hidden = true;
  }

  /** Starts again with the first page, for another selection. */
  rewind() {
    this.shown = PAGE;
  }

  /** The places of a choice that are shown, a page at first. */
  page(places) {
    return places.slice(0, this.shown);
  }

  /**
   * @param {string} sentence what is shown
   * @param {object[]} items picture, index, target, predicted, confidence, others
   * @param {boolean} more whether there are further ones
   */
  show(sentence, items, more) {
    setText(this.sentence, sentence);
    sync(this.cards, items, () => this.card(), (card, item) => this.fill(card, item));
    this.more.hidden = !more;
  }

  card() {
    const node = make(
      "button",
      "card",
      { type: "button" },
      make("canvas", "thumb", { "aria-hidden": "true" }),
      make("span", "said", {}, make("strong"), make("span", "quiet")),
      make("span", "others"),
    );
    node.addEventListener("click", () => this.onOpen(Number(node.dataset.index)));
    return node;
  }

  fill(card, { picture, index, target, predicted, confidence, others }) {
    const { words, classes } = this;
    const [canvas, { children }, list] = card.children;
    const [verdict, truth] = children;
    drawPicture(canvas, picture, 1 / 255);
    card.dataset.index = index;
    card.dataset.right = String(target === predicted);
    card.title = words.say("card_help");
    const values = { name: classes[predicted], percent: words.percent(confidence) };
    const spoken = words.say(confidence == null ? "card_said" : "card_sure", values);
    setText(verdict, `${target === predicted ? "✓" : "✗"} ${spoken}`);
    setText(truth, words.say("truth", { name: classes[target] }));
    sync(list, this.lines(others, target), makeOther, (line, texts) => {
      texts.forEach((text, i) => setText(line.children[i], text));
      line.title = texts.join(" ");
    });
  }

  /** A line for each other model: its answer, its name, its confidence. */
  lines(others, target) {
    const { words, classes } = this;
    const right = ({ label }) => label === target;
    const lines = others.slice(0, OTHERS).map((other) => {
      const sure = other.confidence == null ? "" : words.percent(other.confidence);
      return [`${right(other) ? "✓" : "✗"} ${classes[other.label]}`, other.name, sure];
    });
    const rest = others.slice(OTHERS);
    if (rest.length === 0) return lines;
    const count = words.count(rest.length);
    const values = { count, right: words.count(rest.filter(right).length) };
    return [...lines, ["", words.say("others_more", values), ""]];
  }
}

function makeOther() {
  return make("span", "other", {}, make("span"), make("span"), make("span"));
}
