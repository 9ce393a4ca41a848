/** The drawing pad: strokes of mouse, finger or pen, or a picture from a file or the camera. */

import { encode } from "./api.js";
import { button, make } from "./nodes.js";

const SIDE = 336; // pixels of the pad
const SENT = 112; // pixels of what is sent; the app shrinks it to the network's size
const PAUSE = 120;

export class Pad {
  /**
   * @param {object} options
   * @param {(ink: object | null, since: number) => void} options.onInk
   *     the picture to ask about; null: the pad is empty
   * @param {(sentence: string) => void} options.onTrouble
   */
  constructor({ onInk, onTrouble }) {
    Object.assign(this, { onInk, onTrouble });
    this.strokes = [];
    this.canvas = make("canvas", "pad", { width: SIDE, height: SIDE, role: "img" });
    this.tools = make("div", "tools");
    this.node = make("div", "drawing", {}, this.canvas, this.tools);
    this.listen();
  }

  /**
   * @param {"ink" | "photo"} drawing bright strokes on dark, or anything in colour
   * @param {number} depth channels of a picture
   */
  receive(words, drawing, depth) {
    if (this.words === words && this.drawing === drawing && this.depth === depth) return;
    Object.assign(this, { words, drawing, depth });
    this.canvas.setAttribute("aria-label", words.say("pad_alt"));
    this.build();
    this.paint();
  }

  build() {
    const { words } = this;
    this.brush = this.input("brush", "slider", { type: "range", min: 3, max: 20, value: 9 });
    const file = (name, capture) => {
      const input = make("input", "file", { type: "file", accept: "image/*", capture });
      input.addEventListener("change", () => this.load(input));
      const title = words.say(`${name}_help`);
      return make("label", `button ${name}`, { title }, words.say(name), input);
    };
    this.tools.replaceChildren(
      button(words.say("undo"), words.say("undo_help"), () => this.undo()),
      button(words.say("clear"), words.say("clear_help"), () => this.clear()),
      file("upload"),
      file("photograph", "environment"),
      make("label", "brush", {}, words.say("brush"), this.brush),
    );
    this.colour = null;
    if (this.drawing === "photo" && this.depth === 3) {
      this.colour = this.input("colour", "colour", { type: "color", value: "#1f4fd8" });
      this.tools.append(this.colour);
    }
  }

  input(label, name, attributes) {
    const { words } = this;
    const help = { "aria-label": words.say(label), title: words.say(`${label}_help`) };
    return make("input", name, { ...attributes, ...help });
  }

  // ---- drawing ----

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.stroke) return;
      canvas.setPointerCapture(event.pointerId);
      const colour = this.colour?.value ?? (this.drawing === "ink" ? "#fff" : "#111");
      this.stroke = { width: (this.brush.valueAsNumber / 100) * SIDE, colour, points: [] };
      this.pointer = event.pointerId;
      this.strokes.push(this.stroke);
      this.extend(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.stroke && event.pointerId === this.pointer) this.extend(event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => {
        if (!this.stroke || event.pointerId !== this.pointer) return;
        this.stroke = null;
        this.ask(true);
      });
    }
  }

  extend(event) {
    const box = this.canvas.getBoundingClientRect();
    const events = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of events.length ? events : [event]) {
      const x = ((clientX - box.left) / box.width) * SIDE;
      this.stroke.points.push([x, ((clientY - box.top) / box.height) * SIDE]);
    }
    this.paint();
    this.ask(false);
  }

  undo() {
    this.strokes.pop();
    this.paint();
    this.ask(true);
  }

  clear() {
    this.strokes = [];
    this.paint();
    this.ask(true);
  }

  paint() {
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = this.drawing === "ink" ? "#000" : "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    if (this.strokes.length === 0) this.invite(context);
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    for (const { picture, width, colour, points } of this.strokes) {
      if (picture) {
        context.drawImage(picture, 0, 0);
        continue;
      }
      Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: width });
      context.beginPath();
      context.arc(...points[0], width / 2, 0, 2 * Math.PI); // a line of no length is not drawn
      context.fill();
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points) context.lineTo(...point);
      context.stroke();
    }
  }

  /** Says what an empty pad is for; never part of what is asked about. */
  invite(context) {
    context.fillStyle = "#808080";
    context.textAlign = "center";
    context.font = "22px system-ui, sans-serif";
    context.fillText(this.words.say("pad_hint"), SIDE / 2, SIDE / 2);
  }

  // ---- pictures ----

  async load(input) {
    const [file] = input.files;
    input.value = ""; // so that the same file can be chosen again
    if (!file) return;
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      this.onTrouble(this.words.say("not_a_picture", { name: file.name }));
      return;
    }
    const picture = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    const side = Math.min(bitmap.width, bitmap.height);
    const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    const context = picture.getContext("2d");
    context.drawImage(bitmap, left, top, side, side, 0, 0, SIDE, SIDE);
    bitmap.close();
    this.strokes.push({ picture });
    this.paint();
    this.ask(true);
  }

  // ---- asking ----

  /** Asks after each stroke, and while one is drawn at most every PAUSE. */
  ask(now) {
    const since = performance.now();
    const wait = now ? 0 : Math.max(0, PAUSE - (since - (this.last ?? -Infinity)));
    if (wait > 0 && this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    if (wait > 0) this.timer = setTimeout(() => this.send(since), wait);
    else this.send(since);
  }

  send(since) {
    this.timer = null;
    this.last = performance.now();
    this.onInk(this.strokes.length ? inkOf(this.canvas, this.depth) : null, since);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

/** The probe's `ink`: a square of bytes, grey or red, green and blue. */
export function inkOf(canvas, depth) {
  const small = Object.assign(document.createElement("canvas"), { width: SENT, height: SENT });
  const context = small.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(canvas, 0, 0, SENT, SENT);
  const { data } = context.getImageData(0, 0, SENT, SENT);
  const coloured = depth === 3;
  const bytes = new Uint8Array(SENT * SENT * (coloured ? 3 : 1));
  for (let i = 0; i < SENT * SENT; i += 1) {
    if (coloured) for (let c = 0; c < 3; c += 1) bytes[3 * i + c] = data[4 * i + c];
    else bytes[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  }
  return { width: SENT, height: SENT, data: encode(bytes) };
}
