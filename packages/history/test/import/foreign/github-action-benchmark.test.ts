import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { foreignNights } from "../../../src/import/foreign/foreign-nights.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const commit = (id: string) => ({
  author: { email: "a@example.org", name: "A", username: "a" },
  committer: { email: "a@example.org", name: "A", username: "a" },
  distinct: true,
  id,
  message: "A change",
  timestamp: "2026-03-01T12:00:00Z",
  tree_id: "0".repeat(40),
  url: `https://example.org/a/b/commit/${id}`,
});

/** One run of a suite, as the action appends it. */
const run = (tool: string, date: number, benches: object[], id = "c".repeat(40)) => ({
  commit: commit(id),
  date,
  tool,
  benches,
});

const first = Date.UTC(2026, 2, 1, 12);
const day = 86_400_000;

/** The file as the action writes it: no semicolon, two spaces. */
async function dataJs(entries: object, { prefix = "window.BENCHMARK_DATA = ", end = "" } = {}): Promise<string> {
  const file = join(await temporaryFolder(), "data.js");
  const data = { lastUpdate: first, repoUrl: "https://example.org/a/b", entries };
  await writeFile(file, `${prefix}${JSON.stringify(data, null, 2)}${end}`);
  return file;
}

describe("github-action-benchmark's data.js", () => {
  it("gives a night for each run of each suite, in order of time, with its commit", async () => {
    const file = await dataJs({
      Rust: [
        run("cargo", first, [{ name: "fib_10", value: 100, range: "± 20", unit: "ns/iter" }], "a".repeat(40)),
        run("cargo", first + day, [{ name: "fib_10", value: 110, range: "± 2", unit: "ns/iter" }], "b".repeat(40)),
      ],
      Go: [run("go", first + 1000, [{ name: "BenchmarkFib10-8", value: 325, unit: "ns/op", extra: "5000000 times" }])],
    });
    const { source, nights, leftOut } = await foreignNights(file);
    expect([source, leftOut, nights.length]).toEqual(["github-action-benchmark", 0, 3]);
    expect(nights.map(({ run: { at, experiment, commit: of } }) => [at - first, experiment, of?.[0]])).toEqual([
      [0, "Rust", "a"],
      [1000, "Go", "c"],
      [day, "Rust", "b"],
    ]);
    const [night, , later] = nights;
    const [fib] = night?.points ?? [];
    expect(fib?.series).toMatchObject({
      backend: "cargo",
      workload: "Rust / fib_10",
      task: "foreign",
      measurement: "foreign.time",
      unit: "ms",
      better: "lower",
    });
    expect(fib?.point.value).toBeCloseTo(100e-6, 12);
    expect(fib?.point.low).toBeCloseTo(80e-6, 12);
    expect(fib?.point.high).toBeCloseTo(120e-6, 12);
    expect(later?.points[0]?.series.id).toBe(fib?.series.id);
    expect(later?.machine.fingerprint).toBe(night?.machine.fingerprint);
    expect(night?.run.id).toMatch(/^2026-03-01T12-00-00-github-action-benchmark-[0-9a-f]{12}$/);
  });

  it("is a series of one unit where a tool chooses it anew for each value", async () => {
    const file = await dataJs({
      Catch: [
        run("catch2", first, [{ name: "Fibonacci 20", value: 43.186, unit: "us", range: "± 11.7" }]),
        run("catch2", first + day, [{ name: "Fibonacci 20", value: 1.5, unit: "ms", range: "± 0.1" }]),
      ],
    });
    const { nights } = await foreignNights(file);
    const [before, after] = nights.map(({ points }) => points[0]);
    expect(after?.series.id).toBe(before?.series.id);
    expect(before?.point.value).toBeCloseTo(0.043186, 9);
    expect(after?.point.value).toBe(1.5);
  });

  it("knows the direction that the action itself takes, and units of rates and sizes", async () => {
    const bench = (unit: string) => [{ name: "x", value: 2, unit }];
    const file = await dataJs({
      a: [run("benchmarkjs", first, bench("ops/sec"))],
      b: [run("pytest", first, [{ name: "x", value: 2, unit: "iter/sec", range: "stddev: 0.1", extra: "rounds: 5" }])],
      c: [run("customBiggerIsBetter", first, bench("points"))],
      d: [run("customSmallerIsBetter", first, bench("Megabytes"))],
      e: [run("go", first, bench("B/op"))],
      f: [run("googlecpp", first, bench("us/iter"))],
      g: [run("jmh", first, bench("ops/ms"))],
    });
    const { nights } = await foreignNights(file);
    const told = Object.fromEntries(
      nights.map(({ run: { experiment }, points: [one] }) => [
        experiment,
        [one?.series.measurement, one?.series.unit, one?.series.better, one?.point.value, one?.point.low],
      ]),
    );
    expect(told).toEqual({
      a: ["foreign.rate", "ops/s", "higher", 2, null],
      b: ["foreign.rate", "iter/s", "higher", 2, null],
      c: ["foreign.value", "points", "higher", 2, null],
      d: ["foreign.value", "Megabytes", "lower", 2, null],
      e: ["foreign.bytes", "bytes", "lower", 2, null],
      f: ["foreign.time", "ms", "lower", 0.002, null],
      g: ["foreign.rate", "ops/s", "higher", 2000, null],
    });
  });

  it("does not begin a series anew because Go's unit holds the values of further metrics", async () => {
    const metrics = (ns: number, bytes: number) => [
      { name: "BenchmarkX", value: ns, unit: `ns/op\t      ${bytes} B/op` },
      { name: "BenchmarkX - ns/op", value: ns, unit: "ns/op" },
      { name: "BenchmarkX - B/op", value: bytes, unit: "B/op" },
    ];
    const file = await dataJs({
      Go: [run("go", first, metrics(100, 64)), run("go", first + day, metrics(120, 80))],
    });
    const [one, two] = (await foreignNights(file)).nights;
    expect(one?.points.map(({ series }) => series.id)).toEqual(two?.points.map(({ series }) => series.id));
    expect(one?.points).toHaveLength(3);
  });

  it("takes repetitions under one name together, a percentage as a share, and numbers written as text", async () => {
    const file = await dataJs({
      C: [
        run("googlecpp", first, [
          { name: "BM_x", value: 10, unit: "ms/iter" },
          { name: "BM_x", value: "12", unit: "ms/iter" },
          { name: "BM_x", value: 20, unit: "ms/iter" },
          { name: "BM_y", value: 200, unit: "ms/iter", range: "±1.5%" },
          { name: "BM_z", value: null, unit: "ms/iter" },
          { name: "BM_z", value: "fast", unit: "ms/iter" },
        ]),
      ],
    });
    const { nights, leftOut } = await foreignNights(file);
    expect(leftOut).toBe(2);
    expect(nights[0]?.points.map(({ point: { value, n, low, high } }) => [value, n, low, high])).toEqual([
      [12, 3, 10, 20],
      [200, 1, 197, 203],
    ]);
  });

  it("keeps the ids of runs when the file has grown, and a run that stands there twice once", async () => {
    const one = run("cargo", first, [{ name: "a", value: 1, unit: "ns/iter" }]);
    const two = run("cargo", first + day, [{ name: "a", value: 2, unit: "ns/iter" }]);
    const before = (await foreignNights(await dataJs({ s: [one, one] }))).nights;
    const after = (await foreignNights(await dataJs({ s: [one, two] }, { end: ";\n" }))).nights;
    expect(before).toEqual(after.slice(0, 1));
  });

  it("takes a given machine's name into the fingerprint", async () => {
    const file = await dataJs({ s: [run("cargo", first, [{ name: "a", value: 1, unit: "ns/iter" }])] });
    const machines = [{}, { machine: "bench-1" }, { machine: "bench-2" }].map((options) =>
      foreignNights(file, options),
    );
    const [none, one, two] = (await Promise.all(machines)).map(({ nights }) => nights[0]?.machine);
    expect(new Set([none?.fingerprint, one?.fingerprint, two?.fingerprint]).size).toBe(3);
    expect([none?.name, one?.name]).toEqual([null, "bench-1"]);
  });

  it("is never run: what follows the assignment is data or an error", async () => {
    const hostile = ["process.exit(0)", "{}; process.exit(0)", "(() => ({ entries: {} }))()", '{"entries":'];
    for (const script of hostile) {
      const file = join(await temporaryFolder(), "data.js");
      await writeFile(file, `window.BENCHMARK_DATA = ${script}`);
      await expect(foreignNights(file)).rejects.toThrow(DataError);
    }
  });

  it("says in a line which field of which file is at fault", async () => {
    const bench = { name: "a", value: 1, unit: "ns/iter" };
    const faults: [string, object][] = [
      ["entries.s.0.benches.0.value", [run("cargo", first, [{ ...bench, value: {} }])]],
      ["entries.s.0.benches.0.name", [run("cargo", first, [{ ...bench, name: "" }])]],
      ["entries.s.0.date", [run("cargo", 1e300, [bench])]],
      ["entries.s.0.commit.id", [{ ...run("cargo", first, [bench]), commit: {} }]],
      ["entries.s", { length: 1 }],
    ];
    for (const [field, suite] of faults) {
      const file = await dataJs({ s: suite });
      const message = await foreignNights(file).then(String, (error: Error) => error.message);
      expect(message).toContain(file);
      expect(message).toContain(`"${field}"`);
      expect(message.split("\n")).toHaveLength(1);
    }
  });

  it("shows no control characters of names, and tells long ones apart", async () => {
    const long = "x".repeat(1000);
    const names = ["a\u001B[31m\nb", `${long}1${long}`, `${long}2${long}`];
    const benches = names.map((name) => ({ name, value: 1, unit: "ns" }));
    const { nights } = await foreignNights(await dataJs({ s: [run("customSmallerIsBetter", first, benches)] }));
    const workloads = nights[0]?.points.map(({ series }) => series.workload) ?? [];
    expect(workloads[0]).toBe("s / a\\x1b[31m\\nb");
    expect(new Set(workloads).size).toBe(3);
    expect(workloads.every(({ length }) => length <= 320)).toBe(true);
  });
});
