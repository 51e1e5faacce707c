import { taskNames, type TaskName } from "@evenkeel/core";
import { z } from "zod";
import { tasks, type SettingsOf } from "./tasks.ts";
import { threadsSchema } from "./threads.ts";
import { workloadInputSchema } from "./workload-input.ts";

type TaskSettings = { [T in TaskName]?: SettingsOf<T> };
type TaskSettingsInput = { [T in TaskName]?: z.input<(typeof tasks)[T]["settings"]> };

const settingsSchema = z.strictObject(
  Object.fromEntries(taskNames.map((name) => [name, tasks[name].settings.exactOptional()])),
) as unknown as z.ZodType<TaskSettings, TaskSettingsInput>;

const uniqueIds = (workloads: readonly { readonly id: string }[]) =>
  new Set(workloads.map(({ id }) => id)).size === workloads.length;

/** Under so many rounds no exact test of paired rounds reaches 5%: 2 / 2⁶ is the first below it. */
export const fewestDecidingRounds = 6;

/** One file of `benchmarks/`: what to run, not how. */
export const experimentSchema = z.strictObject({
  /** Also the end of a run folder's name. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes"),
  title: z.string(),
  description: z.string(),
  /** Backend ids, or all that come with the plain install (`allBackends`): the others are asked for by name. */
  backends: z.union([z.literal("all"), z.array(z.string()).min(1)]),
  workloads: z
    .array(workloadInputSchema)
    .min(1)
    .refine(uniqueIds, "two workloads have one id: give each an id of its own, where a model stands twice"),
  /** What to do with each workload, with the settings of each task. */
  tasks: settingsSchema.refine((chosen) => Object.keys(chosen).length > 0, "expected at least one task"),
  /** Passes over all cells, order alternating: replicates of times, each with its own processes. */
  rounds: z.int().positive(),
  /**
   * After `rounds`, at least 6, goes on round by round while what is claimed of the run is open, for at most so many
   * rounds in all. Not together with cross-validation, whose rounds are folds.
   */
  untilDecided: z.strictObject({ maxRounds: z.int().min(fewestDecidingRounds) }).exactOptional(),
  /**
   * A/A: every round takes each time twice, alike, side by side. What the two differ by is the machine's noise; the
   * second time counts for nothing else.
   */
  aa: z.boolean().exactOptional(),
  /**
   * Stratified k-fold cross-validation over the training images: round r trains on all folds but fold ((r − 1) mod k) +
   * 1 and evaluates on that one. The test images stay untouched. `rounds` is a multiple of it.
   */
  crossValidationFolds: z.int().min(2).exactOptional(),
  /** Seeds of weights, batch order, dropout masks and augmentation; what a seed determines is done once for each. */
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .refine((seeds) => new Set(seeds).size === seeds.length, "the same seed twice is no second training"),
  /** Thread counts that every backend is measured at: numbers, and `default` for as many as a backend takes itself. */
  threads: threadsSchema,
  /**
   * Seconds a cell may measure for. Work that would take longer stops early and is reported as limited; a cell without
   * a result is killed (see `hardLimitSeconds` of the harness) and reported as over budget.
   */
  budgetSeconds: z.number().positive(),
  /** Largest peak resident memory of a cell's process tree, in MiB; above it the cell is killed. */
  memoryBudgetMiB: z.int().positive(),
});
/** An experiment whose defaults are filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a file of `benchmarks/` writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
