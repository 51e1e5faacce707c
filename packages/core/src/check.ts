import { z } from "zod";

/**
 * One comparison of the gradient gate: a backend's tensor against the float64 oracle's, or the oracle's against central
 * differences. `passed` only where every tensor of the comparison is inside its tolerance.
 */
export const checkResultSchema = z.strictObject({
  /** Stable and unique within a backend: `max-pool2d/ties-same/gradients`, `model/keras-mnist-cnn/logits`. */
  id: z.string(),
  /** A layer of each kind by itself, or a whole network. */
  scope: z.enum(["layer", "model"]),
  /** The layer kind or the model's name. */
  subject: z.string(),
  /** What is compared: `logits`, `loss`, `gradients` (of every weight and of the input), `update`, `statistics`. */
  quantity: z.enum(["logits", "loss", "gradients", "update", "statistics"]),
  verdict: z.enum(["passed", "failed", "unsupported", "error"]),
  /** The tensor that is furthest off, its name as in `weightSlots`; null where there was nothing to compare. */
  tensor: z.string().nullable(),
  /** Largest |got − expected| over the elements of that tensor. */
  maxAbsolute: z.number().nullable(),
  /**
   * `maxAbsolute` over the largest |expected| of the tensor. Gradients and updates of a tensor that is small beside the
   * largest of the network, as where they are zero in truth, are relative to a tenth of that one.
   */
  maxRelative: z.number().nullable(),
  /** That element's distance in float32 units in the last place; null where the tensor should hold only zeros. */
  maxUlp: z.number().nullable(),
  /** What `maxRelative` may be at most. */
  tolerance: z.number(),
  /** What went wrong, or what the backend refused; empty where it passed. */
  message: z.string(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
