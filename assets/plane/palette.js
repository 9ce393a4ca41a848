/** Colours of classes and of predicted numbers, in both themes. */

import { css } from "../explorer/theme.js";

/**
 * After Okabe and Ito (2008), who chose colours that colour-blind eyes tell apart, and more. Blue
 * and orange come late: they are the signs of weights and activations, too.
 */
const CLASSES = [
  [0, 158, 115],
  [204, 90, 160],
  [230, 159, 0],
  [86, 180, 233],
  [0, 114, 178],
  [190, 60, 40],
  [150, 140, 0],
  [120, 94, 200],
  [140, 100, 70],
  [120, 130, 140],
];

/** Viridis (van der Walt and Smith 2015): dark for low, bright for high, in grey as well. */
const SCALE = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

const FAINT = 0.06; // of a class's colour where the model wavers
const STRONG = 0.62; // where it is sure: points of the same class still stand out

export function classColour(label) {
  return CLASSES[label % CLASSES.length];
}

/** The colour of a number, where `range` is the lowest and the highest. */
export function numberColour(value, [low, high]) {
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  const place = share * (SCALE.length - 1);
  const first = Math.min(SCALE.length - 2, Math.floor(place));
  return mix(SCALE[first], SCALE[first + 1], place - first);
}

/** The colour of a class that a model gives with some strength, 0 to 1. */
export function shade(label, strength, theme) {
  return mix(theme.zero, classColour(label), FAINT + (STRONG - FAINT) * strength);
}

/** The scale of numbers as a background of CSS. */
export function scaleGradient() {
  return `linear-gradient(to right, ${SCALE.map((colour) => css(colour)).join(", ")})`;
}

export function mix(one, other, share) {
  return one.map((value, i) => Math.round(value + (other[i] - value) * share));
}
