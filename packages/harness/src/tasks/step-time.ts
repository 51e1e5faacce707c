import { BackendError, type Backend, type Batch, type Limit } from "@evenkeel/core";
import { batchOrder } from "@evenkeel/data";
import { tasks, type StepTimeSamples } from "@evenkeel/tasks";
import {
  fits,
  leastMs,
  limitedBy,
  linearMs,
  nextChunkSteps,
  partOf,
  startBudget,
  warmUpAlone,
  type Budget,
  type SizedCall,
} from "../budget.ts";
import { matrixProductGflops, products } from "../machine/matrix-product.ts";
import { threadRoundTripNs, tripReadings } from "../machine/thread-round-trip.ts";
import { trainingBatch } from "./batches.ts";
import { trainedSpec } from "./cell-network.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpPart, warmUpSeconds } from "./warm-up.ts";
import type { WatchedTrainable } from "./watched-calls.ts";

type Batches = StepTimeSamples["batches"];
type Calls = Batches[number]["calls"];

/** So many different batches take turns. */
const rotatingBatches = 4;
/** A backend whose first call takes longer is not warmed up before its budget begins. */
const longFirstCallMs = 10_000;
/** Of a batch size's time: calls before that are warm-up, while memory is taken and calls grow. */
const warmUpShare = 0.3;
/** Most calls that are kept, however fast the backend. */
const mostCalls = 50;

/**
 * The time of a training step at each stated batch size; how long it takes does not depend on what has been learnt. As
 * loading, warming up comes before the budget, 6 s at the most; a slow backend warms up within its budget.
 */
export async function stepTime(
  context: TaskContext,
  backend: Backend,
  model: WatchedTrainable,
  readMachine: typeof machineReadings = machineReadings,
): Promise<TaskOutcome> {
  const { job, store, clock, reporter } = context;
  const machine = await readMachine(context, backend);
  let budget = startBudget(job.budgetSeconds, clock);
  let last: SizedCall | null = null;
  const { batchSizes: sizes } = tasks["step-time"].settings.parse(job.settings);
  const samples: StepTimeSamples = { machine, batches: [] };
  const { batches } = samples;
  const limits: Limit[] = [];
  for (const [index, batchSize] of sizes.entries()) {
    if (!fits(budget, leastMs(last, batchSize))) break;
    const train = trainingOf(context, model, batchSize);
    const first = await train(1);
    last = { ms: first.callMs, size: batchSize };
    if (index === 0) budget = await warmedUp(context, budget, backend, { train, firstMs: first.callMs });
    const calls = await callsOf(train, first, partOf(budget, sizes.length - index, clock));
    const { callMs, steps } = calls.at(-1) ?? first;
    last = { ms: callMs / steps, size: batchSize };
    if (calls.length === 0) limits.push(warmUpAlone(budget, { work: "step-time", batchSize, unitMs: first.callMs }));
    batches.push({ batchSize, calls: calls.length === 0 ? [first] : calls });
    await reporter.tell("measuring", (index + 1) / sizes.length, () => tasks["step-time"].measurements(samples));
  }
  const cut = { work: "step-time", done: batches.length, planned: sizes.length, unit: "batch sizes" } as const;
  limits.push(...limitedBy(budget, { ...cut, unitMs: last?.ms ?? null }));
  await store.writeSamples("step-time", samples);
  return { measurements: tasks["step-time"].measurements(samples), limits };
}

/**
 * Warms up, and gives the budget to measure in. A first call may have compiled for it: unless it took very long, the
 * second one is made in any case, and tells whether more fit.
 */
async function warmedUp(
  { job, clock }: TaskContext,
  budget: Budget,
  { slow }: Backend,
  { train, firstMs }: { train: Train; firstMs: number },
): Promise<Budget> {
  const within = slow === true || firstMs >= longFirstCallMs;
  const own = within ? warmUpPart(budget, clock) : startBudget(warmUpSeconds, clock);
  await warmUp(async () => (await train(1)).callMs, { clock, budget: own, lastMs: within ? firstMs : null });
  return within ? budget : startBudget(job.budgetSeconds, clock);
}

/** What the machine gives on these threads just before, as a reference. Slow backends are spared the product. */
async function machineReadings(
  { job: { threads } }: TaskContext,
  backend: Backend,
): Promise<StepTimeSamples["machine"]> {
  const roundTripNs = threads !== null && threads > 1 ? await threadRoundTripNs() : null;
  const gflops = backend.slow === true ? null : await matrixProductGflops(backend, { threads });
  return {
    threadRoundTripNs: roundTripNs === null ? null : { value: roundTripNs, n: tripReadings },
    matrixProductGflops: gflops === null ? null : { value: gflops, n: products },
  };
}

/** So many steps in one call. */
type Train = (steps: number) => Promise<Calls[number]>;

function trainingOf(context: TaskContext, model: WatchedTrainable, batchSize: number): Train {
  const batches = batchesOf(context, batchSize);
  return (steps) => timedCall(context, model, turns(batches, steps));
}

/**
 * The calls after a batch size's first one, which may compile for it and is no part of its share of the budget. While
 * none is kept, another is begun as long as the share is not spent: warm-up alone would be no figure to compare.
 */
async function callsOf(train: Train, first: Calls[number], share: Budget): Promise<Calls> {
  const kept: Calls = [];
  let call = first;
  let steps = nextChunkSteps(1, first.callMs);
  const next = () => linearMs({ ms: call.callMs, size: call.steps }, steps);
  while (kept.length === 0 ? !share.spent() : kept.length < mostCalls && fits(share, next())) {
    call = await train(steps);
    if (share.usedFraction() >= warmUpShare) kept.push(call);
    else steps = nextChunkSteps(steps, call.callMs);
  }
  return kept;
}

async function timedCall({ job }: TaskContext, model: WatchedTrainable, batches: readonly Batch[]) {
  const { value: losses, callMs, computeMs } = await model.train(batches);
  if (losses.length !== batches.length) {
    throw new BackendError("gave not one loss a step", {
      where: job.cell.backend,
      expected: `${batches.length} losses`,
      got: String(losses.length),
    });
  }
  return { steps: batches.length, callMs, computeMs };
}

function batchesOf({ job, dataset }: TaskContext, batchSize: number): Batch[] {
  const { count } = dataset.train;
  const spec = trainedSpec(job);
  const order = batchOrder(count, job.cell.seed, 1);
  return Array.from({ length: rotatingBatches }, (_, step) => {
    const images = Int32Array.from({ length: batchSize }, (_image, at) => order[(step * batchSize + at) % count] ?? 0);
    return trainingBatch(dataset, spec, images, { seed: job.cell.seed, step });
  });
}

function turns<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => items[index % items.length] as T);
}
