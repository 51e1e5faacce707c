export { hardLimitSeconds } from "./budget.ts";
export { collectEnvironment } from "./environment.ts";
export { planCells } from "./plan.ts";
export type { DatasetSource, OpenedDataset } from "./prepare/datasets.ts";
export { probeBackends, type BackendIdentity, type ProbedBackend, type ProbeOptions } from "./probes.ts";
export type { RunOutcome } from "./proceed.ts";
export type { RunProgress } from "./progress.ts";
export type { ResumeRunOptions, SharedRunOptions, StartRunOptions } from "./run-options.ts";
export { resumeRun, startRun } from "./run.ts";
