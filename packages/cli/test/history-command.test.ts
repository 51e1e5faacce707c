import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import { writeManifest } from "@evenkeel/run-folder";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

let folder = "";
/** Run folders of four nights, the last of which is going on. */
let runs = "";
let store = "";
let files = 0;

const days = ["23", "24", "25", "26"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-history-"));
  runs = join(folder, "runs");
  for (const [index, day] of days.entries()) {
    const made = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], rounds: 2 });
    const [runId, startedAt] = [`2026-11-${day}T02-17-00-quick`, `2026-11-${day}T02:17:00.000Z`];
    const state = index === 3 ? ("running" as const) : ("finished" as const);
    const at = join(runs, runId);
    await mkdir(at, { recursive: true });
    await writeRunFolder(at, { ...made, run: { ...made.run, runId, startedAt, state } });
    if (state === "finished") await writeManifest(at);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  store = join(folder, `${(files += 1)}.sqlite`);
});

function runOf(day: string): string {
  return join(runs, `2026-11-${day}T02-17-00-quick`);
}

/** Without what was said before. */
async function said(argv: readonly string[], code = 0): Promise<{ readonly out: string; readonly err: string }> {
  [captured.out, captured.err] = ["", ""];
  process.exitCode = undefined;
  expect(await runCli([...argv, "--store", store]), captured.err).toBe(code);
  return { out: captured.out, err: captured.err };
}

interface Listed {
  readonly id: string;
  readonly backend: string;
  readonly measurement: string;
  readonly nights: number;
  readonly lastAt: string;
}

