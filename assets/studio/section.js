/** What every section of a studio is: one way to look into a run. */

import { make } from "../explorer/nodes.js";

export class Section {
  /** Milliseconds between questions while a run trains. */
  static every = 250;

  /**
   * @param {import("./studio.js").Studio} studio offers `words`, `theme`, `data` (what the page hands
   *   over), `about` (run and tick of the moment chosen, or null), `ask()` (asks what this section
   *   `asks` once more) and `asker(probe, onAnswer)` (for questions of its own)
   * @param {string} name by which the page words it: `NAME` and `NAME_help`
   */
  constructor(studio, name) {
    this.studio = studio;
    this.node = make("div", `${studio.title}-section ${studio.title}-${name}`);
  }

  /** Whether there is anything to see for such a model on such data. */
  fits(data) {
    return true;
  }

  /** Takes words, theme and data, each time one of them is another. */
  receive(words, theme, data) {}

  /** Forgets what was seen and chosen: another run is shown now. */
  reset() {}

  /** What it wants to know of the moment chosen, without `run` and `tick`: {probe, request}. */
  asks() {
    return null;
  }

  /** Draws what the probe answered. */
  show(answer, request) {}

  /** Hears why the last question has no answer; null once one has. Its controls stay in reach. */
  refused(refusal) {}

  stop() {}
}
