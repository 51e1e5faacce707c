import type { Limit, WeightsOrigin } from "@evenkeel/core";
import { classificationMetrics, type ClassificationMetrics } from "@evenkeel/stats";
import { foldOf } from "./folds.ts";
import { wholeArm } from "./arms.ts";
import { outcomeOf } from "./outcome.ts";
import type { Predictions } from "./predictions.ts";
import { workloadIds, samplesOf, type RunData } from "./run-data.ts";

/** Images of one class that were taken for another. */
export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** How the predictions of one backend do, class by class, of its first seed with predictions. */
export interface ClassReport {
  readonly workload: string;
  readonly backend: string;
  readonly round: number;
  readonly seed: number;
  /** The fold that was held out; null without cross-validation. */
  readonly fold: number | null;
  readonly weights: WeightsOrigin;
  readonly limits: readonly Limit[];
  readonly outputs: Predictions["outputs"];
  /** Images. */
  readonly n: number;
  readonly classNames: readonly string[];
  readonly metrics: ClassificationMetrics;
  /** The confusion matrix by [actual][predicted], of the actual class. */
  readonly shares: readonly (readonly number[])[];
  /** The most frequent first. */
  readonly confusions: readonly Confusion[];
}

/** Of each workload, one a backend; workloads without predictions are left out. */
export function classReportsOf(data: RunData): { readonly workload: string; readonly reports: ClassReport[] }[] {
  return workloadIds(data.run)
    .map((workload) => ({ workload, reports: reportsOf(data, workload) }))
    .filter(({ reports }) => reports.length > 0);
}

function reportsOf(data: RunData, workload: string): ClassReport[] {
  return data.run.backends.flatMap(({ id: backend }) => {
    const [first] = samplesOf(data, data.samples.predictions, { workload, backend });
    if (first === undefined) return [];
    const { round, seed, samples } = first;
    const { classNames, labels, outputs, rows, weights } = samples;
    const training = outcomeOf(data.run, { workload, backend, arm: wholeArm(data.run, backend) }, "train");
    if (weights === "trained" && training.state === "not-comparable") return [];
    const metrics = classificationMetrics({ labels, outputs, rows, classCount: classNames.length });
    const { completed } = outcomeOf(data.run, { workload, backend }, "evaluate");
    const limits = completed.find((cell) => cell.round === round && cell.seed === seed)?.limits ?? [];
    const base = {
      workload,
      backend,
      round,
      seed,
      fold: foldOf(data.run, round),
      weights,
      limits,
      outputs,
      n: labels.length,
    };
    return [{ ...base, classNames, metrics, shares: sharesOf(metrics), confusions: confusionsOf(metrics) }];
  });
}

function sharesOf({ confusion, classes }: ClassificationMetrics): number[][] {
  return confusion.map((row, actual) => row.map((count) => count / Math.max(1, classes[actual]?.support ?? 1)));
}

function confusionsOf({ confusion }: ClassificationMetrics): Confusion[] {
  const all = confusion.flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })));
  return all
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count);
}
