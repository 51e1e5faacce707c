import { UnsupportedError, type Backend, type Measurements, type Model, type TrainableModel } from "@evenkeel/core";
import { startBudget } from "../budget.ts";
import type { Clock } from "../clock.ts";
import { ownPeakRssBytes } from "../memory.ts";
import type { CellJob, CellReply } from "../protocol/jobs.ts";
import type { CellStore } from "../store/cell-store.ts";
import { evaluate } from "../tasks/evaluate.ts";
import { gradients, type RunChecks } from "../tasks/gradients.ts";
import { latency } from "../tasks/latency.ts";
import { overhead } from "../tasks/overhead.ts";
import type { TaskContext, TaskOutcome } from "../tasks/task.ts";
import { stepTime } from "../tasks/step-time.ts";
import { throughput } from "../tasks/throughput.ts";
import { train } from "../tasks/train.ts";
import { checkRuntime } from "./check-runtime.ts";
import { coldStart } from "./cold-start.ts";
import type { ChildTools } from "./job-handler.ts";

export interface CellEnvironment extends ChildTools {
  readonly runChecks: RunChecks;
  readonly store: CellStore;
  readonly clock: Clock;
}

/**
 * Loads data, weights and the backend, measures, and gives everything but what it keeps in its store: raw samples and
 * trained weights.
 */
export async function runCell(
  job: CellJob,
  { loadBackend, runChecks, store, clock, reporter }: CellEnvironment,
): Promise<CellReply> {
  const dataset = await store.dataset();
  const weights = await store.weights();
  const loaded = await coldStart(() => loadBackend(job.cell.backend), { job, weights, dataset, clock });
  const { backend, model } = loaded;
  try {
    checkRuntime(model.runtime, job, backend.supports.threads);
    reporter.loaded(model.runtime, loaded.measurements);
    await reporter.tell("loading", 0, () => ({}));
    const context = { job, dataset, store, clock, reporter, budget: startBudget(job.budgetSeconds, clock) };
    const { measurements, limits } =
      job.cell.task === "gradients"
        ? await gradients(context, backend, runChecks)
        : await perform(context, backend, model);
    const memory = await memoryOf(model);
    return {
      runtime: model.runtime,
      measurements: { ...measurements, ...loaded.measurements, ...memory },
      limits,
      peakRssBytes: await ownPeakRssBytes(),
    };
  } finally {
    await model.dispose();
  }
}

async function perform(context: TaskContext, backend: Backend, model: Model | TrainableModel): Promise<TaskOutcome> {
  switch (context.job.cell.task) {
    case "train":
      return train(context, trainable(model, backend));
    case "step-time":
      return stepTime(context, backend, trainable(model, backend));
    case "overhead":
      return overhead(context, trainable(model, backend));
    case "evaluate":
      return evaluate(context, model);
    case "latency":
      return latency(context, model);
    default:
      return throughput(context, model);
  }
}

function trainable(model: Model | TrainableModel, { id }: Backend): TrainableModel {
  if ("train" in model) return model;
  throw new UnsupportedError("cannot train", { where: id });
}

async function memoryOf(model: Model): Promise<Measurements> {
  const { wasmBytes, deviceBytes } = await model.memory();
  const bytes = (value: number) => ({ value, unit: "bytes", n: 1, basis: "measured" }) as const;
  return {
    ...(wasmBytes !== null && { "memory.wasmBytes": bytes(wasmBytes) }),
    ...(deviceBytes !== null && { "memory.deviceBytes": bytes(deviceBytes) }),
  };
}
