import type { MeasurementName } from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import { mainArm } from "./arms.ts";
import { columnOf, sourceOf } from "./columns.ts";
import { outcomeOf } from "./outcome.ts";
import type { RunData } from "./run-data.ts";

/** What a backend takes from nothing to its first prediction, in ms: medians over processes. */
export interface ColdStart {
  readonly backend: string;
  readonly importMs: number;
  readonly modelMs: number;
  readonly firstPredictionMs: number;
  /** The three of one process together: smallest, median and largest. */
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
  readonly n: number;
}

const parts = ["load.importMs", "load.modelMs", "load.firstPredictionMs"] as const satisfies MeasurementName[];

/** Every backend whose processes recorded the parts, in the first of the run's thread counts. */
export function coldStartsOf({ run }: RunData, workload: string): ColdStart[] {
  const source = sourceOf(columnOf("cold-start"), run);
  if (source === null) return [];
  return run.backends.flatMap(({ id: backend }) => {
    const { completed } = outcomeOf(run, { workload, backend, arm: mainArm(run) }, source.task);
    const found = completed.flatMap(({ measurements }) => {
      const [own, model, first] = parts.map((name) => measurements[name]?.value);
      return own === undefined || model === undefined || first === undefined ? [] : [[own, model, first] as const];
    });
    if (found.length === 0) return [];
    const totals = found.map(([own, model, first]) => own + model + first);
    const part = (index: 0 | 1 | 2) => median(found.map((one) => one[index]));
    return [
      {
        backend,
        importMs: part(0),
        modelMs: part(1),
        firstPredictionMs: part(2),
        minMs: Math.min(...totals),
        medianMs: median(totals),
        maxMs: Math.max(...totals),
        n: totals.length,
      },
    ];
  });
}
