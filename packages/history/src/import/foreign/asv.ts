import { fitted, foreignError } from "./foreign-file.ts";
import { rowSchema, type AsvBenchmark, type AsvResults, type AsvRow } from "./asv-schema.ts";
import { commitHash, intervalAround, type ForeignMachine, type ForeignRun, type ForeignValue } from "./foreign-run.ts";
import { unitOf, type Unit } from "./unit.ts";

/** What asv says of the benchmarks of a results folder, by name. */
export type AsvBenchmarks = ReadonlyMap<string, AsvBenchmark>;

export interface AsvRun {
  readonly run: ForeignRun;
  readonly leftOut: number;
}

/**
 * The run of one results file: a commit on a machine in an environment. asv orders by commits, so a run's time is its
 * commit's. An environment is what a backend is here; asv keeps one series for each, and begins another where the
 * benchmark's code changed. Throws `DataError` naming `where`.
 */
export function asvRun(results: AsvResults, benchmarks: AsvBenchmarks, sha256: string, where: string): AsvRun {
  const environment = results.env_name ?? "";
  const machine = machineOf(results);
  const rows = Object.entries(results.results).flatMap(([name, row]) =>
    row === null ? [] : [{ name, row: rowOf(results.result_columns, row, where) }],
  );
  const values = rows.flatMap(({ name, row }) =>
    valuesOf({ name, environment, row, benchmark: benchmarks.get(name) }, where),
  );
  const present = values.filter((value) => value !== null);
  return {
    run: {
      key: [machine.name ?? "", results.commit_hash, environment],
      at: results.date,
      experiment: "asv",
      commit: commitHash(results.commit_hash),
      machine,
      versions: versionsOf(results),
      sha256,
      values: present,
    },
    leftOut: values.length - present.length,
  };
}

function machineOf({ params }: AsvResults): ForeignMachine {
  const text = (name: string): string | null => {
    const value = params[name] ?? null;
    return value === null || String(value).trim() === "" ? null : String(value).trim();
  };
  const cores = Number(text("num_cpu") ?? Number.NaN);
  return {
    name: text("machine"),
    cpu: text("cpu"),
    architecture: text("arch"),
    system: text("os"),
    cores: Number.isInteger(cores) && cores > 0 && cores < 2 ** 31 ? cores : null,
    memoryGib: gibibytes(text("ram")),
  };
}

/** `8.2G`, `16GB`; what has no unit is in another one on each system, and is left out. */
function gibibytes(ram: string | null): number | null {
  const found = /^([\d.]+)\s*([MGT])i?B?$/i.exec(ram ?? "");
  if (found === null) return null;
  const scale = { M: 1 / 1024, G: 1, T: 1024 }[found[2]?.toUpperCase() ?? ""] ?? Number.NaN;
  const value = Number(found[1]) * scale;
  return Number.isFinite(value) && value > 0 ? value : null;
}

function versionsOf({ python, requirements }: AsvResults): Record<string, string> {
  const named = Object.entries(requirements).flatMap(([name, version]) =>
    version === null || String(version) === "" ? [] : [[name, String(version)] as const],
  );
  return { ...(typeof python === "string" && python !== "" && { python }), ...Object.fromEntries(named) };
}

function rowOf(columns: readonly string[], row: readonly unknown[], where: string): AsvRow {
  return fitted(rowSchema, Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])), where);
}

interface Measured {
  readonly name: string;
  readonly environment: string;
  readonly row: AsvRow;
  readonly benchmark: AsvBenchmark | undefined;
}

/** One value for each combination of parameters; null of one that failed or was skipped. */
function valuesOf({ name, environment, row, benchmark }: Measured, where: string): (ForeignValue | null)[] {
  const params = row.params ?? [];
  const combinations = params.reduce((product, { length }) => product * length, 1);
  const results = row.result ?? [];
  if (results.length > 0 && results.length !== combinations) {
    throw foreignError({
      where,
      expected: `${combinations} results of ${name}, one for each combination of its parameters`,
      got: `${results.length}`,
    });
  }
  const { measure, unit, factor, better } = unitIn(name, benchmark);
  return results.map((result, index): ForeignValue | null => {
    const value = (result ?? Number.NaN) * factor;
    if (!Number.isFinite(value)) return null;
    const bound = (column: readonly (number | null)[] | null | undefined) => (column?.[index] ?? Number.NaN) * factor;
    const repetitions = row.stats_repeat?.[index] ?? 1;
    return {
      backend: environment === "" ? "asv" : `asv ${environment}`,
      benchmark: withParams(name, benchmark?.param_names ?? [], combinationAt(params, index)),
      edition: row.version ?? "",
      measure,
      unit,
      better,
      value,
      n: Number.isInteger(repetitions) && repetitions > 0 && repetitions < 2 ** 31 ? repetitions : 1,
      ...intervalAround(value, bound(row.stats_ci_99_a), bound(row.stats_ci_99_b)),
    };
  });
}

/** The values of the parameters at an index of their product, of which the last varies fastest. */
function combinationAt(params: readonly (readonly string[])[], index: number): string[] {
  let rest = index;
  return params
    .toReversed()
    .map((values) => {
      const value = values[rest % values.length] ?? "";
      rest = Math.floor(rest / values.length);
      return value;
    })
    .toReversed();
}

function withParams(name: string, names: readonly string[], values: readonly string[]): string {
  if (values.length === 0) return name;
  return `${name}(${values.map((value, index) => `${names[index] ?? `param${index + 1}`}=${value}`).join(", ")})`;
}

/** As `benchmarks.json` says; of a benchmark that is gone from it, as asv's names say. */
function unitIn(name: string, benchmark: AsvBenchmark | undefined): Unit {
  const byName = /(?:^|\.)(?:time|timeraw)_[^.]*$/i.test(name)
    ? "seconds"
    : /(?:^|\.)(?:mem|peakmem)_[^.]*$/i.test(name)
      ? "bytes"
      : "unit";
  return unitOf(benchmark?.unit ?? byName);
}
