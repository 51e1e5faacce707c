import { z } from "zod";
import { fitted, foreignError, nameSchema, parseForeign, sha256, timeSchema, unitSchema } from "./foreign-file.ts";
import {
  commitHash,
  intervalAround,
  unknownMachine,
  type ForeignRun,
  type ForeignRuns,
  type ForeignValue,
} from "./foreign-run.ts";
import { unitOf, type Unit } from "./unit.ts";

/**
 * `data.js` of github-action-benchmark: one assignment to `window.BENCHMARK_DATA` of what is JSON otherwise. It holds
 * suites; a suite is a list of runs in order of time, each with its commit, its tool and its benchmarks.
 */
const benchSchema = z.object({
  name: nameSchema,
  /** A number; early versions took a custom tool's text as it was, and what is no number became null. */
  value: z.union([z.number(), z.string().max(64), z.null()]),
  unit: unitSchema,
  range: z.union([z.string().max(256), z.number()]).nullish(),
});

const runSchema = z.object({
  commit: z.object({ id: z.string().max(256) }),
  date: timeSchema,
  tool: nameSchema,
  benches: z.array(benchSchema),
});

const fileSchema = z.object({
  repoUrl: z.string().max(2048).default(""),
  entries: z.record(nameSchema, z.array(runSchema)),
});

type Bench = z.infer<typeof benchSchema>;
type Run = z.infer<typeof runSchema>;

const assignment = /^\s*window\.BENCHMARK_DATA\s*=\s*/;

export function isDataJs(text: string): boolean {
  return assignment.test(text);
}

/** The runs of a `data.js`. Throws `DataError` naming `where`. */
export function readDataJs(text: string, where: string, machine?: string): ForeignRuns {
  const found = assignment.exec(text);
  if (found === null) {
    throw foreignError({ where, expected: "window.BENCHMARK_DATA = …", got: "another beginning" });
  }
  const json = text.slice(found[0].length).replace(/;?\s*$/, "");
  const { repoUrl, entries } = fitted(fileSchema, parseForeign(json, where), where);
  const all = Object.entries(entries).flatMap(([suite, runs]) =>
    runs.map((run) => ({ suite, run, values: run.benches.map((bench) => valueOf(suite, run.tool, bench)) })),
  );
  const runs = all.map(({ suite, run, values }): ForeignRun => {
    const hash = sha256(JSON.stringify([suite, run]));
    return {
      key: [repoUrl, suite, run.commit.id, hash],
      at: run.date,
      experiment: suite,
      commit: commitHash(run.commit.id),
      machine: { ...unknownMachine, name: machine ?? null },
      versions: {},
      sha256: hash,
      values: values.filter((value) => value !== null),
    };
  });
  const leftOut = all.reduce((sum, { values }) => sum + values.filter((value) => value === null).length, 0);
  return { source: "github-action-benchmark", runs, leftOut };
}

/** Null for what is no number. */
function valueOf(suite: string, tool: Run["tool"], bench: Bench): ForeignValue | null {
  const number = numberIn(bench.value);
  if (number === null) return null;
  const { measure, unit, factor, better } = unitOf(unitText(tool, bench.unit));
  const value = number * factor;
  if (!Number.isFinite(value)) return null;
  const spread = spreadOf(bench.range, number) * factor;
  return {
    backend: tool,
    benchmark: `${suite} / ${bench.name}`,
    edition: "",
    measure,
    unit,
    better: betterOf(tool, better),
    value,
    n: 1,
    ...intervalAround(value, value - spread, value + spread),
  };
}

function numberIn(value: Bench["value"]): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Of a Go benchmark with further metrics, the rest of its line stands in the unit, other values and all. */
function unitText(tool: string, unit: string): string {
  return tool === "go" ? (unit.split(/\s/)[0] ?? "") : unit;
}

/** `± 20` in the value's unit, or `±1.12%` of it; NaN for other texts, as `stddev: 0.1` of another unit. */
function spreadOf(range: Bench["range"], value: number): number {
  const found = /^\s*(?:±|\+-|\+\/-)\s*([\d.,]+(?:e[+-]?\d+)?)\s*(%?)\s*$/i.exec(String(range ?? ""));
  if (found === null) return Number.NaN;
  const spread = Number(found[1]?.replaceAll(",", ""));
  return found[2] === "%" ? Math.abs(value) * (spread / 100) : spread;
}

/** What the action itself holds for better, by the kind of output; of the other kinds a unit of rates says it. */
function betterOf(tool: string, byUnit: Unit["better"]): "lower" | "higher" {
  if (tool === "customSmallerIsBetter") return "lower";
  if (["benchmarkjs", "pytest", "customBiggerIsBetter"].includes(tool)) return "higher";
  return byUnit ?? "lower";
}
