import { z } from "zod";
import { taskSchema } from "./task-name.ts";

/**
 * Work that was cut short. Of an evaluation, `work: "train"` speaks of the weights that it was made with. Prose is made
 * from it where it is shown.
 */
export const limitSchema = z.strictObject({
  work: taskSchema,
  done: z.int().nonnegative(),
  /** Null where it is not known how much it would have been. */
  planned: z.int().positive().nullable(),
  unit: z.enum(["steps", "images", "samples", "batch sizes", "calls", "rates"]),
  /** The time budget that ended it, in s; null where another reason did. */
  seconds: z.number().positive().nullable(),
  /** How long the last one of `unit` took, in ms; of batch sizes, a call of the last. Not kept by older runs. */
  unitMs: z.number().nonnegative().exactOptional(),
  /** Where it is about one batch size: no sample after warm-up fitted in, and the value is warm-up. */
  batchSize: z.int().positive().exactOptional(),
});
export type Limit = z.infer<typeof limitSchema>;
