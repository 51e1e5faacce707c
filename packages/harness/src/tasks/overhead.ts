import { UnsupportedError, type CallsByHand, type TrainableModel } from "@evenkeel/core";
import { overheadBatchSizes, tasks, type OverheadSamples } from "@evenkeel/tasks";
import { fits, leastMs, limitedBy, partOf, type Budget, type SizedCall } from "../budget.ts";
import { batchOfStep, testImages } from "./batches.ts";
import { trainedSpec } from "./cell-network.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";

type Call = OverheadSamples["calls"][number];
type Work = () => Promise<unknown>;

const mostPairs = 500;
/** Warm-up, whichever ends first: what a call costs settles only once the JIT has compiled its path. */
const warmUp = { pairs: 1000, share: 0.3 };

/**
 * What our interface costs: the same calls through it and with the library called by hand, in one process, pair by
 * pair, the order alternating. Throws `UnsupportedError` for a backend whose library cannot be called from this
 * process.
 */
export async function overhead(context: TaskContext, model: TrainableModel): Promise<TaskOutcome> {
  if (model.byHand === undefined) {
    throw new UnsupportedError("its library runs in another process, where nothing can be called by hand", {
      where: context.job.cell.backend,
    });
  }
  return compare(context, model, await model.byHand());
}

async function compare(context: TaskContext, model: TrainableModel, byHand: CallsByHand): Promise<TaskOutcome> {
  const { store, budget, clock, reporter } = context;
  const pairs = pairsOf(context, model, byHand);
  const calls: Call[] = [];
  let last: SizedCall | null = null;
  for (const [index, pair] of pairs.entries()) {
    if (!fits(budget, leastMs(last, pair.batchSize))) break;
    const { call, pairMs } = await timesOf(pair, partOf(budget, pairs.length - index, clock), context);
    calls.push(call);
    last = { ms: pairMs, size: pair.batchSize };
    await reporter.tell("measuring", (index + 1) / pairs.length, () => tasks.overhead.measurements({ calls }));
  }
  await store.writeSamples("overhead", { calls });
  const work = { work: "overhead", done: calls.length, planned: pairs.length, unit: "calls" } as const;
  const limits = limitedBy(budget, { ...work, unitMs: last === null ? null : last.ms / 2 });
  return { measurements: tasks.overhead.measurements({ calls }), limits };
}

interface Pair {
  readonly call: Call["call"];
  readonly batchSize: number;
  readonly throughInterface: Work;
  readonly byHand: Work;
}

/** All predictions come before all training: a model that has just learnt makes itself ready to predict first. */
function pairsOf({ job, dataset }: TaskContext, model: TrainableModel, byHand: CallsByHand): Pair[] {
  const spec = trainedSpec(job);
  const sizes = [overheadBatchSizes.cost, overheadBatchSizes.share];
  const predicting = sizes.map((batchSize): Pair => {
    const images = testImages(dataset, 0, batchSize);
    const throughInterface = () => model.predict(images);
    return { call: "predict", batchSize, throughInterface, byHand: byHand.predicting(images) };
  });
  const training = sizes.map((batchSize): Pair => {
    const batch = batchOfStep(dataset, spec, { seed: job.cell.seed, step: 0, size: batchSize });
    const throughInterface = () => model.train([batch]);
    return { call: "train", batchSize, throughInterface, byHand: byHand.training(batch) };
  });
  return [...predicting, ...training];
}

/** The times of at least one pair, even where that is all that the budget allows, and what the last one took. */
async function timesOf(pair: Pair, share: Budget, { clock }: TaskContext): Promise<{ call: Call; pairMs: number }> {
  const timed = async (work: Work) => {
    const startMs = clock.nowMs();
    await work();
    return clock.nowMs() - startMs;
  };
  const both: { ours: number; hand: number }[] = [];
  let warmedUp = 0;
  let pairMs: number | null = null;
  while (both.length < warmedUp + mostPairs && fits(share, pairMs)) {
    if (warmedUp < warmUp.pairs && share.usedFraction() < warmUp.share) warmedUp += 1;
    const oursFirst = both.length % 2 === 0;
    const first = await timed(oursFirst ? pair.throughInterface : pair.byHand);
    const second = await timed(oursFirst ? pair.byHand : pair.throughInterface);
    pairMs = first + second;
    both.push(oursFirst ? { ours: first, hand: second } : { ours: second, hand: first });
  }
  const kept = both.slice(Math.min(warmedUp, both.length - 1));
  const call = {
    call: pair.call,
    batchSize: pair.batchSize,
    throughInterfaceMs: kept.map(({ ours }) => ours),
    byHandMs: kept.map(({ hand }) => hand),
  };
  return { call, pairMs: pairMs ?? 0 };
}
