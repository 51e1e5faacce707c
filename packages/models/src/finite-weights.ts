import { DataError, position, type Weights } from "@evenkeel/core";

/** Throws `DataError` naming the first tensor and place of a weight that is no finite number. */
export function checkFinite(weights: Weights, where: string): void {
  for (const [name, { shape, data }] of weights) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at === -1) continue;
    throw new DataError("weights that are no finite numbers", {
      where,
      expected: "finite numbers",
      got: `${data[at]} at ${name}[${position(at, shape).join(", ")}]`,
      remedy: "train again, with a smaller learning rate if it comes back",
    });
  }
}
