import type { DatasetInfo, DatasetRemark, DatasetRemarkKind } from "@evenkeel/core";
import { plural } from "../format.ts";

/** What was counted, and what it means for the run. */
const words: Readonly<Record<DatasetRemarkKind, readonly [noun: string, rest: string]>> = {
  "validation-as-test": ["image", "of the validation folder, used as test images"],
  "validation-not-used": ["image", "of the validation folder, not used: the test folder holds the test images"],
  "without-classes": ["image", "of a test or validation folder without class folders, not used"],
  "beside-train": ["image", "in other folders beside the training folder, not used"],
  "beside-classes": ["image", "beside class folders instead of in one, not used"],
  "no-image": ["file", "of another kind than images, not used"],
  "foreign-ending": ["image", "under an ending that no image has, not used"],
  "no-part": ["file", "whose names say no part of the dataset, not used"],
  hidden: ["hidden item", "not used"],
  "other-ending": ["image", "under the ending of another format, used by their content"],
  irregular: ["image", "irregular in ways that change no pixel, used"],
  "damaged-in-places": ["image", "damaged in places, used as far as other programs read them"],
  "repeated-in-test": ["test image", "equal to a training image in every pixel"],
  "repeated-in-train": ["training image", "equal to another one in every pixel"],
};

/** `30 images of the validation folder, used as test images` */
export function remarkText({ kind, count }: DatasetRemark): string {
  const [noun, rest] = words[kind];
  return `${plural(count, noun)}${rest.startsWith("not used") ? "," : ""} ${rest}`;
}

/** The first of them: `a/notes.txt, b/notes.txt, and 4 more files`. */
export function remarkExamples({ kind, count, examples }: DatasetRemark): string {
  const rest = count - examples.length;
  return [
    ...examples,
    ...(rest > 0 && examples.length > 0 ? [`and ${plural(rest, `more ${words[kind][0]}`)}`] : []),
  ].join(", ");
}

/** A line a remark: what was found of a dataset's files, and where first. */
export function remarkLines({ remarks = [] }: Pick<DatasetInfo, "remarks">): string[] {
  return remarks.map((remark) => `${remarkText(remark)}: ${remarkExamples(remark)}`);
}
