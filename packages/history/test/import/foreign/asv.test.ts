import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DataError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { foreignNights } from "../../../src/import/foreign/foreign-nights.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const columns = [
  "result",
  "params",
  "version",
  "started_at",
  "duration",
  "stats_ci_99_a",
  "stats_ci_99_b",
  "stats_q_25",
  "stats_q_75",
  "stats_number",
  "stats_repeat",
  "samples",
  "profile",
];

const machine = {
  arch: "x86_64",
  cpu: "Made-up Processor 9000",
  machine: "cheetah",
  num_cpu: "8",
  os: "Linux 6.1.0",
  ram: "16GB",
};

const benchmarks = {
  "suite.time_sort": {
    code: "def time_sort(self, n, kind): ...",
    name: "suite.time_sort",
    param_names: ["n", "kind"],
    params: [
      ["10", "1000"],
      ["'quick'", "'heap'"],
    ],
    timeout: 60,
    type: "time",
    unit: "seconds",
    version: "v1",
  },
  "suite.peakmem_load": { name: "suite.peakmem_load", param_names: [], params: [], type: "peakmemory", unit: "bytes" },
  "suite.track_error": { name: "suite.track_error", param_names: [], params: [], type: "track", unit: "percent" },
  version: 2,
};

const madeAt = Date.UTC(2026, 0, 5, 8, 30);
const hash = "0123456789abcdef0123456789abcdef01234567";

interface ResultsOptions {
  readonly results?: object;
  readonly date?: number;
  readonly version?: number;
  readonly environment?: string;
  readonly os?: string;
}

/** A results file as asv writes it: compact, its `NaN` as Python has it. */
function results({ results: rows = defaultRows, date = madeAt, version = 2, environment, os }: ResultsOptions): string {
  return JSON.stringify({
    commit_hash: hash,
    env_name: environment ?? "virtualenv-py3.12-numpy",
    date,
    params: { ...machine, ...(os !== undefined && { os }), python: "3.12", numpy: "" },
    python: "3.12",
    requirements: { numpy: "", scipy: "1.14" },
    env_vars: {},
    result_columns: columns,
    results: rows,
    durations: { "<build>": 12.5 },
    version,
  }).replaceAll('"<NaN>"', "NaN");
}

const params = [
  ["10", "1000"],
  ["'quick'", "'heap'"],
];
const defaultRows = {
  "suite.time_sort": [
    [1e-6, 2e-6, 3e-4, "<NaN>"],
    params,
    "v1",
    madeAt + 1000,
    4.2,
    [0.9e-6, null, 2.5e-4, null],
    [1.1e-6, null, 3.5e-4, null],
    [1e-6, 2e-6, 3e-4, null],
    [1e-6, 2e-6, 3e-4, null],
    [1000, 1000, 10, null],
    [10, 10, 7, null],
  ],
  "suite.peakmem_load": [[52_428_800], [], "v7", madeAt + 1000, 1],
  "suite.track_error": [[0.25], [], "v2"],
  "suite.time_gone": [[2e-3], [], "v1"],
  "suite.time_failed": [null, [], "v1"],
};

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

function whole(options: ResultsOptions = {}, more: Readonly<Record<string, string>> = {}): Promise<string> {
  return folder({
    "benchmarks.json": JSON.stringify(benchmarks),
    "cheetah/machine.json": JSON.stringify({ ...machine, version: 1 }),
    "cheetah/01234567-virtualenv-py3.12-numpy.json": results(options),
    ...more,
  });
}

