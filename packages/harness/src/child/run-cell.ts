import { measurement, type Backend, type Measurements, type Model } from "@evenkeel/core";
import { checkWeights, decodeSafetensors } from "@evenkeel/models";
import { readBytes } from "@evenkeel/run-folder";
import { startBudget } from "../budget.ts";
import type { Clock } from "../clock.ts";
import { ownPeakRssBytes } from "../memory.ts";
import type { CellJob, CompletedMessage } from "../messages.ts";
import { readCellDataset } from "../tasks/cell-dataset.ts";
import type { RunChecks } from "../tasks/gradients.ts";
import { performers } from "../tasks/performers.ts";
import { checkRuntime } from "./check-runtime.ts";
import { coldStart } from "./cold-start.ts";
import type { Reporter } from "./reporter.ts";

export interface CellEnvironment {
  readonly loadBackend: (id: string) => Promise<Backend>;
  readonly runChecks: RunChecks;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** Loads data, weights and the backend, measures, and gives everything but the raw samples, which lie in the run folder. */
export async function runCell(
  job: CellJob,
  { loadBackend, runChecks, clock, reporter }: CellEnvironment,
): Promise<CompletedMessage> {
  const dataset = await readCellDataset(job);
  const weights = decodeSafetensors(await readBytes(job.weights.file), job.weights.file);
  checkWeights(job.spec, weights, job.weights.file);
  const loaded = await coldStart(() => loadBackend(job.cell.backend), { job, weights, dataset, clock });
  const { backend, model } = loaded;
  try {
    checkRuntime(model.runtime, job, backend.supports.threads);
    reporter.loaded(model.runtime, loaded.measurements);
    await reporter.tell("loading", 0, () => ({}));
    const context = { job, dataset, clock, reporter, budget: startBudget(job.budgetSeconds, clock) };
    const { measurements, limits } = await performers[job.cell.task](context, { backend, model, runChecks });
    const memory = await memoryOf(model);
    return {
      kind: "completed",
      runtime: model.runtime,
      measurements: { ...measurements, ...loaded.measurements, ...memory },
      limits: [...limits],
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
