/** Playing oneself: keys or buttons, against the clock where the world has one. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { actionName } from "./named.js";
import { AGAIN, keysOf } from "./keys.js";
import { physicsOf, secondsOf } from "./physics.js";
import { Scene } from "./scene.js";

const SPEEDS = [0.25, 0.5, 1];
const LONGEST = 0.25; // seconds that one frame may make up for
/** How often a second the server is asked in a world whose physics are there alone. */
const ASKED = 25;
const MOST_AT_ONCE = 6;

/** Whether one plays with fingers: then nothing is said of keys. */
const touched = () => window.matchMedia("(pointer: coarse)").matches;

export class Player {
  /**
   * @param {import("../explorer/api.js").Api} api
   * @param {(episode: {seed: number, actions: number[]}) => void} [onEnd] an episode is over that
   *   began at its beginning
   */
  constructor(api, onEnd) {
    Object.assign(this, { api, onEnd, speed: 0.5, held: new Set(), asked: 0 });
    this.scene = new Scene();
    this.told = make("p", "player-told", { role: "status" });
    this.count = make("p", "player-count");
    this.pads = make("div", "tools player-pads", { role: "group" });
    this.tools = make("div", "tools");
    this.node = make("div", "player", { tabindex: 0, role: "group" });
    this.node.append(this.told, this.scene.node, this.count, this.pads, this.tools);
    this.node.addEventListener("keydown", (event) => this.press(event, true));
    this.node.addEventListener("keyup", (event) => this.press(event, false));
    this.node.addEventListener("blur", () => this.held.clear());
  }

  receive(words, theme, data) {
    const before = this.words;
    Object.assign(this, { words, theme, data });
    this.keys = keysOf(data);
    this.physics = physicsOf(data.world);
    this.scene.receive(words, theme, data);
    this.node.setAttribute("aria-label", words.say("player_alt"));
    if (before !== words) this.build();
    this.render();
  }

  build() {
    const { words, keys } = this;
    const speeds = SPEEDS.map((speed) => [speed, `${speed}×`, words.say("player_speed_help")]);
    this.speeds = choice(words.say("reel_speed"), speeds, (speed) => {
      this.speed = speed;
      this.speeds.choose(speed);
    });
    this.speeds.choose(this.speed);
    this.speeds.node.hidden = !keys.timed;
    const [, key] = AGAIN;
    const help = words.say("player_again_help", { key });
    const title = touched() ? words.say("player_again") : `${words.say("player_again")} (${key})`;
    const again = button(title, help, () => this.begin({}));
    this.tools.replaceChildren(again, this.speeds.node);
    this.pads.setAttribute("aria-label", words.say("player_pads"));
    this.pads.replaceChildren(...keys.list.map((entry) => this.pad(entry)));
  }

