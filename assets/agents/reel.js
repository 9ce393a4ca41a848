/** An episode as a film: played at some speed, step by step, or by a slider. */

import { button, choice, make, setText } from "../explorer/nodes.js";

const SPEEDS = [0.25, 0.5, 1, 4];
const LONGEST = 0.1; // seconds that one frame may advance: a tab in the background stands still

export class Reel {
  /** @param {(place: number) => void} onMove another place is shown; between moments while playing */
  constructor(onMove) {
    this.onMove = onMove;
    this.place = 0;
    this.count = 0;
    this.seconds = 0.02;
    this.speed = 1;
    this.slider = make("input", "slider", { type: "range", min: 0, step: 1 });
    this.slider.addEventListener("input", () => {
      const place = this.slider.valueAsNumber; // pausing draws the slider where it was
      this.pause();
      this.go(place);
    });
    this.node = make("div", "tools reel");
  }

  receive(words) {
    if (this.words === words) return;
    this.words = words;
    this.playing = button("", words.say("reel_play_help"), () => this.play());
    this.before = button("‹", words.say("reel_before"), () => this.step(-1));
    this.after = button("›", words.say("reel_after"), () => this.step(1));
    this.before.setAttribute("aria-label", words.say("reel_before"));
    this.after.setAttribute("aria-label", words.say("reel_after"));
    this.slider.setAttribute("aria-label", words.say("reel_place"));
    const speeds = SPEEDS.map((speed) => [speed, `${speed}×`, words.say("reel_speed_help")]);
    this.speeds = choice(words.say("reel_speed"), speeds, (speed) => {
      this.speed = speed;
      this.speeds.choose(speed);
    });
    this.speeds.choose(this.speed);
    this.position = make("span", "quiet reel-place");
    const parts = [this.playing, this.before, this.after, this.slider, this.position];
    this.node.replaceChildren(...parts, this.speeds.node);
    this.render();
  }

  /** So many moments are there now, each so many seconds long at speed 1. */
  hold(count, seconds) {
    Object.assign(this, { count, seconds });
    this.place = Math.max(0, Math.min(this.place, count - 1));
    this.render();
  }

  /** The moment that was passed last. */
  get moment() {
    return Math.floor(this.place);
  }

  step(by) {
    this.pause();
    this.go(this.moment + by);
  }

  go(place) {
    this.place = Math.max(0, Math.min(this.count - 1, place));
    this.render();
    this.onMove(this.place);
  }

  play() {
    if (this.frame) {
      this.pause();
      return;
    }
    if (this.count < 2) return;
    if (this.place >= this.count - 1) this.go(0);
    let last = performance.now();
    const tick = (now) => {
      const passed = Math.min(LONGEST, Math.max(0, (now - last) / 1000));
      last = now;
      this.frame = requestAnimationFrame(tick);
      this.go(this.place + (passed * this.speed) / this.seconds);
      if (!this.node.isConnected || this.place >= this.count - 1) this.pause();
    };
    this.frame = requestAnimationFrame(tick);
    this.render();
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.render();
  }

  render() {
    const { words, moment, count } = this;
    if (!words) return;
    setText(this.playing, words.say(this.frame ? "pause" : "play"));
    this.slider.max = Math.max(1, count - 1);
    this.slider.value = moment;
    for (const control of [this.playing, this.slider]) control.disabled = count < 2;
    this.before.disabled = moment === 0;
    this.after.disabled = moment >= count - 1;
    const values = { number: words.count(moment), count: words.count(Math.max(0, count - 1)) };
    setText(this.position, words.say("reel_at", values));
  }
}
