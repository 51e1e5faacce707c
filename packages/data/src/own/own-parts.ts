import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { firstOf } from "../first-of.ts";
import { selectImages } from "../select-images.ts";
import { heldOut } from "../splits.ts";

/**
 * Training and test images with the labels that occur as classes, numbered from 0 in ascending order. Without test
 * images a fifth of each class is held out, the same ones every time. `nameOf` names a label's class.
 *
 * @throws {DataError} fewer than two classes, too few images of one, or test images of a class that is never trained.
 */
export function ownParts(
  train: LabelledImages,
  test: LabelledImages | null,
  { where, nameOf }: { readonly where: string; readonly nameOf: (label: number) => string },
): Pick<Dataset, "train" | "test" | "classNames"> {
  const occurring = [...new Set(train.labels)].sort((a, b) => a - b);
  if (occurring.length < 2) {
    throw new DataError("too few classes", { where, expected: "at least 2 labels", got: `${occurring.length}` });
  }
  const classOf = new Map(occurring.map((label, index) => [label, index]));
  const numbered = (part: LabelledImages): LabelledImages => ({
    ...part,
    labels: Int32Array.from(part.labels, (label) => classOf.get(label) ?? refuseLabel(label, where)),
  });
  const trained = numbered(train);
  const classNames = occurring.map(nameOf);
  if (test !== null) return { classNames, train: trained, test: withEveryClass(numbered(test), classNames, where) };
  refuseSingles(trained, classNames, where);
  const split = heldOut(trained.labels);
  return { classNames, train: selectImages(trained, split.train), test: selectImages(trained, split.test) };
}

function refuseLabel(label: number, where: string): never {
  throw new DataError("test images of a class without training images", { where, got: `label ${label}` });
}

function withEveryClass(test: LabelledImages, classNames: readonly string[], where: string): LabelledImages {
  const present = new Set(test.labels);
  const lacking = classNames.filter((_, label) => !present.has(label));
  if (lacking.length === 0) return test;
  const got = `none of ${firstOf(lacking)}`;
  throw new DataError("classes without test images", { where, expected: "test images of every class", got });
}

/** One image cannot be trained on and tested with. */
function refuseSingles({ labels }: LabelledImages, classNames: readonly string[], where: string): void {
  const counts = Map.groupBy(labels, (label) => label);
  const single = classNames.find((_, label) => counts.get(label)?.length === 1);
  if (single === undefined) return;
  throw new DataError(`class ${single} has one image`, {
    where,
    expected: "at least 2 of each class, one of them to test with",
  });
}
