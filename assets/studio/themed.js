/** What follows theme and language: the base of whatever Streamlit carries. */

import { make } from "../explorer/nodes.js";
import { css, readTheme } from "../explorer/theme.js";
import { PlaneWords } from "../plane/numbers.js";

/**
 * Returns `show` and `hide`, as a loader wants them.
 *
 * Streamlit calls `show` again at every rerun that changes what the page hands over, or the theme.
 * Everything that must outlive a rerun belongs to what `create` makes, one for each root node.
 * @param {(root: HTMLElement) => Themed} create
 */
export function mounting(create) {
  /** @type {WeakMap<HTMLElement, Themed>} */
  const shown = new WeakMap();
  return {
    show(root, data, tell) {
      if (!shown.has(root)) shown.set(root, create(root));
      shown.get(root).receive(data, tell);
    },
    hide(root) {
      shown.get(root)?.stop();
      shown.delete(root);
    },
  };
}

export class Themed {
  constructor(root) {
    this.root = root;
    this.probe = make("span", "probe", { "aria-hidden": "true" });
    this.listeners = new AbortController();
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    // Streamlit follows the system's choice a little later.
    const follow = () => setTimeout(() => this.recolour() && this.spread(), 300);
    scheme.addEventListener("change", follow, { signal: this.listeners.signal });
  }

  /**
   * Takes what a rerun of the page hands over.
   * @param {object} data
   * @param {(name: string, value: unknown) => void} [tell] hands something back to the page
   * @returns {boolean} whether it is in another language than before
   */
  take(data, tell) {
    const reworded = this.data?.language !== data.language;
    Object.assign(this, { data, tell });
    if (reworded) {
      this.words = new PlaneWords(data.labels, data.language);
      this.root.setAttribute("aria-label", this.words.say("title"));
    }
    return reworded;
  }

  /** Hands words, theme and data on to the parts. */
  spread() {}

  recolour() {
    const theme = readTheme(this.probe);
    if (this.stopped || theme.signature === this.theme?.signature) return false;
    this.theme = { ...theme, font: getComputedStyle(this.root).fontFamily };
    const { style } = this.root;
    style.colorScheme = theme.dark ? "dark" : "light"; // for sliders and fields
    style.setProperty("--pg-ex-above", css(theme.above));
    style.setProperty("--pg-ex-below", css(theme.below));
    style.setProperty("--pg-ex-right", css(theme.above));
    style.setProperty("--pg-ex-wrong", css(theme.below));
    style.setProperty("--pg-ex-zero", css(theme.zero));
    return true;
  }

  stop() {
    this.stopped = true;
    this.listeners.abort();
  }
}
