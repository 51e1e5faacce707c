import type { SampleKind } from "@evenkeel/core";
import { integer } from "../format.ts";

const singular: Readonly<Record<SampleKind, string>> = {
  steps: "step",
  epochs: "epoch",
  trainings: "training",
  images: "image",
  predictions: "prediction",
  queries: "query",
  batches: "batch",
  products: "product",
  readings: "reading",
  pairs: "pair",
  checks: "check",
  processes: "process",
  calls: "call",
};

/** How many samples of which kind stand behind a value: `n 372 steps`. */
export function countText({ n, counts }: { readonly n: number; readonly counts: SampleKind }): string {
  return `n ${integer(n)} ${n === 1 ? singular[counts] : counts}`;
}
