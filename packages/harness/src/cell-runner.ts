import type { Cell, CellResult } from "@evenkeel/core";
import { appendCell, clearCell, writeCellLog, type Run } from "@evenkeel/run-folder";
import { baselineLimitSeconds, hardLimitSeconds } from "./budget.ts";
import { cellJob, foldOf } from "./cell-job.ts";
import { systemClock, type Clock } from "./clock.ts";
import { watchDevice } from "./device/gpu-watch.ts";
import { proveDevice } from "./device/prove-device.ts";
import { ask, type AskOptions } from "./launcher/ask.ts";
import type { PreparedWorkload } from "./prepare/prepare.ts";
import { jobs } from "./protocol/jobs.ts";
import { estimateSeconds } from "./progress.ts";
import type { SharedRunOptions } from "./run-options.ts";
import { gateObjection } from "./gate-verdict.ts";
import { notComparableCell, settleCell, unavailableCell } from "./settle.ts";

/** Takes a run's open cells through their processes, one at a time, and journals each before the next begins. */
export class CellRunner {
  readonly #folder: string;
  #run: Run;
  readonly #prepared: ReadonlyMap<string, PreparedWorkload>;
  readonly #options: SharedRunOptions;
  readonly #clock: Clock;
  readonly #settled: Map<string, CellResult>;
  /** Peak memory of an empty cell by dataset folder. */
  readonly #baselines = new Map<string, number>();

  constructor(folder: string, run: Run, prepared: readonly PreparedWorkload[], options: SharedRunOptions) {
    this.#folder = folder;
    this.#run = run;
    this.#prepared = new Map(prepared.map((workload) => [workload.info.id, workload]));
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#settled = new Map(run.cells.map((cell) => [cell.id, cell]));
  }

  /** The settled cells in the order of the plan. */
  settled(): CellResult[] {
    return this.#run.plan.flatMap(({ id }) => this.#settled.get(id) ?? []);
  }

  /** Goes on with a run whose plan has grown. */
  extend(run: Run): void {
    this.#run = run;
  }

  /** False if the signal aborted before every cell was settled. Throws `RunFolderError` if the journal cannot grow. */
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
    if (backend === undefined || workload === undefined)
      throw new Error(`${cell.id}: the plan names what the run lacks`);
    if (backend.runtime === null) return unavailableCell(cell, backend, this.#clock.date());
    await clearCell(this.#folder, cell.id);
    const objection = await gateObjection(cell, { folder: this.#folder, plan: this.#run.plan, settled: this.#settled });
    if (objection !== null) return notComparableCell(cell, backend.device, objection, this.#clock.date());
    const baselineRssBytes = await this.#baselineOf(workload.datasetFolder, cell, index);
    if (this.#interrupted()) return null;
    const { budgetSeconds, memoryBudgetMiB } = experiment;
    const limits = {
      hardSeconds: hardLimitSeconds(budgetSeconds),
      budgetSeconds,
      memoryBytes: memoryBudgetMiB * 2 ** 20,
    };
    const job = cellJob(this.#folder, cell, experiment, workload, backend.runtime, this.#settled);
    const watch = await (this.#options.watchDevice ?? watchDevice)(backend.device);
    this.#tell(cell, index, "loading", 0, 0);
    const { variables } = this.#options.registry.find(({ id }) => id === cell.backend) ?? {};
    const options = { ...this.#askOptions(cell, index), variables, limits, resumable: true };
    const outcome = await ask(jobs.cell, job, options);
    const evidence = await watch?.stop();
    const settled = settleCell({ cell, device: backend.device, baselineRssBytes }, outcome);
    const result = settled === null || evidence === undefined ? settled : proveDevice(settled, evidence, outcome.pids);
    if (result !== null && result.state !== "completed" && outcome.exit.log !== "") {
      await writeCellLog(this.#folder, cell.id, outcome.exit.log);
    }
    return result;
  }

  /**
   * Measured once a run and dataset, by a process that loads what every cell loads and no backend. Null when that
   * process failed; the next cell tries again.
   */
  async #baselineOf(datasetFolder: string, cell: Cell, index: number): Promise<number | null> {
    const known = this.#baselines.get(datasetFolder);
    if (known !== undefined) return known;
    this.#tell(cell, index, "baseline", 0, 0);
    const job = { kind: "baseline", datasetFolder, fold: foldOf(cell, this.#run.experiment) } as const;
    const limits = { hardSeconds: baselineLimitSeconds };
    const outcome = await ask(jobs.baseline, job, { ...this.#askOptions(cell, index), limits });
    if (outcome.state !== "replied") return null;
    this.#baselines.set(datasetFolder, outcome.reply.peakRssBytes);
    return outcome.reply.peakRssBytes;
  }

  #askOptions(cell: Cell, index: number): Omit<AskOptions, "limits"> {
    const { childModule, launcher, machine, signal } = this.#options;
    const startMs = this.#clock.nowMs();
    const onProgress: AskOptions["onProgress"] = ({ phase, fraction }) =>
      this.#tell(cell, index, phase, fraction, (this.#clock.nowMs() - startMs) / 1000);
    return { childModule, launcher, machine, signal, clock: this.#clock, onProgress };
  }

  #tell({ id, round }: Cell, index: number, phase: string, fraction: number, elapsedSeconds: number): void {
    const { plan, experiment } = this.#run;
    const open = plan.slice(index - 1).filter((cell) => !this.#settled.has(cell.id) && this.#canRun(cell));
    const etaSeconds = estimateSeconds(open, this.settled(), experiment.budgetSeconds, elapsedSeconds);
    const atMost = experiment.untilDecided?.maxRounds;
    const rounds = atMost === undefined ? {} : { rounds: { round, atMost } };
    const event = { kind: "working", index, of: plan.length, id, phase, fraction, ...rounds, etaSeconds } as const;
    this.#options.onProgress?.(event);
  }

  #canRun(cell: Cell): boolean {
    return this.#run.backends.some(({ id, runtime }) => id === cell.backend && runtime !== null);
  }

  #interrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }
}
