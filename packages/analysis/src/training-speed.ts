import { isControl, type CompletedCell, type Measurement } from "@evenkeel/core";
import type { Claim, Run } from "@evenkeel/run-folder";
import { median } from "@evenkeel/stats";
import { computeShare, type StepTimeSamples } from "@evenkeel/tasks";
import { countOf } from "./arms.ts";
import { failsGate } from "./gate/backend-gates.ts";
import { limitsBatch } from "./limits.ts";
import { flopsOf, modelOf, workloadIds, type RunData } from "./run-data.ts";
import { isSoftwareAdapter } from "./runtime.ts";
import { frontOf } from "./front.ts";
import { spreadOf, type Spread } from "./spread.ts";

/** Step times of a backend at one batch size and number of threads. */
export interface StepTime {
  readonly backend: string;
  readonly batchSize: number;
  /** A round's median in ms, by round. */
  readonly msByRound: ReadonlyMap<number, number>;
  readonly ms: Spread;
  /** Steps behind the medians, of all rounds together. */
  readonly steps: number;
  /** Share of the time around their calls that the backend itself says it computed: ranks nothing. */
  readonly computeShare: number | null;
  /** Not on a software adapter, and no failure at the gate on these threads; else it never ranks and has no ratios. */
  readonly ranks: boolean;
  /** To the first reference, and to the fastest reference of each round; null for want of one. */
  readonly toFirst: Spread | null;
  readonly toFastest: Spread | null;
  readonly gflops: number;
  /** Of the best matrix product that any backend reached on as many threads; null where none was measured. */
  readonly shareOfPeak: number | null;
}

/** What was measured of a workload on a number of threads, and what the machine gave meanwhile. */
export interface TrainingSpeed {
  readonly workload: string;
  readonly threads: number;
  readonly times: readonly StepTime[];
  /** The most that any backend reached in a matrix product, or null. */
  readonly peakGflops: number | null;
  /** By backend: the reading beside its cells. */
  readonly roundTripNs: ReadonlyMap<string, Spread>;
}

/** A backward pass counts as two forward passes: one for the inputs' gradients, one for the weights'. */
export const passesOfStep = 3;

/** Backends that ratios of step times are taken to: to the first, and to the fastest of all of them. */
export function referencesOf({ experiment }: Pick<Run, "experiment">): readonly string[] {
  const { references, baselines } = experiment.tasks["step-time"] ?? {};
  return references ?? baselines ?? [];
}

/** Every workload × threads that were really used, where there are step times, in the run's order. */
export function trainingSpeedsOf(data: RunData): TrainingSpeed[] {
  const counts = [...new Set(stepTimeCells(data.run).map(({ runtime }) => runtime.threads))];
  return workloadIds(data.run).flatMap((workload) =>
    counts.flatMap((threads) => {
      const cells = cellsOf(data.run, workload, threads);
      const peaks = cells.flatMap(({ measurements }) => valueOf(measurements["stepTime.matrixProductGflops"]));
      const peakGflops = peaks.length === 0 ? null : Math.max(...peaks);
      const times = stepTimesOf(data, workload, cells).map((time) => ({
        ...time,
        shareOfPeak: peakGflops === null ? null : time.gflops / peakGflops,
      }));
      if (times.length === 0) return [];
      const roundTripNs = new Map(
        [...Map.groupBy(cells, ({ backend }) => backend)].flatMap(([backend, own]) => {
          const ns = own.flatMap(({ measurements }) => valueOf(measurements["stepTime.threadRoundTripNs"]));
          return ns.length === 0 ? [] : [[backend, spreadOf(ns)] as const];
        }),
      );
      return [{ workload, threads, times, peakGflops, roundTripNs }];
    }),
  );
}

/** The measured batch size that is nearest to 32. */
export function usualBatchSize(times: readonly StepTime[]): number | undefined {
  const sizes = [...new Set(times.map(({ batchSize }) => batchSize))];
  return sizes.toSorted((left, right) => Math.abs(left - 32) - Math.abs(right - 32))[0];
}

function stepTimeCells({ cells }: Run): CompletedCell[] {
  return cells
    .filter((cell) => cell.state === "completed")
    .filter((cell) => cell.task === "step-time" && !isControl(cell));
}

function cellsOf(run: Run, workload: string, threads: number): CompletedCell[] {
  return stepTimeCells(run).filter((cell) => cell.workload === workload && cell.runtime.threads === threads);
}

