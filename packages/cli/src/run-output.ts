import type { CellResult, Measurement, MeasurementName, Run } from "@evenkeel/core";
import { commandLine } from "@evenkeel/setup/command-line";
import { duration } from "./progress.ts";
import { reasonText } from "./reason-text.ts";
import { textTable } from "./table.ts";

/** The columns of the table that closes a run: what each shows, and from which task's cell it comes. */
const columns: readonly {
  title: string;
  /** In a cross-validation, of which this table shows the first round. */
  foldedTitle?: string;
  measurement: MeasurementName;
  show: (value: number) => string;
}[] = [
  { title: "train images/s", measurement: "train.imagesPerSecond", show: (value) => integer(value) },
  { title: "final loss", measurement: "train.finalLoss", show: (value) => value.toFixed(4) },
  {
    title: "test accuracy",
    foldedTitle: "accuracy on fold 1",
    measurement: "evaluate.accuracy",
    show: (value) => `${(100 * value).toFixed(2)}%`,
  },
  { title: "p50 ms", measurement: "latency.p50Ms", show: (value) => value.toPrecision(3) },
  { title: "predict images/s", measurement: "throughput.imagesPerSecond", show: (value) => integer(value) },
  {
    title: "MiB above baseline",
    measurement: "memory.aboveBaselineBytes",
    show: (value) => (value / 2 ** 20).toFixed(0),
  },
];

/** The closing table: one line a model and backend, medians left to the report; several rounds show as their first. */
export function resultTable(run: Run): string {
  const rows = run.models.flatMap(({ spec }) =>
    run.backends.map(({ id }) => {
      const cells = run.cells.filter((cell) => cell.model === spec.name && cell.backend === id && cell.round === 1);
      return [
        spec.name,
        id,
        ...columns.map(({ measurement, show }) => cellText(cells, measurement, show)),
        notes(cells),
      ];
    }),
  );
  const isFolded = run.experiment.crossValidationFolds !== undefined;
  const titles = columns.map(({ title, foldedTitle }) => (isFolded ? (foldedTitle ?? title) : title));
  return textTable([["model", "backend", ...titles, ""], ...rows]);
}

/** What did not complete, and whose checks of the gate failed; cells of which the same is to be said share a line. */
export function troubles(run: Run): string[] {
  const troubled = run.cells.flatMap((cell) => {
    const trouble = troubleOf(cell);
    return trouble === null ? [] : [{ trouble, subject: cell.state === "unavailable" ? cell.backend : cell.id }];
  });
  return [...Map.groupBy(troubled, ({ trouble }) => trouble)].map(
    ([trouble, cells]) => `${[...new Set(cells.map(({ subject }) => subject))].join(", ")}: ${trouble}`,
  );
}

/** Which backends ran on another version of their library than the one that setup brings. */
export function otherVersions(run: Run): string[] {
  return run.backends.flatMap(({ id, runtime }) =>
    runtime?.pinnedVersion === undefined
      ? []
      : [`${id}: ran on ${runtime.library} ${runtime.version}, not on the pinned ${runtime.pinnedVersion}`],
  );
}

function troubleOf(cell: CellResult): string | null {
  if (cell.state === "completed") {
    return failsGate(cell) ? `${outcomeOf(cell)}; named by: ${commandLine(`check --backend ${cell.backend}`)}` : null;
  }
  return `${cell.state}: ${reasonText(cell.reason)}`;
}

/** Backends that the experiment or the command line names, and of which no cell could run here. */
export function missingByName({ experiment, backends, cells }: Run): string[] {
  if (experiment.backends === "all") return [];
  const couldRun = new Set(cells.filter(({ state }) => state !== "unavailable").map(({ backend }) => backend));
  return backends.flatMap(({ id }) => (couldRun.has(id) ? [] : [id]));
}

/** The gradient gate came to its end, and found something wrong. */
export function failsGate(cell: CellResult): boolean {
  return cell.state === "completed" && (cell.measurements["gradients.failedChecks"]?.value ?? 0) > 0;
}

function outcomeOf(cell: CellResult): string {
  if (cell.state !== "completed") return `${cell.state}: ${cell.reason.message}`;
  const { "gradients.failedChecks": failed, "gradients.checks": checks } = cell.measurements;
  const gate = failsGate(cell) ? [`fails ${failed?.value ?? 0} of ${checks?.value ?? 0} checks`] : [];
  return [...gate, ...cell.limits].join("; ");
}

/** How much of what became of a cell fits into its line; all of it stands among the troubles at the end. */
const settledLength = 100;

/** One line about a cell that has just been settled. */
export function settledLine(cell: CellResult, index: number, count: number): string {
  const outcome = outcomeOf(cell);
  const short = outcome.length > settledLength ? `${outcome.slice(0, settledLength - 1)}…` : outcome;
  const note = short === "" ? "" : `  (${short})`;
  return `[${index}/${count}] ${cell.id}  ${duration(cell.wallSeconds)}${note}`;
}

function cellText(cells: readonly CellResult[], name: MeasurementName, show: (value: number) => string): string {
  const values = cells.flatMap((cell): Measurement[] => {
    const measurement = cell.state === "completed" ? cell.measurements[name] : undefined;
    return measurement === undefined ? [] : [measurement];
  });
  const [first] = values;
  if (first === undefined) return "–";
  return show(name.startsWith("memory.") ? Math.max(...values.map(({ value }) => value)) : first.value);
}

function notes(cells: readonly CellResult[]): string {
  const limited = cells.some((cell) => cell.state === "completed" && cell.limits.length > 0);
  const states = new Set(cells.filter((cell) => cell.state !== "completed").map((cell) => cell.state));
  return [...(limited ? ["limited"] : []), ...states].join(", ");
}

function integer(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
