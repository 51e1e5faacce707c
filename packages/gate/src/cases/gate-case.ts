import type { ModelSpec } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import type { CheckName } from "../judge.ts";
import type { Lesson } from "../lesson/teach.ts";
import type { Quantity } from "../tolerances.ts";

/** One piece of work on a network. */
export interface Part {
  /**
   * - `predicting`: the logits of the lesson's questions, of a model that is loaded to predict;
   * - `gradients`: the loss and gradients of the lesson's one step (see `gradientRecipe`), and the statistics it moves;
   * - `update`: what all steps of the lesson change;
   * - `slopes`: the oracle's own gradients, against central differences of its loss.
   */
  readonly work: "predicting" | "gradients" | "update" | "slopes";
  /** Each becomes a check. */
  readonly quantities: readonly Quantity[];
  readonly lesson: () => Lesson | Promise<Lesson>;
  /** Values lie on kinks on purpose (tied maxima, zeros before a relu), where a loss has no derivative but a rule. */
  readonly onKinks: boolean;
}

/** A network with weights and inputs, and all that is compared on it; no quantity twice. */
export interface GateCase extends CheckName {
  readonly spec: ModelSpec;
  readonly parts: readonly Part[];
  /** A backend may refuse it as a whole by `UnsupportedError`: nobody chose its combination of options. */
  readonly mayBeRefused?: true;
}

/** `quantities`, and the statistics that training moves without a gradient where the network has any. */
export function withStatistics(spec: ModelSpec, quantities: readonly Quantity[]): readonly Quantity[] {
  return weightSlots(spec).some(({ trainable }) => !trainable) ? [...quantities, "statistics"] : quantities;
}
