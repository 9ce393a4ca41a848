/** Episodes: the best, the worst and a usual one of some, as a film with all that was thought. */

import { button, choice, make, setText } from "../explorer/nodes.js";
import { filming, offer } from "./downloads.js";
import { EpisodeSection } from "./episode.js";
import { ActionBars, actionName } from "./named.js";
import { Player } from "./player.js";
import { Returns, Track } from "./tracks.js";

const WHICH = ["typical", "best", "worst"];

export class Episodes extends EpisodeSection {
  constructor(studio, name) {
    super(studio, name);
    this.which = "typical";
    this.tools = make("div", "tools");
    this.returns = new Returns();
    this.track = new Track((place) => {
      this.reel.pause();
      this.reel.go(place);
    });
    this.said = make("p", "readout", { role: "status" });
    this.bars = new ActionBars();
    this.barsTitle = make("h4", "title");
    this.values = new ActionBars();
    this.valuesTitle = make("h4", "title");
    this.shares = make("div", "tools");
    this.own = make("div", "taken-over");
    const left = make("div", "episode-left", {}, this.scene.node, this.reel.node, this.track.node);
    left.append(this.shares, this.own);
    const side = make("div", "episode-side", {}, this.returns.node, this.said);
    side.append(this.barsTitle, this.bars.node, this.valuesTitle, this.values.node);
    this.node.append(this.tools, make("div", "episode-parts", {}, left, side));
  }

  build() {
    const { words } = this;
    if (this.language === words) return;
    this.language = words;
    const options = WHICH.map((which) => [
      which,
      words.say(`episode_${which}`),
      words.say(`episode_${which}_help`),
    ]);
    this.choice = choice(words.say("episode_which"), options, (which) => this.turn({ which }));
    this.calm = button(words.say("episode_greedy"), words.say("episode_greedy_help"), () =>
      this.turn({ greedy: !this.greedy }),
    );
    this.others = button(words.say("episode_others"), words.say("episode_others_help"), () =>
      this.turn({ seed: this.seed + 1 }),
    );
    this.tools.replaceChildren(this.choice.node, this.calm, this.others);
    this.take = button(words.say("take_over"), words.say("take_over_help"), () => this.takeOver());
    const save = button(words.say("download_json"), words.say("download_json_help"), () =>
      this.save(),
    );
    this.film = button(words.say("download_film"), words.say("download_film_help"), () =>
      this.saveFilm(),
    );
    this.film.hidden = typeof MediaRecorder === "undefined";
    this.shares.replaceChildren(this.take, save, this.film);
    setText(this.valuesTitle, words.say("values_title"));
    this.shown();
  }

  /** Marks what is chosen. */
  shown() {
    this.choice.choose(this.which);
    this.calm.setAttribute("aria-pressed", String(this.greedy));
    this.shares.hidden = !this.episode;
    if (!this.episode) setText(this.said, this.words.say("episode_soon"));
  }

  turn(change) {
    Object.assign(this, change);
    this.shown();
    this.reel.pause();
    this.studio.ask();
  }

  reset() {
    super.reset();
    this.player?.stop();
    this.player = null;
    this.own.replaceChildren();
  }

  show(answer, request) {
    this.shownGreedy = request.greedy;
    super.show(answer, request);
    this.shown();
  }

  render() {
    const { episode, words, theme, data } = this;
    if (words && episode) {
      this.returns.show(episode.answer, { words, theme, data });
      const chances = this.shownGreedy ? "chances_greedy" : "chances_title";
      setText(this.barsTitle, words.say(chances));
      this.track.show(episode, { words, theme, data, greedy: this.shownGreedy });
      this.take.hidden = !episode.answer.physics;
    }
    super.render();
  }

  move(place) {
    super.move(place);
    this.track.mark(place);
  }

  tell(moment) {
    const { episode, words, data } = this;
    const action = episode.action(moment);
    const values = {
      step: words.count(moment),
      action: actionName(action, data, words),
      reward: words.short(episode.number("rewards", moment) ?? 0),
      sum: words.short(episode.returns[moment]),
    };
    const ended = episode.answer.terminated.data[0] ? "episode_ended" : "episode_cut";
    const over = moment >= episode.steps;
    setText(this.said, words.say(over ? ended : "episode_step", values));
    this.list(this.bars, this.barsTitle, "chances", moment, (value) => words.percent(value));
    this.list(this.values, this.valuesTitle, "action_values", moment, (value) =>
      words.short(value),
    );
  }

  list(bars, title, name, moment, worded) {
    const row = this.episode.row(name, moment);
    const there = Boolean(this.episode.answer[name]);
    bars.node.hidden = !there;
    title.hidden = !there;
    const taken = this.episode.action(moment);
    if (row) bars.show(this.data.actions, row, worded, { taken, whole: name === "chances" });
  }

  // ---- what one takes along ----

  save() {
    const { episode, data, which, greedy, seed } = this;
    const content = { world: data.world, settings: data.settings, run: data.run.id };
    Object.assign(content, { which, greedy, seed, tick: episode.answer.tick.data[0] });
    for (const name of ["observations", "actions", "rewards", "chances", "state_values"]) {
      const array = episode.answer[name];
      if (!array) continue;
      const size = array.data.length / array.shape[0];
      content[name] = Array.from({ length: array.shape[0] }, (_, place) => {
        const row = [...episode.row(name, place)];
        return size === 1 ? row[0] : row;
      });
    }
    const text = JSON.stringify(content, null, 1);
    offer(new Blob([text], { type: "application/json" }), `${data.world}-${which}.json`);
  }

  /** Plays the film once and keeps what is seen. */
  saveFilm() {
    this.reel.pause();
    this.reel.go(0);
    const finish = filming(this.scene.canvas, `${this.data.world}-${this.which}.webm`);
    this.film.disabled = true;
    this.reel.play();
    const look = setInterval(() => {
      if (this.reel.frame) return;
      clearInterval(look);
      this.film.disabled = false;
      finish();
    }, 100);
  }

  // ---- taking over ----

  takeOver() {
    const { episode, reel, studio, words, theme, data } = this;
    reel.pause();
    const moment = Math.min(reel.moment, episode.steps - 1);
    this.player?.stop();
    this.player = new Player(studio.api);
    this.player.receive(words, theme, data);
    const sum = episode.returns[moment];
    const start = [...episode.row("physics", moment)];
    this.player.begin({ start, elapsed: moment, earned: sum, seed: this.seed });
    this.own.replaceChildren(this.player.node);
    this.player.scene.node.scrollIntoView({ block: "nearest" });
    this.player.node.focus({ preventScroll: true });
  }

  stop() {
    super.stop();
    this.player?.stop();
  }
}
