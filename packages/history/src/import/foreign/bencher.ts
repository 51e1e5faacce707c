import { z } from "zod";
import { fitted, foreignError, nameSchema, parseForeign, sha256 } from "./foreign-file.ts";
import {
  commitHash,
  intervalAround,
  unknownMachine,
  type ForeignOptions,
  type ForeignRuns,
  type ForeignValue,
} from "./foreign-run.ts";

/**
 * Bencher Metric Format: benchmarks by name, of each its measures by name or slug, of each a value and where its bounds
 * lie. It holds one run, and neither time nor commit nor machine.
 */
const metricSchema = z.object({
  value: z.number(),
  lower_value: z.number().nullish(),
  upper_value: z.number().nullish(),
});
const fileSchema = z.record(nameSchema, z.record(nameSchema, metricSchema));

interface Measure {
  readonly unit: string;
  readonly factor: number;
  readonly better: "lower" | "higher" | null;
}

/** Bencher's own measures, by slug, with the units that it defines; what is counted is left without a direction. */
const measures: ReadonlyMap<string, Measure> = new Map([
  ["latency", { unit: "ms", factor: 1e-6, better: "lower" }],
  ["throughput", { unit: "ops/s", factor: 1, better: "higher" }],
  ["build-time", { unit: "ms", factor: 1e3, better: "lower" }],
  ["file-size", { unit: "bytes", factor: 1, better: "lower" }],
  ["allocated", { unit: "bytes", factor: 1, better: "lower" }],
  ["total-bytes", { unit: "bytes", factor: 1, better: "lower" }],
  ["maximum-bytes", { unit: "bytes", factor: 1, better: "lower" }],
  ["at-t-gmax-bytes", { unit: "bytes", factor: 1, better: "lower" }],
  ["at-t-end-bytes", { unit: "bytes", factor: 1, better: "lower" }],
  ["instructions", { unit: "instructions", factor: 1, better: "lower" }],
  ["estimated-cycles", { unit: "cycles", factor: 1, better: "lower" }],
]);
const otherMeasure: Measure = { unit: "", factor: 1, better: null };

/** A value that is Bencher Metric Format: at least one benchmark with a measure. */
export function isBencherMetricFormat(value: unknown): boolean {
  const parsed = fileSchema.safeParse(value);
  return parsed.success && Object.values(parsed.data).some((metrics) => Object.keys(metrics).length > 0);
}

/** The run of a file in Bencher Metric Format. Throws `DataError` naming `where`; `options.at` must be there. */
export function readBencherMetricFormat(text: string, where: string, options: ForeignOptions): ForeignRuns {
  const benchmarks = fitted(fileSchema, parseForeign(text, where), where);
  if (options.at === undefined) {
    throw foreignError({
      where,
      expected: "a time beside the file: Bencher Metric Format holds none",
      got: "none",
      remedy: "say when it ran: --at 2026-11-27T02:17:00Z",
    });
  }
  const values = Object.entries(benchmarks).flatMap(([name, metrics]) =>
    Object.entries(metrics).map(([measure, metric]) => valueOf(name, measure, metric)),
  );
  const hash = sha256(text);
  return {
    source: "bencher",
    leftOut: 0,
    runs: [
      {
        key: [String(options.at), options.commit ?? "", options.machine ?? "", hash],
        at: options.at,
        experiment: "bencher",
        commit: options.commit === undefined ? null : commitHash(options.commit),
        machine: { ...unknownMachine, name: options.machine ?? null },
        versions: {},
        sha256: hash,
        values,
      },
    ],
  };
}

function valueOf(benchmark: string, measure: string, metric: z.infer<typeof metricSchema>): ForeignValue {
  const slug = slugOf(measure);
  const { unit, factor, better } = measures.get(slug) ?? otherMeasure;
  const value = metric.value * factor;
  const bound = (at: number | null | undefined) => (typeof at === "number" ? at * factor : null);
  return {
    backend: "bencher",
    benchmark,
    edition: "",
    measure: slug,
    unit,
    better,
    value,
    n: 1,
    ...intervalAround(value, bound(metric.lower_value), bound(metric.upper_value)),
  };
}

/** A measure may be written by its name or its slug: `Build Time`, `build-time`. */
function slugOf(measure: string): string {
  const slug = measure
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
  return slug === "" ? measure : slug;
}
