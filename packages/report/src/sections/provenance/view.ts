import { deviceEvidenceOf, elapsedSeconds, obtainedRuntime, type DeviceEvidence } from "@evenkeel/analysis";
import type { RuntimeInfo } from "@evenkeel/core";
import { shellLine } from "@evenkeel/core/shell-word";
import type { Run } from "@evenkeel/analysis";
import { duration, integer, mebibytes, moment, percent } from "../../format.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { remarkExamples, remarkText } from "../../words/dataset-remarks.ts";
import { contentText } from "../../words/fitting.ts";
import { decisionText } from "../../words/rounds.ts";
import { busyRunText, coresText, memoryText } from "../../words/machine.ts";
import { graphicsRows, machineNameRows, processorRows, referenceKernelRows } from "../../words/machine-identity.ts";
import { augmentationOf } from "../learning/training-words.ts";
import type { Section } from "../section.ts";
import { modelsOf } from "./models.ts";

/** Machine, runtimes, data and models, and the command that ran. */
export const provenance: Section = {
  name: "provenance",
  contents: "Machine, data, models",
  view: ({ data: { run } }) => ({
    machine: [environmentOf(run), runtimesOf(run)],
    inputs: [devicesOf(run), workloadsOf(run), datasetsOf(run), remarksOf(run), modelsOf(run)].filter(
      (table) => table !== null,
    ),
    command: shellLine(forAnyMachine(run.command)),
  }),
};

/** Flags with a value that is of this machine: where the run's folder lay, and what the machine is called. */
const ofThisMachine = ["--out", "--machine"];

/** The command as somebody else would type it; the next run takes a folder of its own. */
function forAnyMachine(command: readonly string[]): string[] {
  const isOurs = (word = "") => ofThisMachine.some((flag) => word === flag || word.startsWith(`${flag}=`));
  return command.filter((word, index) => !isOurs(word) && !ofThisMachine.includes(command[index - 1] ?? ""));
}

