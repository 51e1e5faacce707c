import { z } from "zod";

/**
 * What a model predicts of N images: `logits` or `probabilities`, [N, classes], or `labels`, [N] class indices, where
 * nothing more is told.
 */
export const outputsSchema = z.enum(["logits", "probabilities", "labels"]);
export type Outputs = z.infer<typeof outputsSchema>;
