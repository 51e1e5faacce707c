import { checkDevice, measurement, type Measurements, type Model } from "@evenkeel/core";
import { startBudget } from "../budget.ts";
import type { Clock } from "../clock.ts";
import { ownPeakRssBytes } from "../memory.ts";
import type { CellJob, CellReply } from "../protocol/jobs.ts";
import type { CellStore } from "../store/cell-store.ts";
import type { RunChecks } from "../tasks/gradients.ts";
import { performers } from "../tasks/performers.ts";
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
  const source = await store.model();
  const loaded = await coldStart(() => loadBackend(job.cell.backend), { job, source, dataset, clock });
  const { backend, model } = loaded;
  try {
    checkDevice(backend, model.runtime);
    checkRuntime(model.runtime, job, backend.supports.threads);
    reporter.loaded(model.runtime, loaded.measurements);
    await reporter.tell("loading", 0, () => ({}));
    const context = { job, dataset, store, clock, reporter, budget: startBudget(job.budgetSeconds, clock) };
    const { measurements, limits, ...left } = await performers[job.cell.task](context, { backend, model, runChecks });
    const memory = await memoryOf(model);
    return {
      runtime: model.runtime,
      measurements: { ...measurements, ...loaded.measurements, ...memory },
      limits: [...limits],
      ...left,
      peakRssBytes: await ownPeakRssBytes(),
    };
  } finally {
    await model.dispose();
  }
}

async function memoryOf(model: Model): Promise<Measurements> {
  const { wasmBytes, deviceBytes } = await model.memory();
  return {
    ...(wasmBytes !== null && measurement("memory.wasmBytes", wasmBytes, 1)),
    ...(deviceBytes !== null && measurement("memory.deviceBytes", deviceBytes, 1)),
  };
}
