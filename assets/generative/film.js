/** One state after the other: played like a film, step by step, or by a slider. */

import { button, make, setText } from "../explorer/nodes.js";

const FRAME = 140; // milliseconds

export class Film {
  /** @param {(place: number) => void} onMove another state is to be shown, counted from 0 */
  constructor(onMove) {
    this.onMove = onMove;
    this.place = 0;
    this.count = 0;
    this.slider = make("input", "slider", { type: "range", min: 0, step: 1 });
    this.slider.addEventListener("input", () => {
      const place = this.slider.valueAsNumber; // pausing draws the slider where it was
      this.pause();
      this.go(place);
    });
    this.node = make("div", "tools film");
  }

  receive(words) {
    if (this.words === words) return;
    this.words = words;
    this.playing = button("", words.say("film_play_help"), () => this.play());
    this.before = button("‹", words.say("film_before"), () => this.step(-1));
    this.after = button(words.say("film_step"), words.say("film_step_help"), () => this.step(1));
    this.before.setAttribute("aria-label", words.say("film_before"));
    this.slider.setAttribute("aria-label", words.say("film_place"));
    this.slider.title = words.say("film_place");
    this.position = make("span", "quiet film-place");
    const parts = [this.playing, this.before, this.after, this.slider, this.position];
    this.node.replaceChildren(...parts);
    this.render();
  }

  /** So many states are there now; the place stays, as far as it can. */
  hold(count) {
    this.count = count;
    this.place = Math.max(0, Math.min(this.place, count - 1));
    this.render();
  }

  step(by) {
    this.pause();
    this.go(this.place + by);
  }

  go(place) {
    this.place = Math.max(0, Math.min(this.count - 1, place));
    this.render();
    this.onMove(this.place);
  }

  play() {
    if (this.timer) {
      this.pause();
      return;
    }
    if (this.place >= this.count - 1) this.go(0);
    this.timer = setInterval(() => {
      if (!this.node.isConnected || this.place >= this.count - 1) this.pause();
      else this.go(this.place + 1);
    }, FRAME);
    this.render();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.render();
  }

  render() {
    const { words, place, count } = this;
    if (!words) return;
    setText(this.playing, words.say(this.timer ? "pause" : "play"));
    this.slider.max = Math.max(1, count - 1);
    this.slider.value = place;
    for (const control of [this.playing, this.slider]) control.disabled = count < 2;
    this.before.disabled = place === 0;
    this.after.disabled = place >= count - 1;
    const values = { number: words.count(place), count: words.count(Math.max(0, count - 1)) };
    setText(this.position, words.say("film_at", values));
    this.slider.setAttribute("aria-valuetext", this.position.textContent);
  }

  stop() {
    this.pause();
  }
}
