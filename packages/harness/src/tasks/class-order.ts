import type { Model } from "@evenkeel/core";
import { BackendError } from "@evenkeel/core";
import type { CellJob } from "../protocol/jobs.ts";

/** A model's outputs for one image, in the order of the dataset's classes; the model's further classes come last. */
export type InClassOrder = (row: Float32Array) => Float32Array;

/** How a cell's model orders its classes: a network that was trained here follows the dataset. */
export function inClassOrder(
  { cell, model }: Pick<CellJob, "cell" | "model">,
  outputs: Model["outputs"],
): InClassOrder {
  if (model.kind === "spec") return (row) => row;
  const { outputOrder } = model;
  if (outputs !== "labels") return (row) => Float32Array.from(outputOrder, (at) => row[at] as number);
  return ([label = -1]) => {
    const own = outputOrder.indexOf(label);
    if (own !== -1) return Float32Array.of(own);
    throw new BackendError("gave a label that is no class of the model", {
      where: cell.backend,
      expected: `0 to ${outputOrder.length - 1}`,
      got: String(label),
    });
  };
}

/** The names of the classes that a cell predicts: the dataset's, then those that the model alone knows. */
export function predictedClasses({ model }: Pick<CellJob, "model">, classNames: readonly string[]): string[] {
  return [...classNames, ...(model.kind === "spec" ? [] : model.otherClasses)];
}
