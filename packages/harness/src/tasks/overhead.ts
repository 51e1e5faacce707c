import { UnsupportedError, type CallsByHand, type TrainableModel } from "@evenkeel/core";
import { overheadBatchSizes, tasks, type OverheadSamples } from "@evenkeel/tasks";
import { limitedBy, startBudget, type Budget } from "../budget.ts";
import { batchOfStep, testImages } from "./batches.ts";
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
  for (const [index, pair] of pairs.entries()) {
    if (budget.spent()) break;
    const share = startBudget(budget.remainingMs() / 1000 / (pairs.length - index), clock);
    calls.push(await timesOf(pair, share, context));
    await reporter.tell("measuring", (index + 1) / pairs.length, () => tasks.overhead.measurements({ calls }));
  }
  await store.writeSamples("overhead", { calls });
  const limits = limitedBy(budget, { work: "overhead", done: calls.length, planned: pairs.length, unit: "calls" });
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
  const sizes = [overheadBatchSizes.cost, overheadBatchSizes.share];
  const predicting = sizes.map((batchSize): Pair => {
    const images = testImages(dataset, 0, batchSize);
    const throughInterface = () => model.predict(images);
    return { call: "predict", batchSize, throughInterface, byHand: byHand.predicting(images) };
  });
  const training = sizes.map((batchSize): Pair => {
    const batch = batchOfStep(dataset, job.spec, { seed: job.cell.seed, step: 0, size: batchSize });
    const throughInterface = () => model.train([batch]);
    return { call: "train", batchSize, throughInterface, byHand: byHand.training(batch) };
  });
  return [...predicting, ...training];
}

/** At least one pair, even where that is all that the time allows. */
async function timesOf(pair: Pair, share: Budget, { clock }: TaskContext): Promise<Call> {
  const timed = async (work: Work) => {
    const startMs = clock.nowMs();
    await work();
    return clock.nowMs() - startMs;
  };
  const both: { ours: number; hand: number }[] = [];
  let warmedUp = 0;
  while (both.length < warmedUp + mostPairs && (both.length === 0 || !share.spent())) {
    if (warmedUp < warmUp.pairs && share.usedFraction() < warmUp.share) warmedUp += 1;
    const oursFirst = both.length % 2 === 0;
    const first = await timed(oursFirst ? pair.throughInterface : pair.byHand);
    const second = await timed(oursFirst ? pair.byHand : pair.throughInterface);
    both.push(oursFirst ? { ours: first, hand: second } : { ours: second, hand: first });
  }
  const kept = both.slice(Math.min(warmedUp, both.length - 1));
  return {
    call: pair.call,
    batchSize: pair.batchSize,
    throughInterfaceMs: kept.map(({ ours }) => ours),
    byHandMs: kept.map(({ hand }) => hand),
  };
}
