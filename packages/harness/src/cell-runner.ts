import type { Cell, CellResult } from "@evenkeel/core";
import { appendCell, clearCell, writeCellLog, type Run } from "@evenkeel/run-folder";
import { baselineLimitSeconds, hardLimitSeconds } from "./budget.ts";
import { cellJob, foldOf } from "./cell-job.ts";
import { systemClock, type Clock } from "./clock.ts";
import { watchDevice } from "./device/gpu-watch.ts";
import { proveDevice } from "./device/prove-device.ts";
import type { Launcher } from "./launcher/launcher.ts";
import { processLauncher } from "./launcher/process-launcher.ts";
import { supervise, type Limits, type Supervised } from "./launcher/supervise.ts";
import type { Job } from "./messages.ts";
import type { PreparedWorkload } from "./prepare/prepare.ts";
import { estimateSeconds } from "./progress.ts";
import type { SharedRunOptions } from "./run-options.ts";
import { gateObjection } from "./gate-verdict.ts";
import { notComparableCell, settleCell, unavailableCell } from "./settle.ts";

/** Takes a run's open cells through their processes, one at a time, and journals each before the next begins. */
export class CellRunner {
  readonly #folder: string;
  readonly #run: Run;
  readonly #prepared: ReadonlyMap<string, PreparedWorkload>;
  readonly #options: SharedRunOptions;
  readonly #clock: Clock;
  readonly #launcher: Launcher;
  readonly #settled: Map<string, CellResult>;
  /** Peak memory of an empty cell by dataset folder. */
  readonly #baselines = new Map<string, number>();

  constructor(folder: string, run: Run, prepared: readonly PreparedWorkload[], options: SharedRunOptions) {
    this.#folder = folder;
    this.#run = run;
    this.#prepared = new Map(prepared.map((workload) => [workload.info.id, workload]));
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#launcher = options.launcher ?? processLauncher;
    this.#settled = new Map(run.cells.map((cell) => [cell.id, cell]));
  }

  /** The settled cells in the order of the plan. */
  settled(): CellResult[] {
    return this.#run.plan.flatMap(({ id }) => this.#settled.get(id) ?? []);
  }

  /** False when the signal aborted before every cell was settled. Throws `RunFolderError` when the journal cannot grow. */
  async runOpenCells(): Promise<boolean> {
    for (const [index, cell] of this.#run.plan.entries()) {
      if (this.#settled.has(cell.id)) continue;
      const result = this.#interrupted() ? null : await this.#runCell(cell, index + 1);
      if (result === null) return false;
      await appendCell(this.#folder, result);
      this.#settled.set(cell.id, result);
      this.#options.onProgress?.({ kind: "settled", index: index + 1, of: this.#run.plan.length, cell: result });
    }
    return true;
  }

  async #runCell(cell: Cell, index: number): Promise<CellResult | null> {
    const { experiment, backends } = this.#run;
    const backend = backends.find(({ id }) => id === cell.backend);
    const workload = this.#prepared.get(cell.workload);
    if (backend === undefined || workload === undefined) throw new Error(`${cell.id}: the plan names what the run lacks`);
    if (backend.runtime === null) return unavailableCell(cell, backend, this.#clock.date());
    await clearCell(this.#folder, cell.id);
    const objection = await gateObjection(cell, { folder: this.#folder, plan: this.#run.plan, settled: this.#settled });
    if (objection !== null) return notComparableCell(cell, backend.device, objection, this.#clock.date());
    const baselineRssBytes = await this.#baselineOf(workload.datasetFolder, cell, index);
    if (this.#interrupted()) return null;
    const limits = {
      hardSeconds: hardLimitSeconds(experiment.budgetSeconds),
      memoryBytes: experiment.memoryBudgetMiB * 2 ** 20,
    };
    const job = cellJob(this.#folder, cell, experiment, workload, backend.runtime, this.#settled);
    const watch = await (this.#options.watchDevice ?? watchDevice)(backend.device);
    const supervised = await this.#supervise(job, limits, cell, index);
    const evidence = await watch?.stop();
    const { budgetSeconds } = experiment;
    const context = { cell, device: backend.device, limits, budgetSeconds, baselineRssBytes };
    const settled = settleCell(context, supervised);
    const result =
      settled === null || evidence === undefined ? settled : proveDevice(settled, evidence, supervised.pids);
    if (result !== null && result.state !== "completed" && supervised.exit.log !== "") {
      await writeCellLog(this.#folder, cell.id, supervised.exit.log);
    }
    return result;
  }

  /**
   * Measured once a run and dataset, by a process that loads what every cell loads and no backend. Null when that process
   * failed; the next cell tries again.
   */
  async #baselineOf(datasetFolder: string, cell: Cell, index: number): Promise<number | null> {
    const known = this.#baselines.get(datasetFolder);
    if (known !== undefined) return known;
    this.#tell(cell, index, "baseline", 0, 0);
    const limits = { hardSeconds: baselineLimitSeconds, memoryBytes: Number.POSITIVE_INFINITY };
    const fold = foldOf(cell, this.#run.experiment);
    const { ending } = await this.#supervise({ kind: "baseline", datasetFolder, fold }, limits, cell, index);
    const reported = ending.kind === "reported" && ending.message.kind === "baselined" ? ending.message : null;
    if (reported === null) return null;
    this.#baselines.set(datasetFolder, reported.peakRssBytes);
    return reported.peakRssBytes;
  }

  async #supervise(job: Job, limits: Limits, cell: Cell, index: number): Promise<Supervised> {
    const startMs = this.#clock.nowMs();
    if (job.kind === "cell") this.#tell(cell, index, "loading", 0, 0);
    const { childModule, registry } = this.#options;
    const known = job.kind === "cell" ? registry.find(({ id }) => id === cell.backend) : undefined;
    return supervise(this.#launcher(childModule, known?.variables), job, {
      clock: this.#clock,
      limits,
      signal: this.#options.signal,
      onProgress: ({ phase, fraction }) =>
        this.#tell(cell, index, phase, fraction, (this.#clock.nowMs() - startMs) / 1000),
    });
  }

  #tell({ id }: Cell, index: number, phase: string, fraction: number, elapsedSeconds: number): void {
    const { plan, experiment } = this.#run;
    const open = plan.slice(index - 1).filter((cell) => !this.#settled.has(cell.id) && this.#canRun(cell));
    const etaSeconds = estimateSeconds(open, this.settled(), experiment.budgetSeconds, elapsedSeconds);
    this.#options.onProgress?.({ kind: "working", index, of: plan.length, id, phase, fraction, etaSeconds });
  }

  #canRun(cell: Cell): boolean {
    return this.#run.backends.some(({ id, runtime }) => id === cell.backend && runtime !== null);
  }

  #interrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }
}
