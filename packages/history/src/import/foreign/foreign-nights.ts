import { escapeUnsafe, foreignText } from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import type { MachineRow, Night } from "../../night.ts";
import { seriesOf, type Series } from "../../series.ts";
import { sha256 } from "./foreign-file.ts";
import type { ForeignMachine, ForeignOptions, ForeignRun, ForeignSource, ForeignValue } from "./foreign-run.ts";
import { readForeignRuns } from "./read-foreign.ts";

/** The nights of another tool's file or folder. */
export interface ForeignNights {
  readonly source: ForeignSource;
  /** In order of time. */
  readonly nights: readonly Night[];
  /** Values that are no numbers, of benchmarks that failed or were skipped. */
  readonly leftOut: number;
}

/**
 * Nights from github-action-benchmark's `data.js`, an asv results folder or a file in Bencher Metric Format. Their
 * series never mix with those of run folders: task and measurement are foreign. Throws `DataError` naming the file.
 */
export async function foreignNights(path: string, options: ForeignOptions = {}): Promise<ForeignNights> {
  const { source, runs, leftOut } = await readForeignRuns(path, options);
  const finite = runs.map((run) => ({ ...run, values: run.values.filter(({ value }) => Number.isFinite(value)) }));
  const infinite = sum(runs) - sum(finite);
  return {
    source,
    // A file may hold one run twice.
    nights: [...new Map(finite.map((run) => [runIdOf(source, run), nightOf(source, run)])).values()].toSorted(
      (one, other) => one.run.at - other.run.at,
    ),
    leftOut: leftOut + infinite,
  };
}

function sum(runs: readonly ForeignRun[]): number {
  return runs.reduce((count, { values }) => count + values.length, 0);
}

function nightOf(source: ForeignSource, run: ForeignRun): Night {
  const machine = machineOf(source, run);
  const id = runIdOf(source, run);
  const alike = Map.groupBy(
    run.values.map((value) => ({ value, series: seriesIn(source, machine.fingerprint, value) })),
    ({ series }) => series.id,
  );
  return {
    run: {
      id,
      at: run.at,
      fingerprint: machine.fingerprint,
      experiment: shownName(run.experiment),
      commit: run.commit,
      dirty: null,
      folder: null,
      resultsSha256: run.sha256,
      source,
      quarantined: null,
    },
    machine,
    versions: Object.fromEntries(
      Object.entries(run.versions).map(([name, version]) => [shownName(name), shownName(version)]),
    ),
    points: [...alike.values()].flatMap((same) =>
      same.slice(0, 1).map(({ series }) => ({
        series,
        point: { at: run.at, runId: id, quarantined: false, ...pooled(same.map(({ value }) => value)) },
      })),
    ),
  };
}

/** Several values of one benchmark in one run are repetitions. */
function pooled(values: readonly ForeignValue[]): Pick<ForeignValue, "value" | "n" | "low" | "high"> {
  const [first] = values;
  if (values.length === 1 && first !== undefined) {
    const { value, n, low, high } = first;
    return { value, n, low, high };
  }
  const numbers = values.map(({ value }) => value);
  return { value: median(numbers), n: values.length, low: Math.min(...numbers), high: Math.max(...numbers) };
}

function seriesIn(source: ForeignSource, fingerprint: string, value: ForeignValue): Series {
  const { backend, benchmark, edition, measure, unit, better } = value;
  return seriesOf(
    {
      fingerprint,
      backend: shownName(backend),
      workload: shownName(benchmark),
      workloadKey: sha256(JSON.stringify([source, edition, unit])).slice(0, 16),
      task: "foreign",
      measurement: `foreign.${shownName(measure)}`,
      threads: "default",
      batchSize: null,
      precision: null,
      control: false,
    },
    { unit: shownName(unit), better },
  );
}

/**
 * What identifies a machine: its name and its hardware where the tool recorded them, and not the system's version, that
 * changes with every update. Where it recorded nothing, all its runs are of one machine of that suite.
 */
function machineOf(source: ForeignSource, { machine, experiment }: ForeignRun): MachineRow {
  const { name, cpu, architecture, cores } = machine;
  const known = [name, cpu, architecture].some((part) => part !== null);
  const identity = known ? [name, cpu, architecture, cores] : [experiment];
  return {
    fingerprint: sha256(JSON.stringify([source, ...identity])).slice(0, 16),
    name: shown(name),
    cpu: shown(cpu) ?? "not recorded",
    gpu: null,
    cores,
    memoryGib: machine.memoryGib,
    isa: shown(architecture),
    platform: shown(machine.system),
    driver: null,
  };
}

function shown(text: ForeignMachine["name"]): string | null {
  return text === null ? null : shownName(text);
}

/** As run ids of this project: what sorts by time, then where it is from, then what tells it from others. */
function runIdOf(source: ForeignSource, { at, key }: ForeignRun): string {
  const second = new Date(at).toISOString().slice(0, 19).replaceAll(":", "-");
  return `${second}-${source}-${sha256(JSON.stringify([source, ...key])).slice(0, 12)}`;
}

/** Most characters of a name in the store. */
const mostCharacters = 300;

/** A name without what a terminal obeys; of a longer one, its ends and what tells it from others that begin alike. */
function shownName(name: string): string {
  const text = escapeUnsafe(name);
  return text.length <= mostCharacters
    ? text
    : `${foreignText(text, mostCharacters - 20)} #${sha256(name).slice(0, 12)}`;
}
