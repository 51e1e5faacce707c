import { BackendError, type Model } from "@evenkeel/core";
import { argmax } from "@evenkeel/stats";
import { testImages } from "./batches.ts";
import type { TaskContext } from "./task.ts";

const batchSize = 100;

export interface TestPredictions {
  /** How many test images, from the first on, were predicted; fewer than there are when the budget ended. */
  readonly count: number;
  /** One row of logits an image. */
  readonly logits: Float32Array[];
}

/** Predicts the test images in order until the budget ends. Throws `BackendError` for answers that are no numbers. */
export async function predictTestSet(
  { job, dataset, budget, reporter }: TaskContext,
  model: Model,
): Promise<TestPredictions> {
  const { classes } = job.spec;
  const { count } = dataset.test;
  const logits: Float32Array[] = [];
  while (logits.length < count && !budget.spent()) {
    const end = Math.min(count, logits.length + batchSize);
    const { value } = await model.predict(testImages(dataset, logits.length, end - logits.length));
    if (!value.data.every(Number.isFinite)) {
      throw new BackendError("gave logits that are not finite numbers", { where: job.cell.backend });
    }
    for (let row = 0; logits.length < end; row += 1) logits.push(value.data.slice(row * classes, (row + 1) * classes));
    await reporter.tell("evaluating", logits.length / count, () => ({}));
  }
  return { count: logits.length, logits };
}

/** The share of images whose largest logit is their label's. */
export function top1Accuracy(logits: readonly Float32Array[], labels: Int32Array): number {
  const right = logits.filter((row, index) => argmax(row) === labels[index]);
  return right.length / logits.length;
}
