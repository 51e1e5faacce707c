import { join } from "node:path";
import { foreignNights } from "@evenkeel/history";
import { folderOf } from "../scratch.ts";
import { Finding, type Target } from "../target.ts";

const at = Date.UTC(2026, 10, 27);

/** One file of github-action-benchmark's or in Bencher Metric Format. */
export const foreignFile: Target = {
  name: "foreign-file",
  seeds: async () => [
    Buffer.from(`window.BENCHMARK_DATA = ${JSON.stringify(dataJs, null, 2)}`),
    Buffer.from(
      JSON.stringify({ sort: { latency: { value: 2, lower_value: 1, upper_value: 3 } }, a: { b: { value: 1 } } }),
    ),
  ],
  take: async (input) => nightsOf(join(await folderOf("foreign", { "results.json": input }), "results.json")),
};

/** One results file in an asv results folder. */
export const asvResults: Target = {
  name: "asv-results",
  seeds: async () => [Buffer.from(JSON.stringify(results).replace('"-"', "NaN"))],
  take: async (input) =>
    nightsOf(
      await folderOf("asv", {
        "benchmarks.json": Buffer.from(JSON.stringify(benchmarks)),
        "m/machine.json": Buffer.from('{"machine": "m", "version": 1}'),
        "m/01234567-env.json": input,
      }),
    ),
};

async function nightsOf(path: string): Promise<void> {
  const { nights } = await foreignNights(path, { at });
  const points = nights.flatMap((night) => night.points);
  if (points.some(({ point: { value, n } }) => !Number.isFinite(value) || !Number.isInteger(n) || n < 1))
    throw new Finding("a point that is no number");
  const texts = points.flatMap(({ series }) => [series.workload, series.backend, series.unit, series.measurement]);
  if (texts.some((text) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text) || text.length > 400))
    throw new Finding("a name that cannot be shown");
}

const dataJs = {
  lastUpdate: at,
  repoUrl: "https://example.org/a/b",
  entries: {
    suite: [
      {
        commit: { id: "a".repeat(40), message: "m", timestamp: "t", url: "u" },
        date: at,
        tool: "cargo",
        benches: [
          { name: "fib", value: 100, range: "± 20", unit: "ns/iter" },
          { name: "sum", value: "3", range: "±1.5%", unit: "ops/sec", extra: "e" },
        ],
      },
    ],
  },
};

const benchmarks = {
  "s.time_x": { unit: "seconds", param_names: ["n", "m"], params: [["1", "2"], ["a"]] },
  version: 2,
};

const results = {
  version: 2,
  commit_hash: "0123456789abcdef0123456789abcdef01234567",
  env_name: "env",
  date: at,
  params: { machine: "m", cpu: "c", arch: "x86_64", num_cpu: "8", os: "Linux", ram: "16GB" },
  python: "3.12",
  requirements: { numpy: "2" },
  result_columns: ["result", "params", "version", "stats_ci_99_a", "stats_ci_99_b", "stats_repeat"],
  results: { "s.time_x": [[1.5, "-"], [["1", "2"], ["a"]], "v1", [1, null], [2, null], [10, null]] },
};
