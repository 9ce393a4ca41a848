/** The generative studio: what a run's model makes at any moment of its training, and how. */

import { Studio } from "../studio/studio.js";
import { mounting } from "../studio/themed.js";
import { SECTIONS } from "./sections.js";

export const { show, hide } = mounting((root) => new Studio(root, "generative", SECTIONS));
