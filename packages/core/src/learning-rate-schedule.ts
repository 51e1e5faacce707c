import { z } from "zod";

/** Epochs, or a part of one, in which the rate rises linearly to what the schedule says; none where it is left out. */
const warmUpEpochs = z.number().nonnegative().exactOptional();
/** What a rate is multiplied by. */
const factor = z.number().gt(0).lt(1);

/**
 * How the learning rate of a recipe's optimizer changes from step to step of a training. `learningRateAt` of models
 * holds the formulas; it computes the rate of each step, and every backend gets that number with the step's batch.
 */
export const learningRateScheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant"), warmUpEpochs }),
  /** Multiplied by `factor` at the end of every `everyEpochs`-th epoch. */
  z.strictObject({ kind: z.literal("step"), everyEpochs: z.int().positive(), factor, warmUpEpochs }),
  /** Half a cosine over all epochs, down to `finalFactor` of the rate; to 0 where that is left out. */
  z.strictObject({ kind: z.literal("cosine"), finalFactor: z.number().min(0).lt(1).exactOptional(), warmUpEpochs }),
  /** Falls a little with every step, over an epoch by `factorPerEpoch`. */
  z.strictObject({ kind: z.literal("exponential"), factorPerEpoch: factor, warmUpEpochs }),
]);
export type LearningRateSchedule = z.infer<typeof learningRateScheduleSchema>;
