/** What is happening between generator and discriminator, in sentences made of the numbers. */

const AHEAD = 0.9; // of the discriminator's verdicts right: it has nearly won
const EVEN = 0.62; // fewer right than this: it might as well toss a coin
const MOST = 0.8; // of the points lie well, or are covered
const FEW = 0.5;

const number = (array) => array.data[0];

/** @returns {string[]} of an answer of `plane_field` */
export function happening(answer, data, words) {
  const untrained = number(answer.step) === 0 && number(answer.tick) === 0;
  const argument = answer.field ? [argues(answer, words, untrained)] : [];
  return [turn(answer, data, words), ...argument, ...found(answer, words, untrained)].filter(Boolean);
}

/** Whose turn it is, of two networks that learn one after the other. */
function turn(answer, data, words) {
  const tick = number(answer.tick);
  if (data.phases < 2) return "";
  if (tick === 0) return words.say("turn_begins");
  const values = { step: words.count(number(answer.step) + (tick % data.phases ? 1 : 0)) };
  return words.say(tick % data.phases ? "turn_generator" : "turn_discriminator", values);
}

/** How the argument stands. */
function argues(answer, words, untrained) {
  if (untrained) return "";
  const [real, made] = [number(answer["right.real"]), number(answer["right.made"])];
  const right = (real + made) / 2;
  const values = { real: words.percent(real), made: words.percent(made) };
  if (right >= AHEAD) return words.say("argument_ahead", values);
  return words.say(right < EVEN ? "argument_even" : "argument_open", values);
}

/** Where the made points lie, and what they miss. */
function found(answer, words, untrained) {
  const [precision, coverage] = [number(answer.precision), number(answer.coverage)];
  const columns = number(answer.columns);
  const shares = { precision: words.percent(precision), coverage: words.percent(coverage) };
  const told = [];
  // Whoever is told one class is to make the same again and again.
  const wide = !untrained && new Set(answer.labels?.data).size !== 1;
  if (answer.places) {
    const [all, at, near] = ["places", "found", "near"].map((name) => number(answer[name]));
    const counts = { all: words.count(all), found: words.count(at), near: words.percent(near) };
    told.push(words.say(at === all ? "places_all" : "places_some", counts));
    if (wide && near >= FEW && at <= all / 2) told.push(words.say("collapsed"));
  } else {
    const values = { ...shares, columns: words.count(columns) };
    told.push(words.say(columns > 2 ? "lies_in_all" : "lies", values));
    if (wide && precision >= MOST && coverage < FEW) told.push(words.say("collapsed"));
  }
  return told;
}
