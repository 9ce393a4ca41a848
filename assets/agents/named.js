/** What actions and numbers are called, and how opinions are listed. */

import { make, setText, sync } from "../explorer/nodes.js";

/** What an action is called; a continuous one is its number. */
export function actionName(action, { actions }, words) {
  if (action == null) return words.say("action_none");
  return actions.length ? actions[action] : words.short(action);
}

/** The numbers of a state or an observation, each with its name, as one text. */
export function numbersText(row, names, words) {
  return Array.from(row, (value, i) =>
    names[i] ? `${names[i]} ${words.short(value)}` : words.short(value),
  ).join(" · ");
}

/** A list of bars, one for each action. */
export class ActionBars {
  constructor() {
    this.node = make("ul", "bars");
  }

  /**
   * @param {string[]} names
   * @param {ArrayLike<number>} values
   * @param {(value: number) => string} worded
   * @param {{taken?: number | null, whole?: boolean}} [more] the action that was taken; whether the
   *   bars are parts of a whole, so that 1 is the longest
   */
  show(names, values, worded, { taken = null, whole = false } = {}) {
    const all = [...values];
    const [low, high] = whole ? [0, 1] : [Math.min(0, ...all), Math.max(0, ...all)];
    const most = all.indexOf(Math.max(...all));
    const create = () => {
      const track = make("span", "track", {}, make("span", "fill"));
      return make("li", "", {}, make("span", "name"), track, make("span", "percent"));
    };
    sync(this.node, names, create, (row, name, i) => {
      const [label, track, number] = row.children;
      setText(label, name);
      label.title = name;
      const share = high > low ? (Math.abs(all[i]) / (high - low)) * 100 : 0;
      const begins = high > low ? ((Math.min(all[i], 0) - low) / (high - low)) * 100 : 0;
      Object.assign(track.firstElementChild.style, {
        width: `${share}%`,
        marginLeft: `${begins}%`,
      });
      setText(number, worded(all[i]));
      row.className = [i === most && "pg-ex-best", i === taken && "pg-ex-taken"]
        .filter(Boolean)
        .join(" ");
    });
  }
}