  /** A button that does what a key does, for fingers. */
  pad({ key, sign, action }) {
    const name = actionName(action, this.data, this.words);
    const help = this.words.say("player_pad_help", { key: sign });
    const text = `${sign} ${name}`;
    const node = make("button", "button", { type: "button", title: help, text });
    const hold = (down) => (event) => {
      event.preventDefault();
      this.act(key, down);
    };
    node.addEventListener("pointerdown", hold(true));
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
      node.addEventListener(end, hold(false));
    }
    return node;
  }

  // ---- an episode ----

  /**
   * Begins an episode.
   * @param {{seed?: number, start?: number[] | null, elapsed?: number, earned?: number}} from
   *   `start` is a state to go on from, in which so much had been earned
   */
  async begin({ seed, start = null, elapsed = 0, earned = 0 }) {
    this.halt();
    const own = seed ?? Math.floor(Math.random() * 2 ** 31);
    const episode = { seed: own, start, elapsed, sum: earned, earned, actions: [], over: false };
    this.episode = episode;
    const answer = await this.ask(episode);
    if (!answer || this.episode !== episode) return;
    this.limit = answer.limit.data[0];
    this.follow(episode, answer);
    this.ready = true;
    this.render();
  }

  /** Asks how the episode goes: all that was done is said each time. */
  async ask({ seed, start, elapsed, actions }) {
    const { world, settings } = this.data;
    const more = { since: actions.length, ...(start ? { start, elapsed } : {}) };
    try {
      const request = { dataset: world, data: settings, seed, actions, ...more };
      return await this.api.dataProbe("played", request);
    } catch (refusal) {
      const text = refusal.kind === "sentence" ? refusal.message : this.words.say(refusal.kind);
      this.halt();
      setText(this.told, text);
      return null;
    }
  }

  /** Takes over where an episode stands by the server's account. */
  follow(episode, answer) {
    const size = answer.physics?.shape[1];
    episode.state = size ? [...answer.physics.data.subarray(-size)] : null;
    const across = answer.pictures.shape[1];
    episode.picture = [...answer.pictures.data.subarray(-across)];
    episode.sum = episode.earned + answer.rewards.data.reduce((sum, value) => sum + value, 0);
    episode.over = Boolean(answer.terminated.data[0] || answer.truncated.data[0]);
    // A key that was held may have gone on for some steps beyond the end.
    if (episode.over) episode.actions.length = answer.rewards.data.length;
  }

  press(event, down) {
    const pressed = event.key.toLowerCase();
    const entry = this.keys.list.find(({ key }) => key === pressed);
    const again = pressed === AGAIN[0];
    if ((!entry && !again) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (again) {
      if (down && !event.repeat) this.begin({});
      return;
    }
    if (!event.repeat) this.act(entry.key, down);
  }

  act(key, down) {
    if (down) this.held.add(key);
    else this.held.delete(key);
    if (!down || !this.ready || !this.episode || this.episode.over) return;
    if (this.keys.timed) this.run();
    else this.turn(this.keys.list.find((entry) => entry.key === key).action);
  }

  /** What the keys that are held down say. */
  get wish() {
    const pressed = this.keys.list.filter(({ key }) => this.held.has(key));
    return pressed.length ? pressed.at(-1).action : this.keys.idle(this.episode.actions);
  }

  // ---- worlds with a clock ----

  run() {
    if (this.frame) return;
    let last = performance.now();
    let owed = 0;
    const tick = (now) => {
      this.frame = requestAnimationFrame(tick);
      owed += Math.min(LONGEST, Math.max(0, (now - last) / 1000)) * this.speed;
      last = now;
      if (this.physics) owed = this.advance(owed);
      else owed = this.advanceAfar(owed);
      this.render();
      if (!this.node.isConnected || document.hidden) this.halt();
    };
    this.frame = requestAnimationFrame(tick);
  }

  advance(owed) {
    const { physics, episode, data } = this;
    let left = owed;
    while (left >= physics.seconds && !episode.over) {
      left -= physics.seconds;
      const action = this.wish;
      const next = physics.step(episode.state, action, data.settings);
      episode.actions.push(action);
      episode.action = action;
      episode.state = next.state;
      episode.picture = next.state;
      episode.sum += next.reward;
      const steps = episode.elapsed + episode.actions.length;
      episode.over = next.terminated || steps >= this.limit;
    }
    if (episode.over) this.end();
    return left;
  }

  /** Physics that are on the server: the keys say what is done for a few steps. */
  advanceAfar(owed) {
    const seconds = secondsOf(this.data.world);
    const now = performance.now();
    if (owed < seconds || this.asking || now - this.asked < 1000 / ASKED) return owed;
    this.asked = now;
    this.turn(this.wish, Math.min(MOST_AT_ONCE, Math.floor(owed / seconds)));
    return owed % seconds;
  }

  // ---- worlds that wait ----

  async turn(action, count = 1) {
    const { episode } = this;
    if (this.asking || episode.over) return;
    this.asking = true;
    episode.actions.push(...Array(count).fill(action));
    const answer = await this.ask(episode);
    this.asking = false;
    if (!answer || this.episode !== episode) return;
    episode.action = action;
    this.follow(episode, answer);
    this.render();
    if (episode.over) this.end();
  }

  /** The server plays the episode again: that return counts, not what was seen here. */
  async end() {
    this.halt();
    const { episode } = this;
    this.render();
    const answer = await this.ask(episode);
    if (!answer || this.episode !== episode) return;
    const { sum } = episode;
    this.follow(episode, answer);
    episode.over = true;
    episode.counted = true;
    episode.differs = Math.abs(sum - episode.sum) > 1e-3 * Math.max(1, Math.abs(sum));
    this.render();
    if (!episode.start) this.onEnd?.({ seed: episode.seed, actions: episode.actions });
  }

  halt() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.held.clear();
  }

  render() {
    const { episode, words, data } = this;
    if (!words) return;
    if (!episode?.picture) {
      setText(this.told, words.say("player_soon"));
      return;
    }
    this.scene.show(episode.picture, this.frame ? episode.action : null);
    const steps = episode.elapsed + episode.actions.length;
    const values = { steps: words.count(steps), sum: words.short(episode.sum) };
    setText(this.count, words.say("player_count", values));
    this.node.dataset.over = String(episode.over);
    this.node.dataset.counted = String(Boolean(episode.counted));
    let told = touched() ? "player_touch" : "player_press";
    if (episode.actions.length) told = this.keys.timed ? "player_going" : "player_turn";
    if (episode.over) told = episode.differs ? "player_differs" : "player_over";
    const keys = this.keys.list
      .map(({ sign, action }) => {
        const name = actionName(action, data, words);
        return touched() ? name : `${sign} ${name}`;
      })
      .join(" · ");
    setText(this.told, words.say(told, { ...values, keys }));
  }

  stop() {
    this.halt();
    this.scene.stop();
  }
}
