/** A neuron's formula, written out with its numbers, and what the names in it mean. */

/** The formula as a line of text. */
export function formula({ words, layers, answer, neuron, told, shown }) {
  const name = layers.symbol(neuron);
  if (neuron.layer === "input") {
    return `${name} = ${standardised(layers, answer, neuron.unit, words)}`;
  }
  const { last, function: bend, normalised, residual } = layers.described(neuron.layer);
  const before = layers.before(neuron.layer);
  const symbol = (unit) => layers.symbol({ layer: before, unit });
  const terms = shown.map((input) => [told.weights[input], symbol(input)]);
  const left = told.weights.length - shown.length;
  const sum = [
    ...terms.map(([weight, input], i) =>
      i === 0 ? `${words.short(weight)}·${input}` : `${words.signed(weight)}·${input}`,
    ),
    ...(left > 0 ? [words.say("more_terms", { count: words.count(left) })] : []),
    words.signed(told.bias),
  ].join(" ");
  if (last && layers.data.classes.length) return `${words.say("score_of", { name })} = ${sum}`;
  if (last) return `${name} = ${inUnit(answer, sum, words)}`;
  const inner = normalised ? `norm(${sum})` : sum;
  const own = `${bend}(${inner})`;
  const shortcut = residual ? `${symbol(neuron.unit)} + ` : "";
  return `${name} = ${shortcut}${own}`;
}

/** Sentences that say what the formula is made of. */
export function meanings({ words, layers, answer, neuron, told, shown, probabilistic }) {
  if (neuron.layer === "input") return [words.say("standardised_help")];
  const described = layers.described(neuron.layer);
  const before = layers.before(neuron.layer);
  const sentences = [];
  if (before === "input") {
    const equations = shown.map((unit) => {
      const symbol = layers.symbol({ layer: "input", unit });
      return `${symbol} = ${standardised(layers, answer, unit, words)}`;
    });
    sentences.push(`${equations.join("; ")}. ${words.say("standardised_help")}`);
  } else if (told) {
    const [unit] = shown;
    const values = {
      symbol: layers.symbol({ layer: before, unit }),
      unit: words.count(unit + 1),
      layer: words.count(layers.described(before).number),
    };
    sentences.push(words.say("symbol_help", values));
  }
  if (described.normalised) sentences.push(words.say("norm_help", { name: described.normalised }));
  if (described.residual) sentences.push(words.say("residual_help"));
  if (described.last && layers.data.classes.length) {
    sentences.push(words.say(probabilistic ? "softmax_help" : "margin_help"));
  }
  return sentences;
}

function standardised(layers, answer, feature, words) {
  const { mean, deviation } = layers.scale(feature, answer);
  const shift = mean < 0 ? `+ ${words.short(-mean)}` : `− ${words.short(mean)}`;
  return `(${layers.data.features[feature]} ${shift}) / ${words.short(deviation)}`;
}

/** A sum of standardised size, brought to the target's unit. */
function inUnit(answer, sum, words) {
  const [mean, deviation] = [answer["target.mean"]?.data[0], answer["target.deviation"]?.data[0]];
  if (mean === undefined) return sum;
  return `${words.short(deviation)}·(${sum}) ${words.signed(mean)}`;
}
