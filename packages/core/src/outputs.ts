import { z } from "zod";

/**
 * What a model predicts of N images: `logits` or `probabilities`, [N, classes], or `labels`, [N] class indices, where
 * nothing more is told.
 */
export const outputsSchema = z.enum(["logits", "probabilities", "labels"]);
export type Outputs = z.infer<typeof outputsSchema>;

/** Whose weights a model predicts with: `trained` in the run, `initial` ones of a seed, or `given` with the model. */
export const weightsOriginSchema = z.enum(["trained", "initial", "given"]);
export type WeightsOrigin = z.infer<typeof weightsOriginSchema>;
