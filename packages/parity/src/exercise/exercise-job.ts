/**
 * How exercises travel: what they begin and end with lies in files of a scratch folder, numbered as they were given.
 */
import { join } from "node:path";
import { modelSpecSchema, runtimeInfoSchema, trainingRecipeSchema } from "@evenkeel/core";
import { defineJob, type JobOf, type ReplyOf } from "@evenkeel/harness/protocol";
import { z } from "zod";

const trainingSchema = z.strictObject({
  spec: modelSpecSchema,
  recipe: trainingRecipeSchema,
  firstStep: z.int().nonnegative(),
  steps: z.int().positive(),
  keep: z.int().nonnegative(),
  predictsTest: z.boolean(),
});

const trainedSchema = z.strictObject({
  runtime: runtimeInfoSchema,
  takesThreads: z.boolean(),
  /** Null for what is no finite number: JSON has none. */
  losses: z.array(z.number().nullable()),
  testClasses: z.array(z.int().nonnegative()).readonly().nullable(),
});

export const exercises = defineJob(
  "exercises",
  {
    backend: z.string(),
    /** The decoded dataset, fitted to the model. */
    datasetFolder: z.string(),
    seed: z.int().nonnegative(),
    threads: z.int().positive().nullable(),
    budgetSeconds: z.number().positive(),
    /** Holds the weights that each begins with, and takes what it leaves. */
    folder: z.string(),
    trainings: z.array(trainingSchema),
    /** Numbered on from the trainings. */
    predictions: z.array(z.strictObject({ spec: modelSpecSchema, step: z.int().nonnegative() })),
  },
  z.strictObject({
    /** One a training. */
    trainings: z.array(trainedSchema),
  }),
);
export type ExercisesJob = JobOf<typeof exercises>;
export type ExercisesReply = ReplyOf<typeof exercises>;

export const exerciseFiles = {
  /** The weights that an exercise begins with. */
  start: (folder: string, index: number) => join(folder, `${index}.start.safetensors`),
  /** The weights after a step of a training, from 1. */
  after: (folder: string, index: number, step: number) => join(folder, `${index}.after-${step}.safetensors`),
  /** What was predicted: one tensor, `logits`. */
  logits: (folder: string, index: number) => join(folder, `${index}.logits.safetensors`),
} as const;
