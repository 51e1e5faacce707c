import { z } from "zod";
import { learningRateScheduleSchema } from "./learning-rate-schedule.ts";
import { workloadSourceSchema } from "./workload-source.ts";

/** What may happen to a training image, seeded, before any backend sees it; a part left out does not happen. */
export const augmentationSchema = z.strictObject({
  /** Mirrored left to right, half of the time. */
  flip: z.boolean().exactOptional(),
  /** Moved by at most this many whole pixels along each axis: a crop out of the image padded by as much. */
  shiftPixels: z.int().nonnegative().exactOptional(),
  /** Turned about its centre by at most this many degrees either way. */
  rotationDegrees: z.number().min(0).max(180).exactOptional(),
  /** Scaled about its centre by a factor between 1 − this and 1 + this. */
  scaling: z.number().min(0).lt(1).exactOptional(),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** A name that is safe in a file name and in a cell's id. */
export const workloadIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes");

/** A model with the data it is trained and evaluated on, and how it is trained. */
export const workloadSchema = z.strictObject({
  /** Unique in an experiment. */
  id: workloadIdSchema,
  /** A network of the zoo, or what a model from elsewhere is called. */
  model: z.string(),
  /** Where the model comes from; left out, a network of the zoo. */
  source: workloadSourceSchema.exactOptional(),
  dataset: z.string(),
  /** Passes over the training images, or the model's own recipe; nothing to a model that is not trained here. */
  epochs: z.union([z.int().positive(), z.literal("recipe")]),
  /** Of the learning rate; left out, the one of the model's own recipe. */
  schedule: learningRateScheduleSchema.exactOptional(),
  augmentation: augmentationSchema.exactOptional(),
  /** Only images of so many classes of the dataset are used, the first ones; all where it is left out. */
  keepClasses: z.int().min(2).exactOptional(),
});
export type Workload = z.infer<typeof workloadSchema>;
