import type { Weights } from "@evenkeel/core";
import type { Subject, Trace } from "../exercise/exercise.ts";
import { gradientTraining, stepOf, type Step } from "../step.ts";
import type { ParityTask } from "../task.ts";

/** Two backends with their own trainings. */
export type Pair = readonly [OfPair, OfPair];

interface OfPair {
  readonly subject: Subject;
  readonly trace: Trace;
}

/** One step of two trainings, taken again so that its gradients show. */
export interface RetakenStep {
  /** From 0. */
  readonly step: number;
  /** Of the first training: what both backends begin the shared step with. */
  readonly weights: Weights;
  /** From those weights, by each backend. */
  readonly shared: readonly [Step, Step];
  /** In each backend's own training: the weights before and after, and its gradients between them. */
  readonly own: readonly [OwnStep, OwnStep];
}

interface OwnStep {
  readonly before: Weights;
  readonly gradients: Step;
  readonly after: Weights;
}

/**
 * Takes every step whose weights were kept again. The steps go to the backends in blocks, each four times as long as
 * the one before: a fault mostly shows at once, and then the rest need not be done.
 */
export async function* retake([a, b]: Pair, task: ParityTask): AsyncGenerator<RetakenStep> {
  const { spec, weights, onPhase } = task;
  const before = async (trace: Trace, step: number) => (step === 0 ? weights : trace.weightsAfter(step));
  const count = Math.min(a.trace.kept, b.trace.kept);
  for (let start = 0, size = 1; start < count; start += size, size = 4 * size) {
    const steps = Array.from({ length: Math.min(size, count - start) }, (_, index) => start + index);
    onPhase?.(
      `taking step ${start + 1}${size > 1 ? ` to ${start + steps.length}` : ""} of ${count} again from equal weights`,
    );
    const from = (trace: Trace) =>
      Promise.all(steps.map(async (step) => gradientTraining(spec, await before(trace, step), step)));
    const [fromA, fromB] = [await from(a.trace), await from(b.trace)];
    const byA = await a.subject.train(fromA);
    const byB = await b.subject.train([...fromA, ...fromB]);
    for (const [index, step] of steps.entries()) {
      const [trainingA, trainingB] = [at(fromA, index), at(fromB, index)];
      const shared = [await stepOf(trainingA, at(byA, index)), await stepOf(trainingA, at(byB, index))] as const;
      const gradientsB = await stepOf(trainingB, at(byB, steps.length + index));
      const ownA = { before: trainingA.weights, gradients: shared[0], after: await a.trace.weightsAfter(step + 1) };
      const ownB = { before: trainingB.weights, gradients: gradientsB, after: await b.trace.weightsAfter(step + 1) };
      yield { step, weights: trainingA.weights, shared, own: [ownA, ownB] };
    }
  }
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`${items.length} results, and none at ${index}`);
  return item;
}