describe("an asv results folder", () => {
  it("gives a night for a commit in an environment on a machine", async () => {
    const { source, nights, leftOut } = await foreignNights(await whole());
    expect([source, nights.length, leftOut]).toEqual(["asv", 1, 1]);
    const [night] = nights;
    expect(night?.run).toMatchObject({ at: madeAt, commit: hash, experiment: "asv", source: "asv" });
    expect(night?.machine).toMatchObject({
      name: "cheetah",
      cpu: "Made-up Processor 9000",
      cores: 8,
      memoryGib: 16,
      isa: "x86_64",
      platform: "Linux 6.1.0",
    });
    expect(night?.versions).toEqual({ python: "3.12", scipy: "1.14" });
  });

  it("names each combination of parameters, the last varying fastest, with value, interval and repetitions", async () => {
    const [night] = (await foreignNights(await whole())).nights;
    const sorts = night?.points.filter(({ series }) => series.workload.startsWith("suite.time_sort")) ?? [];
    expect(
      sorts.map(({ series, point: { value, low, high, n } }) => [
        series.workload,
        ...[value, low, high].map((number) => number && Number(number.toPrecision(6))),
        n,
      ]),
    ).toEqual([
      ["suite.time_sort(n=10, kind='quick')", 1e-3, 0.9e-3, 1.1e-3, 10],
      ["suite.time_sort(n=10, kind='heap')", 2e-3, null, null, 10],
      ["suite.time_sort(n=1000, kind='quick')", 0.3, 0.25, 0.35, 7],
    ]);
  });

  it("takes units from benchmarks.json, and from the name of a benchmark that is gone from it", async () => {
    const [night] = (await foreignNights(await whole())).nights;
    const told = Object.fromEntries(
      (night?.points ?? []).map(({ series, point }) => [
        series.workload,
        [series.measurement, series.unit, series.better, point.value],
      ]),
    );
    expect(told).toMatchObject({
      "suite.peakmem_load": ["foreign.bytes", "bytes", "lower", 52_428_800],
      "suite.track_error": ["foreign.value", "percent", null, 0.25],
      "suite.time_gone": ["foreign.time", "ms", "lower", 2],
    });
  });

  it("begins a new series where the benchmark's code or the environment changed, and not where the kernel did", async () => {
    const idOf = async (options: ResultsOptions) => {
      const { nights } = await foreignNights(await whole(options));
      return nights[0]?.points.find(({ series }) => series.workload === "suite.peakmem_load")?.series.id;
    };
    const own = await idOf({});
    expect(own).toBeDefined();
    expect(await idOf({ os: "Linux 6.2.0", date: madeAt + 1 })).toBe(own);
    expect(await idOf({ environment: "virtualenv-py3.13-numpy" })).not.toBe(own);
    expect(await idOf({ results: { "suite.peakmem_load": [[1], [], "v8"] } })).not.toBe(own);
  });

  it("reads several machines and environments, and nothing but their results", async () => {
    const other = { ...machine, machine: "tortoise" };
    const root = await whole(
      {},
      {
        "cheetah/01234567-virtualenv-py3.13-numpy.json": results({ environment: "virtualenv-py3.13-numpy" }),
        "tortoise/machine.json": JSON.stringify({ ...other, version: 1 }),
        "tortoise/01234567-virtualenv-py3.12-numpy.json": results({}).replaceAll("cheetah", "tortoise"),
        "notes/readme.json": "{",
        "cheetah/notes.txt": "{",
      },
    );
    const { nights } = await foreignNights(root);
    expect(nights.map(({ machine: of }) => String(of.name)).toSorted()).toEqual(["cheetah", "cheetah", "tortoise"]);
    expect(new Set(nights.map(({ run }) => run.id)).size).toBe(3);
  });

  it("says in a line what is wrong with which file", async () => {
    const file = "cheetah/01234567-virtualenv-py3.12-numpy.json";
    const faults: [Promise<string>, string, RegExp][] = [
      [whole({ version: 1 }), file, /expected version 2 .*got version 1; .*asv update/],
      [whole({ version: 3 }), file, /expected version 2 .*got version 3$/],
      [whole({ date: -1 }), file, /"date"/],
      [whole({ results: { x: [[1, 2], [["1"]], "v"] } }), file, /expected 1 results of x.*got 2/],
      [whole({ results: { x: [["fast"], [], "v"] } }), file, /"result\.0"/],
      [whole({}, { [file]: "{" }), file, /expected JSON/],
      [whole({}, { [file]: results({}).replace("cheetah", "lion") }), file, /expected results of cheetah; got lion/],
      [whole({}, { "benchmarks.json": '{"version": 1}' }), "benchmarks.json", /asv update/],
      [whole({}, { "cheetah/machine.json": '{"version": 1}' }), "cheetah/machine.json", /"machine"/],
      [folder({ "benchmarks.json": "{}" }), "", /expected folders of machines/],
      [
        folder({ "readme.md": "" }),
        "",
        /expected run folders, github-action-benchmark's data\.js, .*got another folder/,
      ],
    ];
    for (const [made, name, told] of faults) {
      const root = await made;
      const error = await foreignNights(root).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(DataError);
      const { message } = error as DataError;
      expect(message).toMatch(told);
      expect(message).toContain(join(root, name));
      expect(message.split("\n")).toHaveLength(1);
    }
  });

  it("does not multiply what a file claims of its parameters into work", async () => {
    const many = Array.from({ length: 60 }, () => Array.from({ length: 1000 }, (_, index) => String(index)));
    const root = await whole({ results: { x: [[1], many, "v"] } });
    await expect(foreignNights(root)).rejects.toThrow(/one for each combination/);
  });

  it("leaves the words NaN and Infinity in texts as they are", async () => {
    const root = await whole({ results: { "suite.time_x": ["<NaN>", [], 'says "NaN" and Infinity'] } });
    const text = JSON.stringify({ "suite.time_NaN": [[1], [["NaN"]], 'a \\" NaN'] });
    const named = await whole({ results: JSON.parse(text) as object });
    expect((await foreignNights(root)).nights[0]?.points).toEqual([]);
    expect((await foreignNights(named)).nights[0]?.points[0]?.series.workload).toBe("suite.time_NaN(param1=NaN)");
  });
});