describe("evenkeel history", () => {
  it("imports a folder of runs, passing over the one that has not ended, and again with no change", async () => {
    const first = await said(["history", "import", runs]);
    expect(first.out).toBe("3 imported, 1 not ended\n");
    expect(first.err).toMatch(
      /^imported: 2026-11-23T02-17-00-quick, \d+ points\nimported: .*\nimported: .*\nleft out: .*26T.*: the run has not ended/,
    );
    const listed = await said(["history", "list", "--json"]);
    expect((await said(["history", "import", runOf("23"), runOf("25")])).out).toBe("0 imported, 2 there already\n");
    expect(await said(["history", "list", "--json"])).toEqual(listed);
  });

  it("imports what it can, says in a line what it cannot, and exits with 1", async () => {
    const edited = join(folder, "edited");
    await cp(runOf("24"), edited, { recursive: true });
    await writeFile(join(edited, "run.json"), (await readFile(join(edited, "run.json"), "utf8")).replace("2.", "3."));
    const { out, err } = await said(
      ["history", "import", join(folder, "nothing"), edited, runOf("26"), runOf("24")],
      1,
    );
    expect(out).toBe("1 imported, 1 not ended, 2 refused\n");
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^left out: .*nothing: cannot be imported; expected run folders, github.* Format \(JSON\); got nothing there$/,
      ),
      expect.stringMatching(/^left out: .*edited.run\.json: damaged; expected sha256/),
      expect.stringMatching(/^left out: .*26T02-17-00-quick: the run has not ended; .*got one that is going on/),
      expect.stringMatching(/^imported: 2026-11-24T02-17-00-quick, \d+ points$/),
    ]);
  });

  it("refuses another run under a known id, and stays as it was", async () => {
    await said(["history", "import", runOf("24")]);
    const before = await said(["history", "list", "--json"]);
    const edited = join(folder, "again");
    await cp(runOf("24"), edited, { recursive: true });
    await writeFile(join(edited, "run.json"), (await readFile(join(edited, "run.json"), "utf8")).replace("2.", "3."));
    await writeManifest(edited);
    const { err } = await said(["history", "import", edited], 1);
    expect(err).toMatch(
      /^left out: run 2026-11-24T02-17-00-quick: another run of this id is in the history; [^\n]+\n$/,
    );
    expect(await said(["history", "list", "--json"])).toEqual(before);
  });

  it("lists series in a table and as JSON, those that are named alone", async () => {
    await said(["history", "import", runs]);
    const { out } = await said(["history", "list", "--backend", "onnx-wasm", "--measurement", "latency.p50Ms"]);
    const [head, row, ...others] = out.trimEnd().split("\n");
    expect(others).toEqual([]);
    expect(head).toMatch(/^series +machine +workload +backend +threads +task +measurement +nights +last value +last$/);
    expect(row).toMatch(
      /^[0-9a-f]{16} +01234567 +lenet-5 +onnx-wasm +default +latency +latency\.p50Ms +3 +[\d.]+ ms +2026-11-25$/,
    );
    const all = JSON.parse((await said(["history", "list", "--json"])).out) as Listed[];
    expect(new Set(all.map(({ backend }) => backend))).toEqual(new Set(["onnx-cpu", "onnx-wasm"]));
    expect(all.every(({ nights, lastAt }) => nights === 3 && lastAt === "2026-11-25T02:17:00.000Z")).toBe(true);
    expect((await said(["history", "list", "--workload", "none"])).out).toBe("no series like this\n");
  });

  it("shows a series night by night, by the beginning of its id", async () => {
    await said(["history", "import", runs]);
    const all = JSON.parse((await said(["history", "list", "--json"])).out) as Listed[];
    const { id = "" } = all.find(({ measurement }) => measurement === "evaluate.accuracy") ?? {};
    const { out } = await said(["history", "show", id.slice(0, 12)]);
    expect(out).toMatch(
      new RegExp(`^${id}: evaluate\\.accuracy of evaluate, lenet-5 on onnx-cpu, threads default; machine`),
    );
    expect(out.match(/^2026-11-2[345] 02:17 UTC +2026-11-2\dT02-17-00-quick +[\d.]+% +– +– +1$/gm)).toHaveLength(3);
    const { points } = JSON.parse((await said(["history", "show", id, "--json"])).out) as { points: { at: string }[] };
    expect(points.map(({ at }) => at.slice(0, 10))).toEqual(["2026-11-23", "2026-11-24", "2026-11-25"]);
    expect((await said(["history", "show", "none"], 2)).err).toMatch(/^error: series: no such series; .*got "none"/);
  });

  it("is made anew from its run folders, and names runs that have none", async () => {
    await said(["history", "import", runs]);
    const before = await said(["history", "list", "--json"]);
    const rebuilt = await said(["history", "rebuild", runs]);
    expect([rebuilt.out, rebuilt.err]).toEqual(["3 runs\n", expect.stringMatching(/^left out: .*26T.*has not ended/)]);
    expect(await said(["history", "list", "--json"])).toEqual(before);
    const fewer = join(folder, "fewer");
    await cp(runOf("25"), join(fewer, "25"), { recursive: true });
    expect((await said(["history", "rebuild", fewer])).out).toBe(
      "1 runs\nnot there any more, for want of a run folder: 2026-11-23T02-17-00-quick, 2026-11-24T02-17-00-quick\n",
    );
    await writeFile(join(fewer, "25", "run.json"), "{");
    expect((await said(["history", "rebuild", fewer], 1)).err).toMatch(
      /no run could be read: the history stays as it was/,
    );
    expect((await said(["history", "rebuild", join(runOf("25"), "cells")], 2)).err).toMatch(
      /^error: folder: no run folder in it; expected/,
    );
  });

  it.each([
    [
      ["list"],
      /^error: --store: no history there; expected a file that .* has made; got .*\.sqlite; import a run first, or name another store\n$/,
    ],
    [["show", "12"], /^error: --store: no history there/],
    [["import"], /missing required argument 'folders'/],
    [["import", ""], /^error: folders: expected a path; got nothing/],
    [["lst"], /unknown command 'lst'/],
  ])("%j is wrong use: one clear line and exit code 2", async (argv, message) => {
    const { out, err } = await said(["history", ...argv], 2);
    expect(err).toMatch(message);
    expect(out).toBe("");
  });

  it("takes no other URL than PostgreSQL's, and shows no password", async () => {
    for (const url of ["mysql://root:hunter2@host/db", "postgres://root:hunter2@host:x/db"]) {
      expect(await runCli(["history", "list", "--store", url])).toBe(2);
    }
    expect(await runCli(["history", "list", "--store", "postgres://root:hunter2@127.0.0.1:1/db"])).toBe(1);
    expect(captured.err).toMatch(/postgres:\/\/root@127\.0\.0\.1:1\/db: the store cannot be used; got .*ECONNREFUSED/);
    expect(captured.err + captured.out).not.toContain("hunter2");
  });

  it("imports another tool's past beside run folders, once, and says what it leaves out", async () => {
    const file = join(folder, "data.js");
    const entry = (date: number, value: number | null) => ({
      commit: { id: "0123456789abcdef0123456789abcdef01234567" },
      date,
      tool: "cargo",
      benches: [
        { name: "fib", value, unit: "ns/iter", range: "± 2" },
        { name: "sum", value: 7, unit: "us/iter" },
      ],
    });
    const entries = { Rust: [entry(Date.UTC(2026, 2, 1), 1000), entry(Date.UTC(2026, 2, 2), null)] };
    await writeFile(file, `window.BENCHMARK_DATA = ${JSON.stringify({ lastUpdate: 0, repoUrl: "", entries })}`);
    const { out, err } = await said(["history", "import", runOf("23"), file, "--machine", "runner-1"]);
    expect(out).toBe("3 imported\n");
    expect(err).toMatch(
      /data\.js: 2 runs of github-action-benchmark; 1 value of a failed or skipped benchmark left out\n$/,
    );
    expect((await said(["history", "import", file, "--machine", "runner-1"])).out).toBe(
      "0 imported, 2 there already\n",
    );
    const listed = JSON.parse((await said(["history", "list", "--backend", "cargo", "--json"])).out) as object[];
    expect(listed).toMatchObject([
      { workload: "Rust / fib", task: "foreign", measurement: "foreign.time", unit: "ms", nights: 1, lastValue: 0.001 },
      { workload: "Rust / sum", nights: 2, machineName: "runner-1" },
    ]);
    expect((await said(["history", "list", "--backend", "cargo"])).out).toMatch(/runner-1 +Rust \/ fib .* 0\.001 ms/);
  });

  it("asks for what a file in Bencher Metric Format lacks, and refuses other files in a line", async () => {
    const file = join(folder, "results.json");
    await writeFile(file, JSON.stringify({ sort: { latency: { value: 2e6 } } }));
    expect((await said(["history", "import", file], 1)).err).toMatch(/^left out: .*say when it ran: --at/);
    const given = ["--at", "2026-11-27T02:17:00Z", "--commit", "0A1B2C3"];
    expect((await said(["history", "import", file, ...given])).out).toBe("1 imported\n");
    expect((await said(["history", "import", file, "--at", "yesterday"], 2)).err).toMatch(
      /Expected a time with its zone/,
    );
    expect((await said(["history", "import", file, "--commit", "main"], 2)).err).toMatch(
      /Expected the hash of a commit/,
    );
    await writeFile(file, "{}");
    expect((await said(["history", "import", file, ...given], 1)).err).toMatch(
      /^left out: .*results\.json: cannot be imported; expected .*data\.js, .*asv, .*Bencher Metric Format.*got other JSON\n$/,
    );
  });
});
