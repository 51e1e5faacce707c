import { agreement } from "./agreement/view.ts";
import { results } from "./results/view.ts";
import { cells } from "./cells/view.ts";
import { classes } from "./classes/view.ts";
import { comparison } from "./comparison/view.ts";
import { gaps } from "./gaps/view.ts";
import { gate } from "./gate/view.ts";
import { givenModels } from "./given-models/view.ts";
import { guide } from "./guide/view.ts";
import { images } from "./images/view.ts";
import { interfaceCost } from "./interface-cost/view.ts";
import { learning } from "./learning/view.ts";
import { openness } from "./openness/view.ts";
import { provenance } from "./provenance/view.ts";
import type { Section } from "./section.ts";
import { serving } from "./serving/view.ts";
import { speed } from "./speed/view.ts";
import { timeToAccuracy } from "./time-to-accuracy/view.ts";
import { trainingSpeed } from "./training-speed/view.ts";

/** The page from top to bottom: its order, its contents list and its style sheet are made from this. */
export const sections: readonly Section[] = [
  results,
  comparison,
  gate,
  givenModels,
  learning,
  timeToAccuracy,
  agreement,
  trainingSpeed,
  speed,
  serving,
  interfaceCost,
  classes,
  images,
  gaps,
  openness,
  provenance,
  guide,
  cells,
];
