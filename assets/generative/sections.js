/** The sections of the generative studio, in their order, by the name that words them. */

import { Latent } from "./latent.js";
import { Memory } from "./memory.js";
import { Opinions } from "./opinions.js";
import { Plane } from "./plane.js";
import { Repair } from "./repair.js";
import { Samples } from "./samples.js";

export const SECTIONS = [
  ["plane", Plane],
  ["samples", Samples],
  ["opinions", Opinions],
  ["latent", Latent],
  ["repair", Repair],
  ["memory", Memory],
];
