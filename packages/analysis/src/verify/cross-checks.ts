import { isControl, type CompletedCell, type Limit } from "@evenkeel/core";
import { runFile, type Run } from "@evenkeel/run-folder";
import { poissonArrivalsMs, type SamplesOf } from "@evenkeel/tasks";
import { classNamesOf, specOfWorkload } from "../run-data.ts";
import { Findings, type Finding } from "./finding.ts";
import { pathOfCell, type CellSamples } from "./cell-samples.ts";

/**
 * What samples repeat of the run, and of each other: the images that were trained on and predicted, their labels and
 * classes, the batch size of the recipe. A fold has its own images.
 */
export function verifySamples(run: Run, cells: readonly CellSamples[]): Finding {
  const found = new Findings("samples");
  const labelsOf = new Map<string, readonly number[]>();
  for (const { cell, file, samples } of cells) {
    if (samples === null) continue;
    found.well(1);
    const place = (path: string) => ({ file, path });
    const dataset = run.workloads.find(({ id }) => id === cell.workload)?.dataset;
    const folds = run.experiment.crossValidationFolds;
    if (cell.task === "train") {
      const { trainImages, testImages, batchSize } = samples as SamplesOf<"train">;
      differing(found, place("batchSize"), specOfWorkload(run, cell.workload)?.recipe.batchSize, batchSize);
      if (folds !== undefined) continue;
      differing(found, place("trainImages"), dataset?.trainCount, trainImages);
      if (testImages !== null) differing(found, place("testImages"), dataset?.testCount, testImages);
    }
    if (cell.task === "server") compareArrivals(found, cell, file, samples as SamplesOf<"server">);
    if (cell.task === "evaluate") {
      const { classNames, labels } = samples as SamplesOf<"evaluate">;
      differing(found, place("classNames"), classNamesOf(run, cell.workload), classNames);
      const key = `${cell.workload} ${folds === undefined ? "" : `${cell.seed} ${cell.round % folds}`}`;
      compareLabels(found, file, labels, labelsOf.get(key) ?? []);
      if (labels.length > (labelsOf.get(key)?.length ?? 0)) labelsOf.set(key, labels);
    }
  }
  return found.finding();
}

/** Queries arrive when the stream of their seed and round says. */
function compareArrivals(
  found: Findings,
  { seed, round }: CompletedCell,
  file: string,
  { trials }: SamplesOf<"server">,
): void {
  for (const [index, { ratePerSecond, arrivalMs }] of trials.entries()) {
    const expected = poissonArrivalsMs({ seed, round, ratePerSecond, count: arrivalMs.length });
    const at = expected.findIndex((ms, query) => ms !== arrivalMs[query]);
    if (at !== -1) found.compare({ file, path: `trials[${index}].arrivalMs[${at}]` }, expected[at], arrivalMs[at]);
  }
}

/** All cells predict the same images from the first on; a budget ends some earlier. */
function compareLabels(found: Findings, file: string, labels: readonly number[], before: readonly number[]): void {
  const at = labels.findIndex((label, image) => image < before.length && label !== before[image]);
  if (at !== -1) found.compare({ file, path: `labels[${at}]` }, before[at], labels[at]);
}

/** What budgets cut short: how much was done, as the samples show, and the seconds of the experiment. */
export function verifyLimits({ experiment }: Run, cells: readonly CellSamples[]): Finding {
  const found = new Findings("limits");
  for (const { cell, samples } of cells) {
    for (const [index, limit] of cell.limits.entries()) {
      found.well(1);
      const place = (field: keyof Limit) => ({
        file: runFile,
        path: pathOfCell(cell.id, `.limits[${index}].${field}`),
      });
      if (limit.seconds !== null) differing(found, place("seconds"), experiment.budgetSeconds, limit.seconds);
      const done = doneOf({ cell, samples }, limit, cells);
      if (done === null) found.unproved(`limits of ${limit.work}`, "not-kept");
      else differing(found, place("done"), done, limit.done);
    }
  }
  return found.finding();
}

/** Null where the samples of that work are not there. An evaluation's limits speak of the training it rests on, too. */
function doneOf(
  { cell, samples }: Pick<CellSamples, "cell" | "samples">,
  limit: Limit,
  cells: readonly CellSamples[],
): number | null {
  const { task, backend, workload, seed, round } = cell;
  const { work, unit } = limit;
  if (work !== task) {
    const isSource = (other: CompletedCell) =>
      other.task === work &&
      other.backend === backend &&
      other.workload === workload &&
      other.seed === seed &&
      !isControl(other);
    const source = cells.find((one) => isSource(one.cell) && one.cell.round === round && one.cell.timesOnly !== true);
    return source === undefined ? null : doneOf(source, limit, []);
  }
  if (samples === null) return null;
  if (unit === "calls" && task !== "overhead") return 0;
  if ("losses" in samples) return samples.losses.length;
  if ("rows" in samples) return samples.rows.length;
  if ("callMs" in samples) return samples.callMs.length;
  if ("trials" in samples) return samples.trials.filter(({ ended }) => ended !== "budget").length;
  if ("batches" in samples) return samples.batches.length;
  if ("calls" in samples) return samples.calls.length;
  return null;
}

function differing(
  found: Findings,
  place: { readonly file: string; readonly path: string },
  expected: unknown,
  got: unknown,
): void {
  if (JSON.stringify(expected) !== JSON.stringify(got)) found.compare(place, expected, got);
}
