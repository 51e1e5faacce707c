import { z } from "zod";

/** What was found of a dataset's files and images while it was opened. */
export const datasetRemarkKinds = [
  /** Images of a validation folder, which are used as the test images. */
  "validation-as-test",
  /** Images of a validation folder beside a test folder. */
  "validation-not-used",
  /** Images of a validation or test folder that has no class folders. */
  "without-classes",
  /** Images of other folders beside the training folder. */
  "beside-train",
  /** Images beside class folders instead of in one. */
  "beside-classes",
  /** Files that are no images, by their ending or, without one, by their content. */
  "no-image",
  /** Not used: its content is an image's and its ending no image's. */
  "foreign-ending",
  /** Files whose names say no part of a dataset. */
  "no-part",
  /** Hidden entries, and what operating systems leave in folders. */
  "hidden",
  /** Used: its content is PNG and its ending JPEG's, or the other way round. */
  "other-ending",
  /** Used: irregular in ways that change no pixel. */
  "irregular",
  /** Used as other decoders do: its compressed data is damaged in places. */
  "damaged-in-places",
  /** Test images that are pixel for pixel a training image. */
  "repeated-in-test",
  /** Training images that are pixel for pixel an earlier one. */
  "repeated-in-train",
] as const;
export type DatasetRemarkKind = (typeof datasetRemarkKinds)[number];

/** How often something was found, and where first: paths within the dataset, "/" between. */
export const datasetRemarkSchema = z.strictObject({
  kind: z.enum(datasetRemarkKinds),
  count: z.int().positive(),
  examples: z.array(z.string()),
});
export type DatasetRemark = z.infer<typeof datasetRemarkSchema>;
