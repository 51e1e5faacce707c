/** Right formulas at wrong learning rates: models that take another rate than that of the step. */
import type { Backend, Batch } from "@evenkeel/core";
import { float32Backend } from "./faulty-backend.ts";
import { wrapped, type Replace } from "./wrapped.ts";

/** Trains at the optimizer's rate whatever the schedule says. */
function scheduleIgnored(): Backend {
  const honest = float32Backend();
  return {
    ...honest,
    async loadTrainable(source, options, recipe) {
      const model = await honest.loadTrainable?.(source, options, { ...recipe, schedule: { kind: "constant" } });
      if (model === undefined) throw new Error("not a backend that trains");
      return model;
    },
  };
}

/** Each step at the rate that another of the training has: `from` tells which, of its index from 0. */
function rateOf(from: (step: number) => number): Replace {
  return (model) => {
    const seen: Batch[] = [];
    return {
      train: async (batches) =>
        model.train(
          batches.map((batch) => {
            seen.push(batch);
            const { learningRate } = seen[from(seen.length - 1)] ?? batch;
            return { ...batch, ...(learningRate !== undefined && { learningRate }) };
          }),
        ),
    };
  };
}

const rateOfTheFirstBatchInACall: Replace = (model) => ({
  train: async (batches) => {
    const { learningRate } = batches[0] ?? {};
    return model.train(learningRate === undefined ? batches : batches.map((batch) => ({ ...batch, learningRate })));
  },
});

export const scheduleFaults = {
  scheduleIgnored: scheduleIgnored(),
  rateOfTheFirstBatchInACall: wrapped(rateOfTheFirstBatchInACall),
  rateOfTheFirstBatchEver: wrapped(rateOf(() => 0)),
  rateOfTheStepBefore: wrapped(rateOf((step) => Math.max(0, step - 1))),
  rateChangesOncePerTwoSteps: wrapped(rateOf((step) => step - (step % 2))),
};