/** The machine, the code and the time of the run. */
export function environmentOf(run: Run): DataTable {
  const { environment, startedAt, finishedAt, experiment } = run;
  const { cpu, operatingSystem, node, loadAverage, packages } = environment;
  const rows: [string, string][] = [
    ["run", run.runId],
    ["started", moment(startedAt)],
    [
      "finished",
      finishedAt === null
        ? `not finished: ${run.state}`
        : `${moment(finishedAt)}, after ${duration(elapsedSeconds(run) ?? 0)}`,
    ],
    ...machineNameRows(environment),
    ["processor", `${cpu}, ${coresText(environment)}`],
    ...processorRows(environment),
    ["memory", memoryText(environment)],
    ...graphicsRows(environment),
    ["operating system", operatingSystem],
    ["Node.js", node],
    ...codeRows(environment),
    ["machine fingerprint", run.fingerprint],
    [
      "load average at the start",
      loadAverage === null ? "not observable here" : `${loadAverage.toFixed(2)} (1 minute)`,
    ],
    ["other work on the machine", busyRunText(run) ?? "none seen that would show in times"],
    ...referenceKernelRows(run),
    ...(experiment.crossValidationFolds === undefined
      ? []
      : [["cross-validation", `${experiment.crossValidationFolds} folds of the training images`] as [string, string]]),
    ...(run.untilDecided === undefined ? [] : [["until decided", decisionText(run.untilDecided)] as [string, string]]),
    ["threads", threadsText(experiment.threads)],
    [experiment.seeds.length === 1 ? "seed" : "seeds", experiment.seeds.join(", ")],
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

function threadsText(counts: readonly (number | "default")[]): string {
  return counts
    .map((count) => (count === "default" ? "each backend's default" : `${count} for every backend`))
    .join("; ");
}

/** Whose commits ran: Evenkeel's, and those of the repository that the experiment lies in where it is another. */
function codeRows({ evenkeelVersion, evenkeelCommit, dirty, repository }: Run["environment"]): [string, string][] {
  const version = evenkeelVersion === undefined ? "" : `${evenkeelVersion}, `;
  const evenkeel: [string, string] = ["Evenkeel", `${version}${commit(evenkeelCommit, dirty)}`];
  if (repository === undefined) return [evenkeel];
  const { experiment } = repository;
  return [["experiment's repository", `${commit(repository.commit, repository.dirty)}: ${experiment}`], evenkeel];
}

function commit(sha: string | null, dirty: boolean | null): string {
  if (sha === null) return "outside of a git checkout";
  return `${sha.slice(0, 12)}${dirty === true ? ", with uncommitted changes" : ""}`;
}

/** What each backend really obtained. */
export function runtimesOf(run: Run): DataTable {
  const known = run.backends.some(({ ours }) => ours !== undefined);
  const rows = run.backends.map(({ id, title, device, ours, reason }): [string, ...string[]] => {
    const obtained = obtainedRuntime(run, id);
    const what =
      obtained === null
        ? [`unavailable: ${reason?.message ?? "no reason given"}`, "none", "none", "none"]
        : describe(obtained);
    return [id, title, device, ...(known ? [ours ?? "not recorded"] : []), ...what];
  });
  return dataTable(
    "runtimes-table",
    `Runtimes obtained, as they report themselves${known ? "" : "; which code of them is Evenkeel's own was not recorded yet"}`,
    [
      "backend",
      "title",
      "device",
      ...(known ? ["code of Evenkeel's own"] : []),
      "library",
      "provider",
      "#threads",
      "SIMD",
    ],
    rows,
  );
}

/** What was seen of the GPUs that cells ran on, backend by backend; null where there are none. */
export function devicesOf(run: Run): DataTable | null {
  const evidence = deviceEvidenceOf(run);
  if (evidence.length === 0) return null;
  return dataTable(
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
    evidence.map((one) => [one.backend, ...evidenceTexts(one)]),
  );
}

function evidenceTexts(evidence: DeviceEvidence): string[] {
  const { deviceName, versions, utilisation, peakUtilisation, memory, libraryBytes, n } = evidence;
  return [
    deviceName ?? "unnamed",
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ") || notTold,
    utilisation === null ? notTold : percent(utilisation, 0),
    peakUtilisation === null ? notTold : percent(peakUtilisation, 0),
    memory === null ? notTold : `${mebibytes(memory.bytes)}${memory.basis === "measured" ? "" : ` (${memory.basis})`}`,
    libraryBytes === null ? notTold : mebibytes(libraryBytes),
    integer(n),
  ];
}

const notTold = "not told";

function describe(runtime: RuntimeInfo): string[] {
  const { library, version, pinnedVersion, provider, threads, simd, deviceName, adapter } = runtime;
  const software = adapter === "software" ? " (software adapter)" : "";
  const where = deviceName === null ? provider : `${provider} on ${deviceName}${software}`;
  const what = `${library} ${version}${pinnedVersion === undefined ? "" : `, not the pinned ${pinnedVersion}`}`;
  return [what, where, integer(threads), simd === null ? "not reported" : simd ? "yes" : "no"];
}

/** What was trained on what, how long, and the weights everybody began with. */
export function workloadsOf({ workloads }: Run): DataTable {
  const rows = workloads.map((workload): [string, ...string[]] => {
    const { id, model, dataset, epochs, augmentation, initialWeights } = workload;
    return [
      id,
      model,
      dataset.name,
      epochs === undefined ? "–" : integer(epochs),
      augmentation === null ? "none" : (augmentationOf({ augmentation }) ?? "none"),
      Object.entries(initialWeights)
        .map(([seed, sha256]) => `seed ${seed}: ${sha256}`)
        .join("; "),
    ];
  });
  return dataTable(
    "workloads-table",
    "Workloads",
    ["workload", "model", "dataset", "#epochs", "augmentation", "sha256 of the initial weights"],
    rows,
  );
}

/** What was found of the datasets' files; once where several workloads take the same images. */
function remarksOf({ workloads }: Run): DataTable | null {
  const found = workloads.flatMap(({ dataset: { name, remarks = [] } }) =>
    remarks.map((remark): [string, string, string] => [name, remarkText(remark), remarkExamples(remark)]),
  );
  const rows = [...new Map(found.map((row) => [row.join("\n"), row])).values()];
  return rows.length === 0
    ? null
    : dataTable("remarks-table", "What was found of the datasets' files", ["dataset", "found", "the first"], rows);
}

/** The images, by content. */
function datasetsOf({ workloads }: Run): DataTable {
  const rows = workloads.map(({ id, dataset: info }): [string, ...string[]] => [
    info.name,
    id,
    `${info.height}×${info.width}×${info.channels}`,
    integer(info.trainCount),
    integer(info.testCount),
    integer(info.classNames.length),
    info.adaptation ?? "none",
    contentText(info),
    info.licence,
    info.sha256,
  ]);
  return dataTable(
    "datasets-table",
    "Datasets, as fitted to each workload",
    [
      "dataset",
      "for",
      "image",
      "#train",
      "#test",
      "#classes",
      "adaptation",
      "content",
      "licence",
      "sha256 of pixels and labels",
    ],
    rows,
  );
}
