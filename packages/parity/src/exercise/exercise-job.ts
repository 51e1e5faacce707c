/** How exercises travel: what they begin and end with lies in files of a scratch folder, numbered as they were given. */
import { join } from "node:path";
import { modelSpecSchema, runtimeInfoSchema, trainingRecipeSchema } from "@evenkeel/core";
import { z } from "zod";

const trainingSchema = z.strictObject({
  spec: modelSpecSchema,
  recipe: trainingRecipeSchema,
  firstStep: z.int().nonnegative(),
  steps: z.int().positive(),
  keep: z.int().nonnegative(),
  answersTest: z.boolean(),
});

const questionSchema = z.strictObject({ spec: modelSpecSchema, step: z.int().nonnegative() });

export const exercisesJobSchema = z.strictObject({
  kind: z.literal("exercises"),
  backend: z.string(),
  /** The decoded dataset, fitted to the model. */
  datasetFolder: z.string(),
  seed: z.int().nonnegative(),
  threads: z.int().positive().nullable(),
  budgetSeconds: z.number().positive(),
  /** Holds the weights that each begins with, and takes what it leaves. */
  folder: z.string(),
  trainings: z.array(trainingSchema),
  questions: z.array(questionSchema),
});
export type ExercisesJob = z.infer<typeof exercisesJobSchema>;

export const exercisedSchema = z.strictObject({
  kind: z.literal("exercised"),
  /** One a training. */
  trainings: z.array(
    z.strictObject({
      runtime: runtimeInfoSchema,
      takesThreads: z.boolean(),
      /** Null for what is no finite number: JSON has none. */
      losses: z.array(z.number().nullable()),
      answers: z.array(z.int().nonnegative()).readonly().nullable(),
    }),
  ),
});

export const exerciseFiles = {
  /** The weights that an exercise begins with. */
  start: (folder: string, index: number) => join(folder, `${index}.start.safetensors`),
  /** The weights after a step of a training, from 1. */
  after: (folder: string, index: number, step: number) => join(folder, `${index}.after-${step}.safetensors`),
  /** The answer to a question: one tensor, `logits`. */
  answer: (folder: string, index: number) => join(folder, `${index}.answer.safetensors`),
} as const;
