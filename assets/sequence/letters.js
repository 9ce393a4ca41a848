/** A text of which each character has a colour of its own and can be pointed at. */

import { make, sync } from "../explorer/nodes.js";
import { css } from "../explorer/theme.js";

/** How opaque the strongest colour is: text of both themes stays readable on it. */
export const READABLE = 0.5;

export class Letters {
  /** @param {(index: number) => void} onChoose a character is pointed at or chosen */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.node = make("div", "seq-letters", { tabindex: 0, role: "application" });
    this.chosen = 0;
    const chosen = (event) => {
      const index = [...this.node.children].indexOf(event.target.closest("span"));
      if (index >= 0) this.choose(index);
    };
    this.node.addEventListener("pointerover", chosen);
    this.node.addEventListener("click", chosen);
    this.node.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.choose(Math.max(0, Math.min(this.node.children.length - 1, this.chosen + step)));
    });
  }

  choose(index) {
    if (index === this.chosen) return;
    this.mark(index);
    this.onChoose(index);
  }

  mark(index) {
    const { children } = this.node;
    children[this.chosen]?.removeAttribute("data-chosen");
    this.chosen = index;
    children[index]?.setAttribute("data-chosen", "");
  }

  /**
   * @param {string} label what a screen reader says
   * @param {{text: string, share: number, colour: number[], quiet?: boolean}[]} letters
   */
  show(label, letters) {
    this.node.setAttribute("aria-label", label);
    sync(this.node, letters, () => make("span"), (node, { text, share, colour, quiet }) => {
      // A line's end is seen, and ends the line.
      const shown = text === "\n" ? "⏎\n" : text;
      if (node.textContent !== shown) node.textContent = shown;
      node.style.backgroundColor = share > 0.01 ? css(colour, READABLE * share) : "";
      node.toggleAttribute("data-quiet", Boolean(quiet));
    });
    this.mark(Math.min(this.chosen, letters.length - 1));
  }
}