function stepTimesOf(
  data: RunData,
  workload: string,
  cells: readonly CompletedCell[],
): Omit<StepTime, "shareOfPeak">[] {
  const { experiment, backends } = data.run;
  const flops = flopsOf(modelOf(data.run, workload)) ?? Number.NaN;
  const { batchSizes = [] } = experiment.tasks["step-time"] ?? {};
  const references = referencesOf(data.run);
  return batchSizes.flatMap((batchSize) => {
    const timed = new Map(backends.map(({ id }) => [id, timedBatches(data, cells, id, batchSize)]));
    const of = (id: string) => msByRound(timed.get(id) ?? []);
    const fastest = fastestByRound(references.map(of));
    const software = new Set(cells.filter(({ runtime }) => isSoftwareAdapter(runtime)).map(({ backend }) => backend));
    return backends.flatMap(({ id: backend }) => {
      const own = of(backend);
      if (own.size === 0) return [];
      const ms = spreadOf([...own.values()]);
      const counts = new Set(cells.filter((cell) => cell.backend === backend).map(countOf));
      const ranks = !software.has(backend) && !failsGate(data.run, { workload, backend }, counts);
      return [
        {
          backend,
          batchSize,
          msByRound: own,
          ms,
          ...workOf(timed.get(backend) ?? []),
          ranks,
          toFirst: ranks ? ratiosByRound(own, of(references[0] ?? "")) : null,
          toFastest: ranks ? ratiosByRound(own, fastest) : null,
          gflops: (passesOfStep * flops * batchSize) / ms.median / 1e6,
        },
      ];
    });
  });
}

/** What a backend did in a round at one batch size. */
interface TimedBatch {
  readonly round: number;
  readonly calls: StepTimeSamples["batches"][number]["calls"];
}

function timedBatches(
  { samples }: RunData,
  cells: readonly CompletedCell[],
  backend: string,
  batchSize: number,
): TimedBatch[] {
  return cells.flatMap((cell) => {
    const batch = samples.stepTimes.get(cell.id)?.batches.find((one) => one.batchSize === batchSize);
    if (cell.backend !== backend || batch === undefined || limitsBatch(cell, batchSize)) return [];
    return [{ round: cell.round, calls: batch.calls }];
  });
}

function msByRound(batches: readonly TimedBatch[]): ReadonlyMap<number, number> {
  return new Map(
    batches.map(({ round, calls }) => [round, median(calls.map(({ steps, callMs }) => callMs / steps))] as const),
  );
}

function workOf(batches: readonly TimedBatch[]): Pick<StepTime, "steps" | "computeShare"> {
  const calls = batches.flatMap((batch) => batch.calls);
  return {
    steps: calls.reduce((sum, { steps }) => sum + steps, 0),
    computeShare: computeShare({
      callMs: calls.map(({ callMs }) => callMs),
      computeMs: calls.map(({ computeMs }) => computeMs),
    }),
  };
}

function fastestByRound(times: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const rounds = new Set(times.flatMap((one) => [...one.keys()]));
  return new Map([...rounds].map((round) => [round, Math.min(...times.flatMap((one) => one.get(round) ?? []))]));
}

/** Ratios of ms, round by round: the two met the machine in the same minutes. Null without a common round. */
export function ratiosByRound(own: ReadonlyMap<number, number>, to: ReadonlyMap<number, number>): Spread | null {
  const found = [...own].flatMap(([round, ms]) => {
    const base = to.get(round);
    return base === undefined ? [] : [ms / base];
  });
  return found.length === 0 ? null : spreadOf(found);
}

function valueOf(measurement: Measurement | undefined): number[] {
  return measurement === undefined ? [] : [measurement.value];
}

/** Who takes least time for a training step at the usual batch size, on a number of threads. */
export interface FastestStep {
  readonly threads: number;
  readonly batchSize: number;
  readonly best: StepTime;
  /** Whether the claims put it before all others that were measured. */
  readonly leads: boolean;
  /** Those that they do not put behind it. */
  readonly tied: readonly StepTime[];
  /** Whether too few rounds were made for any claim about one of the others. */
  readonly untried: boolean;
  /** About the best and the first of those, else the next; null of one alone. */
  readonly claim: Claim | null;
}

/** Of a workload, one a number of threads. */
export function fastestStepsOf(data: RunData, workload: string): FastestStep[] {
  return trainingSpeedsOf(data)
    .filter((speed) => speed.workload === workload)
    .flatMap(({ threads, times }) => {
      const batchSize = usualBatchSize(times);
      if (batchSize === undefined) return [];
      const ranked = times
        .filter((time) => time.ranks && time.batchSize === batchSize)
        .toSorted((left, right) => left.ms.median - right.ms.median);
      const front = frontOf(data.run, { metric: "step-time", workload, threads, batchSize }, ranked);
      if (front === null) return [];
      const { best, others, tied, claim } = front;
      const untried = front.untried.length > 0;
      const leads = others.length > 0 && !untried && tied.length === 0;
      return [{ threads, batchSize, best, leads, tied, untried, claim }];
    });
}
