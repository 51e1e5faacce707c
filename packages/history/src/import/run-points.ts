import { distinctWork, foldCountOf, isLimited, roundsForClaims, type Run } from "@evenkeel/analysis";
import { isControl, type Cell, type CompletedCell } from "@evenkeel/core";
import { quarantineOf } from "@evenkeel/run-folder";
import { median, quantile } from "@evenkeel/stats";
import type { Night } from "../night.ts";
import type { Point } from "../point.ts";
import { seriesOf } from "../series.ts";
import { seriesSourcesOf, type SeriesSource } from "../series-sources.ts";
import { workloadKey } from "./workload-key.ts";

/** A task of a workload on a backend, in one variant: its completed cells, and those that were planned. */
interface Group {
  readonly first: CompletedCell;
  readonly cells: readonly CompletedCell[];
  readonly planned: readonly Cell[];
}

/**
 * The points of a finished run. Of a time, the median over the rounds that count, each round by the median of its
 * cells; where none counts, over all of them. That one is quarantined, and so is every time of a run whose machine was
 * not itself. Of what a seed determines, the mean over all seeds and folds. Work that is not comparable, not completed,
 * or cut short where that matters gives none.
 */
export function pointsOfRun(run: Run): Night["points"] {
  const sources = seriesSourcesOf(run);
  const kept = new Set(roundsForClaims(run).kept);
  const at = Date.parse(run.startedAt);
  return groupsOf(run).flatMap((group) =>
    sources
      .filter(({ task }) => task === group.first.task)
      .flatMap((source) => {
        const value = source.ofSeed ? overSeeds(run, group, source) : overRounds(run, group, source, kept);
        if (value === null) return [];
        return [{ series: seriesOfGroup(run, group, source), point: { at, runId: run.runId, ...value } }];
      }),
  );
}

function seriesOfGroup(run: Run, { first }: Group, source: SeriesSource) {
  const { backend, workload, task, variant } = first;
  const { threads, batchSize = null, precision = null } = variant;
  const identity = {
    fingerprint: run.fingerprint,
    backend,
    workload,
    workloadKey: workloadKey(run, workload, source),
    task,
    measurement: source.measurement,
    threads: String(threads ?? "default"),
    batchSize,
    precision,
    control: isControl(first),
  };
  return seriesOf(identity, source);
}

/** In the order of the plan. */
function groupsOf(run: Run): Group[] {
  const planned = Map.groupBy(run.plan, groupKey);
  const wrong = new Set(run.cells.filter(({ state }) => state === "not-comparable").map(workKey));
  const completed = run.cells.filter((cell) => cell.state === "completed");
  return [...Map.groupBy(completed, groupKey)].flatMap(([key, cells]) => {
    const [first] = cells;
    if (first === undefined || wrong.has(workKey(first))) return [];
    // Weights of a training that proved wrong are worth what the training is.
    if (first.task === "evaluate" && wrong.has(workKey({ ...first, task: "train" }))) return [];
    return [{ first, cells, planned: planned.get(key) ?? [] }];
  });
}

function workKey({ backend, workload, task }: Pick<Cell, "backend" | "workload" | "task">): string {
  return JSON.stringify([backend, workload, task]);
}

function groupKey({ backend, workload, task, variant }: Cell): string {
  const { threads, batchSize, precision, control } = variant;
  return JSON.stringify([backend, workload, task, threads, batchSize, precision, control]);
}

type Value = Omit<Point, "at" | "runId">;

function overRounds(
  run: Run,
  group: Group,
  { measurement, wholeWork }: SeriesSource,
  kept: ReadonlySet<number>,
): Value | null {
  if (wholeWork && !isWhole(run, group)) return null;
  const byRound = Map.groupBy(group.cells, ({ round }) => round);
  const rounds = [...byRound].flatMap(([round, cells]) => {
    const values = cells.flatMap(({ measurements }) => measurements[measurement]?.value ?? []);
    return values.length === 0 ? [] : [{ round, value: median(values) }];
  });
  const counting = rounds.filter(({ round }) => kept.has(round));
  const values = (counting.length === 0 ? rounds : counting).map(({ value }) => value);
  if (values.length === 0) return null;
  const quarantined = counting.length === 0 || quarantineOf(run) !== null;
  return { value: median(values), ...spreadOf(values), quarantined };
}

function overSeeds(run: Run, group: Group, { measurement, wholeWork }: SeriesSource): Value | null {
  if (wholeWork && !isWhole(run, group)) return null;
  const values = distinctWork(run, group.cells, measurement).flatMap(
    ({ measurements }) => measurements[measurement]?.value ?? [],
  );
  if (values.length === 0 || values.length < plannedWork(run, group)) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: mean, ...spreadOf(values), quarantined: false };
}

/** How many seeds and folds were planned: a mean over some of them says nothing beside one over all. */
function plannedWork(run: Run, { planned }: Group): number {
  const folds = foldCountOf(run);
  const work = planned
    .filter(({ timesOnly }) => timesOnly !== true)
    .map(({ seed, round }) => (folds === null ? String(seed) : `${seed} ${(round - 1) % folds}`));
  return new Set(work).size;
}

/** Of an evaluation, the training of the weights, too. */
function isWhole(run: Run, { first, cells }: Group): boolean {
  if (cells.some(isLimited)) return false;
  if (first.task !== "evaluate") return true;
  return !run.cells.some(
    (cell) =>
      cell.state === "completed" &&
      cell.task === "train" &&
      cell.backend === first.backend &&
      cell.workload === first.workload &&
      cell.timesOnly !== true &&
      isLimited(cell),
  );
}

/** The middle half of four values and more, so that one disturbed round decides nothing; of fewer, all. */
function spreadOf(values: readonly number[]): Pick<Point, "n" | "low" | "high"> {
  const n = values.length;
  if (n < 2) return { n, low: null, high: null };
  if (n < 4) return { n, low: Math.min(...values), high: Math.max(...values) };
  return { n, low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** What of a backend's libraries lay on the disk, of runs that recorded it: it belongs to no workload. */
export function installPointsOfRun(run: Run): Night["points"] {
  const at = Date.parse(run.startedAt);
  return run.backends.flatMap(({ id: backend, installedBytes }) => {
    if (installedBytes === undefined) return [];
    const what = { workload: "install", workloadKey: "", task: "install", measurement: "install.sizeBytes" } as const;
    const variant = { threads: "default", batchSize: null, precision: null, control: false };
    const series = seriesOf(
      { fingerprint: run.fingerprint, backend, ...what, ...variant },
      { unit: "bytes", better: "lower" },
    );
    const value = { value: installedBytes, n: 1, low: null, high: null, quarantined: false };
    return [{ series, point: { at, runId: run.runId, ...value } }];
  });
}
