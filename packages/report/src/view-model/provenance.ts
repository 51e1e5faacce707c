import type { CompletedCell, MeasurementName, ModelInfo, Run, RuntimeInfo } from "@evenkeel/core";
import { duration, integer, largeCount, mebibytes, moment, percent, plural, significant } from "../format.ts";
import { summarize } from "./outcome.ts";
import { epochsOf } from "./run-data.ts";
import { dataTable, type DataTable } from "./table.ts";
import { augmentationOf } from "./training-words.ts";

/** The machine, the code and the time of the run. */
export function environmentOf(run: Run): DataTable {
  const { environment, startedAt, finishedAt, experiment } = run;
  const { cpu, cores, memoryBytes, operatingSystem, node, evenkeelCommit, dirty, loadAverage, packages } = environment;
  const seconds = finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const rows: [string, string][] = [
    ["run", run.runId],
    ["started", moment(startedAt)],
    [
      "finished",
      finishedAt === null ? `not finished: ${run.state}` : `${moment(finishedAt)}, after ${duration(seconds ?? 0)}`,
    ],
    ["processor", `${cpu}, ${plural(cores, "core")}`],
    ["memory", `${significant(memoryBytes / 2 ** 30, 2)} GiB`],
    ["operating system", operatingSystem],
    ["Node.js", node],
    ["Evenkeel", commit(evenkeelCommit, dirty)],
    ["machine fingerprint", run.fingerprint],
    [
      "load average at the start",
      loadAverage === null ? "not observable here" : `${loadAverage.toFixed(2)} (1 minute)`,
    ],
    ...(experiment.crossValidationFolds === undefined
      ? []
      : [["cross-validation", `${experiment.crossValidationFolds} folds of the training images`] as [string, string]]),
    ["threads", experiment.threads === null ? "each backend's default" : `${experiment.threads} for every backend`],
    ["seed", String(experiment.seed)],
    ["budget of a cell", `${experiment.budgetSeconds} s, ${integer(experiment.memoryBudgetMiB)} MiB`],
    [
      "packages",
      Object.entries(packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
  ];
  return dataTable("environment-table", "Machine, code and settings", ["what", "value"], rows);
}

function commit(sha: string | null, dirty: boolean | null): string {
  if (sha === null) return "outside of a git checkout";
  return `${sha.slice(0, 12)}${dirty === true ? ", with uncommitted changes" : ""}`;
}

/** What each backend really obtained; the cells' word counts more than the probe's. */
export function runtimesOf({ backends, cells }: Run): DataTable {
  const rows = backends.map(({ id, title, device, runtime, reason }): [string, ...string[]] => {
    const obtained =
      cells.flatMap((cell) => (cell.backend === id && cell.runtime !== null ? [cell.runtime] : []))[0] ?? runtime;
    const what =
      obtained === null ? [`unavailable: ${reason?.message ?? "no reason given"}`, "", "", ""] : describe(obtained);
    return [id, title, device, ...what];
  });
  return dataTable(
    "runtimes-table",
    "Runtimes obtained, as they report themselves",
    ["backend", "title", "device", "library", "provider", "#threads", "SIMD"],
    rows,
  );
}

/** What was seen of the GPUs that cells ran on, backend by backend; null where there are none. */
export function devicesOf({ backends, cells }: Run): DataTable | null {
  const rows = backends.flatMap(({ id }) => {
    const own = cells.filter((cell): cell is CompletedCell => cell.backend === id && cell.state === "completed");
    const evidence = evidenceOf(own);
    return evidence === null ? [] : [[id, ...evidence] as const];
  });
  return rows.length === 0
    ? null
    : dataTable(
        "devices-table",
        "Evidence of the device: read by nvidia-smi in a process of its own while the cells ran, loading included",
        [
          "backend",
          "device",
          "versions",
          "#utilisation, median cell",
          "#busiest reading",
          "#most memory (MiB)",
          "#by the library (MiB)",
          "#readings",
        ],
        rows,
      );
}

/** Null where nothing was seen: these cells ran on no GPU. A GPU in MIG mode has no utilisation of its own. */
function evidenceOf(cells: readonly CompletedCell[]): string[] | null {
  const summary = (name: MeasurementName) => summarize(cells, name);
  const [mean, peak] = [summary("device.meanUtilisation"), summary("device.peakUtilisation")];
  const [memory, library] = [summary("device.peakMemoryBytes"), summary("memory.deviceBytes")];
  const seen = cells.find(({ runtime }) => runtime.deviceVersions !== undefined);
  if (seen === undefined || (mean === null && memory === null)) return null;
  const { deviceName, deviceVersions = {} } = seen.runtime;
  return [
    deviceName ?? "unnamed",
    Object.entries(deviceVersions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    mean === null ? notTold : percent(mean.value, 0),
    peak === null ? notTold : percent(peak.max, 0),
    memory === null ? notTold : `${mebibytes(memory.max)}${memory.basis === "measured" ? "" : ` (${memory.basis})`}`,
    library === null ? notTold : mebibytes(library.max),
    integer((memory ?? mean)?.n ?? 0),
  ];
}

const notTold = "not told";

function describe({ library, version, pinnedVersion, provider, threads, simd, deviceName }: RuntimeInfo): string[] {
  const where = deviceName === null ? provider : `${provider} on ${deviceName}`;
  const what = `${library} ${version}${pinnedVersion === undefined ? "" : `, not the pinned ${pinnedVersion}`}`;
  return [what, where, integer(threads), simd === null ? "not reported" : simd ? "yes" : "no"];
}

/** The networks: size, cost, recipe, and the weights everybody began with. */
export function modelsOf(run: Run): DataTable {
  const rows = run.models.map((model): [string, ...string[]] => {
    const { spec, parameters, flopsPerSample, initialWeightsSha256 } = model;
    const { height, width, channels } = spec.input;
    return [
      spec.name,
      spec.title,
      `${height}×${width}×${channels}`,
      integer(parameters),
      largeCount(flopsPerSample),
      recipe(run, model),
      spec.origin,
      initialWeightsSha256,
    ];
  });
  return dataTable(
    "models-table",
    "Models; FLOPs are of one forward pass of one image, a multiplication and an addition counting as two",
    ["model", "title", "input", "#parameters", "#FLOPs", "recipe", "origin", "sha256 of the initial weights"],
    rows,
  );
}

function recipe(run: Run, { spec }: ModelInfo): string {
  const { optimizer, loss, batchSize, initialization } = spec.recipe;
  const epochs = epochsOf(run, spec.name);
  const passes = epochs === null ? [] : [plural(epochs, "epoch")];
  const workload = run.experiment.workloads.find(({ model }) => model === spec.name);
  const augmentation = workload === undefined ? null : augmentationOf(workload);
  const parts = [`${optimizer.kind} ${optimizer.learningRate}`, loss, `batch ${batchSize}`, ...passes, initialization];
  return [parts.join(", "), ...(augmentation === null ? [] : [`images ${augmentation}`])].join("; ");
}

/** The images, by content. */
export function datasetsOf({ datasets }: Run): DataTable {
  const rows = Object.entries(datasets).map(([model, info]): [string, ...string[]] => [
    info.name,
    model,
    `${info.height}×${info.width}×${info.channels}`,
    integer(info.trainCount),
    integer(info.testCount),
    integer(info.classNames.length),
    info.adaptation ?? "none",
    info.licence,
    info.sha256,
  ]);
  return dataTable(
    "datasets-table",
    "Datasets, as fitted to each model",
    ["dataset", "for", "image", "#train", "#test", "#classes", "adaptation", "licence", "sha256 of pixels and labels"],
    rows,
  );
}
