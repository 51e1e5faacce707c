import { threadCountSchema } from "@evenkeel/tasks";
import { z } from "zod";

/** What a claim is about: a column of the comparison, or the time of a training step at a batch size. */
export const claimMetrics = [
  "train-rate",
  "step",
  "accuracy",
  "p50",
  "p90",
  "throughput",
  "cold-start",
  "train-memory",
  "predict-memory",
  "step-time",
] as const;

/** Of the first backend against the second. */
export const verdicts = [
  "faster",
  "slower",
  "more-accurate",
  "less-accurate",
  "less-memory",
  "more-memory",
  "equivalent",
  "not-distinguishable",
] as const;
export type Verdict = (typeof verdicts)[number];

/** What was found of two backends in one metric of one workload; how it is made: docs/methods.md. */
export const claimSchema = z.strictObject({
  metric: z.enum(claimMetrics),
  workload: z.string(),
  /** As asked for; of step times as computed on. Nothing is claimed across thread counts. */
  threads: threadCountSchema,
  /** Of step times. */
  batchSize: z.int().positive().exactOptional(),
  /** The effect and the verdict are the first's against the second's. */
  backends: z.tuple([z.string(), z.string()]),
  /** A backend against itself, measured twice alike: whatever it claims is a false alarm. */
  control: z.literal(true).exactOptional(),
  procedure: z.enum(["sign-flip", "mcnemar"]),
  /** What n counts: pairs of processes that met the machine in the same minutes, pairs of trainings, test images. */
  over: z.enum(["rounds", "seeds", "images"]),
  n: z.int().nonnegative(),
  /** The training whose predictions were compared, where n counts images. */
  seed: z.int().exactOptional(),
  /** The first's value ÷ the second's, or minus it, with the ends of the 95% interval where n reaches it. */
  effect: z.strictObject({
    kind: z.enum(["ratio", "difference"]),
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  }),
  /** Two-sided; null where n is too small for any value to decide. q: Benjamini–Hochberg over the metric's claims. */
  p: z.number().nullable(),
  q: z.number().nullable(),
  verdict: z.enum(verdicts),
  /** How many of what n counts would decide; null where the claim is decided, or where that cannot be said. */
  needed: z.int().positive().nullable(),
});
export type Claim = z.output<typeof claimSchema>;
export type ClaimMetric = Claim["metric"];
