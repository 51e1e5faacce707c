import { measurement, type Measurements } from "@evenkeel/core";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({
  /** Share of the test images that a training has to get right. */
  target: z.number().gt(0).max(1).default(0.85),
  /** After so many epochs without it a training has missed the target; left out, the workload's epochs. */
  mostEpochs: z.int().positive().exactOptional(),
  /** How often the accuracy is taken in an epoch, at equal distances; the last time at its end. */
  evaluationsPerEpoch: z.int().positive().default(1),
});

const samples = z.strictObject({
  target: z.number(),
  mostEpochs: z.int().positive(),
  evaluationsPerEpoch: z.int().positive(),
  batchSize: z.int().positive(),
  trainImages: z.int().positive(),
  /** Images that each accuracy is of. */
  testImages: z.int().positive(),
  /** Loss before the update, one a step. */
  losses: z.array(z.number()),
  /** As in `train`: each call of the backend, in the order of time. */
  calls: z.array(
    z.strictObject({
      steps: z.int(),
      images: z.int(),
      callMs: z.number(),
      computeMs: z.number(),
      wallMs: z.number(),
    }),
  ),
  /** Each after so many steps in all and so many seconds of training, which leave evaluations out. */
  evaluations: z.array(
    z.strictObject({
      steps: z.int().positive(),
      trainingSeconds: z.number(),
      evaluationSeconds: z.number(),
      accuracy: z.number(),
    }),
  ),
});
export type TimeToAccuracySamples = z.infer<typeof samples>;

/**
 * Trains from a seed's weights until the test images are predicted well enough, as MLPerf Training's time to train does
 * (Mattson et al. 2020, section 3). Seeds are its replicates: each is another training.
 */
export const timeToAccuracy: TaskDefinition<z.infer<typeof settings>, TimeToAccuracySamples> = {
  summary: "trains each seed until a target accuracy: epochs and seconds to it",
  settings,
  samples: { file: "time-to-accuracy.json", schema: samples },
  needs: "trains",
  after: ["gradients"],
  provedFirst: true,
  repeats: { seeds: true, rounds: false, threads: false },
  variants: () => noVariants,
  measurements: (trained) => ({ ...measurementsOf(endingOf(trained)), ...bestAccuracy(trained) }),
};

/**
 * How a training ended. `missed`: it did all its epochs and was never at the target. `cut`: its budget ended it before
 * either, and nothing is known of where it would have got.
 */
export type TrainingEnding =
  | { readonly kind: "reached"; readonly epochs: number; readonly seconds: number }
  | { readonly kind: "missed" }
  | { readonly kind: "cut" };

export function endingOf({
  target,
  mostEpochs,
  trainImages,
  batchSize,
  evaluations,
}: Pick<TimeToAccuracySamples, "target" | "mostEpochs" | "trainImages" | "batchSize" | "evaluations">): TrainingEnding {
  const stepsPerEpoch = Math.ceil(trainImages / batchSize);
  const first = evaluations.find(({ accuracy }) => accuracy >= target);
  if (first !== undefined) {
    return { kind: "reached", epochs: first.steps / stepsPerEpoch, seconds: first.trainingSeconds };
  }
  const evaluated = evaluations.at(-1)?.steps ?? 0;
  return { kind: evaluated >= mostEpochs * stepsPerEpoch ? "missed" : "cut" };
}

function measurementsOf(ending: TrainingEnding): Measurements {
  if (ending.kind === "cut") return {};
  if (ending.kind === "missed") return measurement("timeToAccuracy.reached", 0, 1);
  return {
    ...measurement("timeToAccuracy.reached", 1, 1),
    ...measurement("timeToAccuracy.epochs", ending.epochs, 1),
    ...measurement("timeToAccuracy.seconds", ending.seconds, 1),
  };
}

function bestAccuracy({ evaluations, testImages }: TimeToAccuracySamples): Measurements {
  if (evaluations.length === 0) return {};
  const best = Math.max(...evaluations.map(({ accuracy }) => accuracy));
  return measurement("timeToAccuracy.bestAccuracy", best, testImages);
}
