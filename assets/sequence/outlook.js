/** What the chart of a forecast consists of: lines, a band, parts of the time, and its axis. */

import { classColour } from "../plane/palette.js";
import { ticks } from "./drawing.js";
import { dates } from "./time.js";

const BEFORE = 0.4; // of the time shown: how much of what came before is drawn, too
const CLOSE = 60; // forecasts that a close-up shows
const MARKS = 10; // on the axis of time

/**
 * @typedef {object} Shown
 * @property {object} words
 * @property {object} theme
 * @property {object} data what the page handed over
 * @property {number[]} x times of the forecasts on show
 * @property {number[]} truth what came then
 * @property {number[]} said what the run forecast; empty before the first answer
 * @property {"valid" | "test" | "both"} split
 * @property {boolean} close whether only the last of them are shown
 * @property {ArrayLike<number> | null} free what it says if left alone
 * @property {object[]} seeds answers about each seed that is drawn
 * @property {Set<string>} beside other models that are drawn
 * @property {(list: (split: string) => ArrayLike<number>) => number[]} joined the splits on show,
 *   one after the other
 */

/** @param {Shown} shown */
export function linesOf({ words, theme, data, x, truth, said, free, beside, joined }) {
  const { series } = data;
  const start = x[0] - BEFORE * (x.at(-1) - x[0]);
  const past = ["train", "valid"].flatMap((split) =>
    series.time[split].map((time, i) => [time, series.values[split][i]]),
  );
  const before = past.filter(([time]) => time >= start && time < x[0]);
  const came = [...before, ...x.map((time, i) => [time, truth[i]])];
  const lines = [
    {
      x: came.map(([time]) => time),
      y: came.map(([, value]) => value),
      colour: theme.ink,
      name: words.say("key_truth"),
    },
  ];
  data.kept.forEach(({ id, name, valid, test }, i) => {
    if (!beside.has(id)) return;
    const y = joined((split) => ({ valid, test })[split]);
    lines.push({ x, y, colour: classColour(i), wide: 1.3, name });
  });
  const own = { colour: theme.above, wide: 2, name: words.say("key_forecast") };
  if (said.length) lines.push({ x, y: said, ...own });
  if (free) {
    const alone = { colour: theme.below, dash: [6, 4], wide: 2, name: words.say("key_free") };
    lines.push({ x: timesOf(free, series), y: free, ...alone });
  }
  return lines;
}

/** From the lowest to the highest forecast of all seeds. @param {Shown} shown */
export function bandsOf({ theme, x, seeds, joined }) {
  if (seeds.length < 2) return [];
  const all = seeds.map((answer) => joined((split) => answer[split].data));
  const low = x.map((_, i) => Math.min(...all.map((values) => values[i])));
  const high = x.map((_, i) => Math.max(...all.map((values) => values[i])));
  return [{ x, low, high, colour: theme.above, count: seeds.length }];
}

/** Which part of the time is whose. @param {Shown} shown */
export function spansOf({ words, data, x, split }) {
  const [first, last, tested] = [x[0], x.at(-1), data.series.time.test[0]];
  const start = first - BEFORE * (last - first);
  const named = (name, from, to) => ({ from, to, text: words.say(`span_${name}`) });
  if (split === "test") return [named("test", first, last)];
  const train = named("train", start, first);
  if (split === "valid") return [train, named("valid", first, last)];
  return [train, named("valid", first, tested), named("test", tested, last)];
}

/** The axis of time. @param {Shown} shown */
export function axisOf({ words, data, x, close, free }) {
  const { series } = data;
  const near = x[Math.max(0, x.length - CLOSE)];
  const from = close ? near : x[0] - BEFORE * (x.at(-1) - x[0]);
  const to = free ? Math.max(x.at(-1), timesOf(free, series).at(-1)) : x.at(-1);
  const title = words.say(series.dates ? "date_axis" : "time_axis");
  // Numbers may be years, which have no separators.
  const numbers = () => ticks(from, to, MARKS).map((at) => ({ at, text: String(at) }));
  const marks = series.dates ? dates(from, to, words.language) : numbers();
  return { title, range: [from, to], ticks: marks };
}

/** The times of forecasts that begin with the test and go on beyond what is known. */
function timesOf(free, series) {
  return Array.from(free, (_, i) => series.time.test[0] + i * series.step);
}
