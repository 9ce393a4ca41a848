/** Playing against an agent: a board, or a choice that both make at once. */

import { button, make, setText, sync } from "../explorer/nodes.js";
import { Section } from "../studio/section.js";
import { ActionBars } from "./named.js";

const MARKS = ["", "✕", "○"];

export class Versus extends Section {
  static every = 3000;

  constructor(studio, name) {
    super(studio, name);
    this.moves = [];
    this.seat = 0;
    this.tally = { won: 0, drawn: 0, lost: 0 };
    this.said = make("p", "readout", { role: "status" });
    this.board = make("div", "board", { role: "group" });
    this.counted = make("p", "");
    this.beaten = make("p", "quiet");
    this.tools = make("div", "tools");
    this.bars = new ActionBars();
    const left = make("div", "values-left", {}, this.said, this.board, this.tools);
    const side = make("div", "values-side", {}, this.counted, this.beaten, this.bars.node);
    this.node.append(left, side);
  }

  fits(data) {
    return data.kind === "game";
  }

  receive(words, theme, data) {
    const before = this.words;
    Object.assign(this, { words, theme, data });
    if (before !== words) this.build();
    this.render();
  }

  build() {
    const { words } = this;
    this.board.setAttribute("aria-label", words.say("game_board"));
    const again = button(words.say("game_again"), words.say("game_again_help"), () => {
      this.begin(1 - this.seat);
      this.studio.ask();
    });
    this.thinks = button(words.say("game_thinks"), words.say("game_thinks_help"), () => {
      this.open = !this.open;
      this.render();
    });
    this.tools.replaceChildren(again, this.thinks);
  }

  begin(seat) {
    Object.assign(this, { moves: [], answer: null, seat, noted: false });
    this.seed = Math.floor(Math.random() * 2 ** 31);
  }

  reset() {
    this.begin(0);
    this.tally = { won: 0, drawn: 0, lost: 0 };
  }

  /** In a game where both choose at once the visitor's choice comes first, unseen by the agent. */
  get boardless() {
    return this.data.world !== "tic_tac_toe";
  }

  asks() {
    return { probe: "opponent", request: { actions: this.moves, seed: this.seed } };
  }

  show(answer, request) {
    if (request.actions.join() !== this.moves.join() || request.seed !== this.seed) return;
    this.answer = answer;
    const mover = answer.mover.data[0];
    if (mover < 0) this.note(answer.result.data[0]);
    else if (mover !== this.place && !(this.boardless && this.moves.length === 0)) {
      this.moves = [...this.moves, answer.move.data[0]];
      this.studio.ask();
    }
    this.render();
  }

  /** Which of both players the visitor is. */
  get place() {
    return this.boardless ? 0 : this.seat;
  }

  /** Counts a game that is over, once. */
  note(result) {
    if (this.noted) return;
    this.noted = true;
    const own = this.place === 0 ? result : -result;
    this.tally[own > 0 ? "won" : own < 0 ? "lost" : "drawn"] += 1;
  }

  move(action) {
    const { answer } = this;
    if (!answer || answer.mover.data[0] !== this.place || !answer.legal.data[action]) return;
    this.moves = [...this.moves, action];
    this.answer = null;
    this.render();
    this.studio.ask();
  }

  render() {
    const { answer, words, data, tally } = this;
    if (!words) return;
    setText(this.said, this.told());
    setText(this.counted, words.say("game_tally", tally));
    this.thinks.setAttribute("aria-pressed", String(Boolean(this.open)));
    const beaten = answer && words.short(answer.exploitability.data[0]);
    if (answer) setText(this.beaten, words.say("game_beaten", { value: beaten }));
    const shown = this.open && answer?.chances;
    this.bars.node.hidden = !shown;
    if (shown) {
      const legal = data.actions.map((_, i) => i).filter((i) => answer.legal.data[i]);
      const names = legal.map((i) => data.actions[i]);
      const chances = legal.map((i) => answer.chances.data[i]);
      this.bars.show(names, chances, (value) => words.percent(value), { whole: true });
    }
    this.draw();
  }

  told() {
    const { answer, words, data, moves } = this;
    if (!answer) return words.say(moves.length ? "game_its" : "game_soon");
    const mover = answer.mover.data[0];
    if (mover >= 0) return words.say(mover === this.place ? "game_yours" : "game_its");
    const own = this.place === 0 ? answer.result.data[0] : -answer.result.data[0];
    const end = words.say(own > 0 ? "game_won" : own < 0 ? "game_lost" : "game_drawn");
    if (!this.boardless) return end;
    const [yours, its] = moves.map((move) => data.actions[move]);
    return `${words.say("game_choices", { yours, its })} ${end}`;
  }

  draw() {
    const { answer, words, data, boardless } = this;
    this.board.classList.toggle("pg-ex-board-square", !boardless);
    const open = answer && answer.mover.data[0] === this.place;
    const create = (action) => button("", "", () => this.move(action), "button field");
    sync(this.board, data.actions, create, (node, name, action) => {
      const mark = boardless ? "" : MARKS[this.markOf(action)];
      setText(node, boardless ? name : mark);
      const label = { name, mark: mark || words.say("game_empty") };
      node.setAttribute("aria-label", boardless ? name : words.say("game_field", label));
      node.title = name;
      node.disabled = !open || !answer.legal.data[action];
    });
  }

  /** Who is on a field; also of the moves that are not answered yet. */
  markOf(field) {
    const at = this.moves.indexOf(field);
    return at < 0 ? 0 : 1 + (at % 2);
  }
}
