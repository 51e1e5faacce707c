import {
  BackendError,
  type Backend,
  type Batch,
  type Measurements,
  type StepTimeSamples,
  type TrainableModel,
} from "@evenkeel/core";
import { batchOrder } from "@evenkeel/data";
import { median } from "@evenkeel/stats";
import { limitedBy, nextChunkSteps, startBudget, type Budget } from "../budget.ts";
import { matrixProductGflops, products } from "../machine/matrix-product.ts";
import { threadRoundTripNs, tripReadings } from "../machine/thread-round-trip.ts";
import { trainingBatch } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp } from "./warm-up.ts";

type Batches = StepTimeSamples["batches"];
type Calls = Batches[number]["calls"];

/** So many different batches take turns. */
const rotatingBatches = 4;
/** A backend whose first call takes longer than this is not warmed up before its budget begins: it would not reach the others. */
const longFirstCallMs = 10_000;
/** Of a batch size's time: calls before that are warm-up, while memory is taken and calls grow. */
const warmUpShare = 0.3;
/** Most calls that are kept, however fast the backend. */
const mostCalls = 50;

/** The time of a training step at each stated batch size; how long it takes does not depend on what has been learnt. */
export async function stepTime(
  context: TaskContext,
  backend: Backend,
  model: TrainableModel,
  readMachine: typeof machineReadings = machineReadings,
): Promise<TaskOutcome> {
  const { job, store, clock, reporter } = context;
  const machine = await readMachine(context, backend);
  let budget = startBudget(job.budgetSeconds, clock);
  const sizes = job.stepTimeBatchSizes;
  const batches: Batches = [];
  const limits: string[] = [];
  for (const [index, batchSize] of sizes.entries()) {
    if (budget.spent()) break;
    const train = trainingOf(context, model, batchSize);
    const first = await train(1);
    if (index === 0 && first.wallMs < longFirstCallMs) {
      await warmUp(async () => (await train(rotatingBatches)).computeMs, clock);
      budget = startBudget(job.budgetSeconds, clock);
    }
    const share = startBudget(Math.max(0, budget.remainingMs()) / 1000 / (sizes.length - index), clock);
    const calls = await callsOf(train, first, share);
    if (calls.length === 0) limits.push(`batch ${batchSize}: one call, warm-up included (budget ${budget.seconds} s)`);
    batches.push({ batchSize, calls: calls.length === 0 ? [first] : calls });
    await reporter.tell("measuring", (index + 1) / sizes.length, () => ({
      ...machine,
      ...stepTimeMeasurements(batches),
    }));
  }
  if (batches.length < sizes.length)
    limits.push(limitedBy(budget, "measured", batches.length, sizes.length, "batch sizes"));
  await store.writeSamples("step-time", { batches });
  return { measurements: { ...machine, ...stepTimeMeasurements(batches) }, limits };
}

/** What the machine gives on these threads, just before: it is what makes a figure good or bad. A slow backend is spared the product. */
async function machineReadings({ job: { threads } }: TaskContext, backend: Backend): Promise<Measurements> {
  const roundTripNs = threads !== null && threads > 1 ? await threadRoundTripNs() : null;
  const gflops = backend.slow === true ? null : await matrixProductGflops(backend, { threads });
  return {
    ...(roundTripNs !== null && {
      "stepTime.threadRoundTripNs": { value: roundTripNs, unit: "ns", n: tripReadings, basis: "measured" },
    }),
    ...(gflops !== null && {
      "stepTime.matrixProductGflops": { value: gflops, unit: "GFLOP/s", n: products, basis: "measured" },
    }),
  };
}

/** Compute time of a step in ms: the median over the calls. */
function medianStepMs(calls: Calls): number {
  return median(calls.map(({ steps, computeMs }) => computeMs / steps));
}

function stepTimeMeasurements(batches: Batches): Measurements {
  const rates = batches.map(({ batchSize, calls }) => ({
    batchSize,
    n: calls.length,
    rate: (1000 * batchSize) / medianStepMs(calls),
  }));
  const [best] = rates.toSorted((left, right) => right.rate - left.rate);
  if (best === undefined) return {};
  return {
    "stepTime.imagesPerSecond": { value: best.rate, unit: "images/s", n: best.n, basis: "measured" },
    "stepTime.bestBatchSize": { value: best.batchSize, unit: "images", n: best.n, basis: "measured" },
  };
}

/** So many steps in one call. */
type Train = (steps: number) => Promise<Calls[number]>;

function trainingOf(context: TaskContext, model: TrainableModel, batchSize: number): Train {
  const batches = batchesOf(context, batchSize);
  return (steps) => timedCall(context, model, turns(batches, steps));
}

/** The calls after a batch size's first one, which may compile for it and is no part of its share of the budget. */
async function callsOf(train: Train, first: Calls[number], share: Budget): Promise<Calls> {
  const kept: Calls = [];
  let steps = nextChunkSteps(1, first.wallMs);
  while (kept.length < mostCalls && !share.spent()) {
    const call = await train(steps);
    if (share.usedFraction() >= warmUpShare) kept.push(call);
    else steps = nextChunkSteps(steps, call.wallMs);
  }
  return kept;
}

async function timedCall({ job, clock }: TaskContext, model: TrainableModel, batches: readonly Batch[]) {
  const startMs = clock.nowMs();
  const { value: losses, computeMs } = await model.train(batches);
  const wallMs = clock.nowMs() - startMs;
  if (losses.length !== batches.length) {
    throw new BackendError("gave not one loss a step", {
      where: job.cell.backend,
      expected: `${batches.length} losses`,
      got: String(losses.length),
    });
  }
  return { steps: batches.length, computeMs, wallMs };
}

function batchesOf({ job, dataset }: TaskContext, batchSize: number): Batch[] {
  const { count } = dataset.train;
  const order = batchOrder(count, job.seed, 1);
  return Array.from({ length: rotatingBatches }, (_, step) => {
    const images = Int32Array.from({ length: batchSize }, (_image, at) => order[(step * batchSize + at) % count] ?? 0);
    return trainingBatch(dataset, job.spec, images, { seed: job.seed, step });
  });
}

function turns<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => items[index % items.length] as T);
}
