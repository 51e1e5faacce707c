import { BackendError, type Batch, type LearningRateSchedule, type TrainingRecipe } from "@evenkeel/core";

/** A step of a training. */
export interface StepPlace {
  /** From 0, over all epochs. */
  readonly step: number;
  readonly stepsPerEpoch: number;
}

/** Whether the rate changes from step to step. Backends may take a rate that does not as a constant. */
export function hasSchedule({ schedule }: Pick<TrainingRecipe, "schedule">): boolean {
  return schedule !== undefined && !(schedule.kind === "constant" && (schedule.warmUpEpochs ?? 0) === 0);
}

/**
 * The learning rate of a step, rounded to float32 so that every backend takes the same number; without a schedule the
 * optimizer's own, as it is written. It changes from step to step, but for `step`, which changes where an epoch ends.
 * After the recipe's last epoch it stays where it ended.
 */
export function learningRateAt(recipe: TrainingRecipe, { step, stepsPerEpoch }: StepPlace): number {
  const { optimizer, schedule, epochs } = recipe;
  if (schedule === undefined || !hasSchedule(recipe)) return optimizer.learningRate;
  const last = epochs * stepsPerEpoch;
  const at = { step: Math.min(step, last), stepsPerEpoch, last };
  return Math.fround(optimizer.learningRate * shareOf(schedule, at) * warmUpShare(schedule, at));
}

/** What a batch holds of its step's rate: nothing without a schedule. */
export function rateOfStep(recipe: TrainingRecipe, place: StepPlace): Pick<Batch, "learningRate"> {
  return hasSchedule(recipe) ? { learningRate: learningRateAt(recipe, place) } : {};
}

/** The rate that a backend trains a batch with. Throws `BackendError` where a schedule has given the batch none. */
export function learningRateOf(recipe: TrainingRecipe, { learningRate }: Pick<Batch, "learningRate">): number {
  if (!hasSchedule(recipe)) return recipe.optimizer.learningRate;
  if (learningRate !== undefined) return learningRate;
  throw new BackendError("the batch has no learning rate, and the recipe has a schedule", {
    where: "learning rate",
    expected: `the rate of its step by the schedule "${recipe.schedule?.kind ?? ""}"`,
    got: "none",
  });
}

interface Place extends StepPlace {
  /** Of the first step that is no more one of the training. */
  readonly last: number;
}

/** What the optimizer's rate is multiplied by. */
function shareOf(schedule: LearningRateSchedule, { step, stepsPerEpoch, last }: Place): number {
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "step":
      return schedule.factor ** Math.floor(step / stepsPerEpoch / schedule.everyEpochs);
    case "cosine": {
      // Loshchilov & Hutter 2017 (SGDR), equation 5, one period without restarts; T_cur and T_max counted in steps.
      const { finalFactor: final = 0 } = schedule;
      return final + ((1 - final) / 2) * (1 + Math.cos((Math.PI * step) / last));
    }
    case "exponential":
      return schedule.factorPerEpoch ** (step / stepsPerEpoch);
  }
}

/** Goyal et al. 2017, section 2.2: W steps in which the rate rises by 1/W of it each, the first at 1/W. */
function warmUpShare({ warmUpEpochs = 0 }: LearningRateSchedule, { step, stepsPerEpoch }: Place): number {
  const steps = Math.round(warmUpEpochs * stepsPerEpoch);
  return steps === 0 ? 1 : Math.min(1, (step + 1) / steps);
}
