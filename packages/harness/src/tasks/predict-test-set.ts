import { BackendError } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { argmax } from "@evenkeel/stats";
import { fits, linearMs, type SizedCall } from "../budget.ts";
import { testImages } from "./batches.ts";
import { networkOfCell } from "./cell-network.ts";
import { inClassOrder } from "./class-order.ts";
import type { TaskContext } from "./task.ts";
import type { WatchedModel } from "./watched-calls.ts";

const batchSize = 100;

export interface TestPredictions {
  /** How many test images, from the first on, were predicted; fewer than there are when the budget ended. */
  readonly count: number;
  /**
   * An image's outputs each, in the order of the dataset's classes: a number a class, or one class index where the
   * model gives labels.
   */
  readonly rows: Float32Array[];
  /** Each call with the images that it held. */
  readonly calls: (CallTimes & { readonly images: number })[];
}

/**
 * Predicts the test images in order, as far as the budget reaches, a call in any case. Throws `BackendError` for
 * outputs that are not finite.
 */
export async function predictTestSet(
  { job, dataset, budget, reporter }: TaskContext,
  model: WatchedModel,
): Promise<TestPredictions> {
  const width = model.outputs === "labels" ? 1 : networkOfCell(job).classes;
  const ordered = inClassOrder(job, model.outputs);
  const { count } = dataset.test;
  const rows: Float32Array[] = [];
  const calls: TestPredictions["calls"] = [];
  while (rows.length < count) {
    const end = Math.min(count, rows.length + batchSize);
    const images = end - rows.length;
    if (!fits(budget, linearMs(lastCall(calls), images))) break;
    const { value, callMs, computeMs } = await model.predict(testImages(dataset, rows.length, images));
    calls.push({ images, callMs, computeMs });
    if (!value.data.every(Number.isFinite)) {
      throw new BackendError("gave outputs that are not finite numbers", { where: job.cell.backend });
    }
    for (let row = 0; rows.length < end; row += 1) {
      rows.push(ordered(value.data.slice(row * width, (row + 1) * width)));
    }
    await reporter.tell("evaluating", rows.length / count, () => ({}));
  }
  return { count: rows.length, rows, calls };
}

/** The last of these calls. */
export function lastCall(calls: TestPredictions["calls"]): SizedCall | null {
  const last = calls.at(-1);
  return last === undefined ? null : { ms: last.callMs, size: last.images };
}

/** The share of images whose largest logit is their label's. */
export function top1Accuracy(rows: readonly Float32Array[], labels: Int32Array): number {
  const right = rows.filter((row, index) => argmax(row) === labels[index]);
  return right.length / rows.length;
}

/** Accuracy on all test images, or null when the budget does not reach that far. Its time is not training time. */
export async function testAccuracy(context: TaskContext, model: WatchedModel): Promise<number | null> {
  if (context.budget.spent()) return null;
  const { labels, count } = context.dataset.test;
  const predicted = await predictTestSet(context, model);
  return predicted.count < count ? null : top1Accuracy(predicted.rows, labels);
}
