import type { HostTensor } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { Bench } from "tinybench";
import { fits } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext } from "./task.ts";
import { warmUp, warmUpPart } from "./warm-up.ts";
import type { WatchedModel } from "./watched-calls.ts";

/** So many different batches take turns. */
const rotatingBatches = 64;

/** How many images a prediction holds, and when there are predictions enough: both have to be reached. */
interface Wanted {
  readonly batchSize: number;
  readonly samples: number;
  readonly seconds: number;
}

/** Predicts a batch of test images, the next one each time. */
export type Predict = () => Promise<CallTimes>;

/**
 * The times of predictions after warm-up, in the order of time; of the first one where the budget holds no other.
 * `predict` makes further ones.
 */
export async function timedPredictions(
  context: TaskContext,
  model: WatchedModel,
  wanted: Wanted,
): Promise<{ readonly calls: readonly CallTimes[]; readonly warmUpIncluded: boolean; readonly predict: Predict }> {
  const { clock, budget, reporter } = context;
  const predict = predicting(context, model, wanted.batchSize);
  const first = await predict();
  let last = first;
  const warmingUp = async () => (last = await predict()).callMs;
  await warmUp(warmingUp, { clock, budget: warmUpPart(budget, clock), lastMs: first.callMs });
  await reporter.tell("measuring", 0.1, () => ({}));
  if (!fits(budget, last.callMs)) return { calls: [first], warmUpIncluded: true, predict };
  return { calls: await sample(predict, context, wanted), warmUpIncluded: false, predict };
}

function predicting({ dataset }: TaskContext, model: WatchedModel, size: number): Predict {
  const batches = Array.from({ length: rotatingBatches }, (_, index) => testImages(dataset, index * size, size));
  let turn = 0;
  return async () => {
    const { callMs, computeMs } = await model.predict(batches[turn % batches.length] as HostTensor);
    turn += 1;
    return { callMs, computeMs };
  };
}

/** Through tinybench, which sorts its samples: they are taken in the call. Gives them in the order of time. */
async function sample(
  predict: Predict,
  { budget, clock }: TaskContext,
  { samples, seconds }: Wanted,
): Promise<CallTimes[]> {
  const calls: CallTimes[] = [];
  const spent = new AbortController();
  const timed = async () => {
    const call = await predict();
    calls.push(call);
    if (!fits(budget, call.callMs)) spent.abort();
    return { overriddenDuration: call.callMs };
  };
  const bench = new Bench({
    warmup: false,
    throws: true,
    iterations: samples,
    time: 1000 * seconds,
    now: () => clock.nowMs(),
    signal: spent.signal,
  });
  await bench.add("predict", timed, { async: true }).run();
  return calls;
}
