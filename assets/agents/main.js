/** The agents' studio: what an agent does at any moment of its training, and why. */

import { Studio } from "../studio/studio.js";
import { mounting } from "../studio/themed.js";
import { Episodes } from "./episodes.js";
import { Versus } from "./game.js";
import { Loop } from "./loop.js";
import { Phase } from "./phase.js";
import { Updates } from "./updates.js";
import { Values } from "./values.js";

const SECTIONS = [
  ["episodes", Episodes],
  ["loop", Loop],
  ["values", Values],
  ["updates", Updates],
  ["phase", Phase],
  ["game", Versus],
];

export const { show, hide } = mounting((root) => new Studio(root, "agents", SECTIONS));
