/** What one machine decided, on the pages of another that has the branch alone. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import {
  findingId,
  insertFinding,
  listFindings,
  listSeries,
  openStore,
  readFindings,
  updateFinding,
} from "@evenkeel/history";
import { writeManifest } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

let folder = "";
let remote = "";
const latest = "2026-11-25T02-17-00-quick";
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-travels-"));
  remote = at("remote.git");
  await execa("git", ["init", "--quiet", "--bare", remote]);
  for (const day of ["24", "25"]) {
    const made = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], rounds: 2 });
    const [runId, startedAt] = [`2026-11-${day}T02-17-00-quick`, `2026-11-${day}T02:17:00.000Z`];
    const run = join(at("runs"), runId);
    await mkdir(run, { recursive: true });
    await writeRunFolder(run, { ...made, run: { ...made.run, runId, startedAt, state: "finished" } });
    await writeManifest(run);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function said(...argv: readonly string[]): Promise<string> {
  [captured.out, captured.err] = ["", ""];
  expect(await runCli(["history", ...argv]), captured.err).toBe(0);
  return captured.out;
}

/** Two findings: of two series of the store, one of them confirmed. */
async function decide(where: string): Promise<void> {
  const store = await openStore(where, { create: false });
  const [one, other] = (await listSeries(store)).map(({ series }) => series);
  for (const { id: seriesId } of [one, other].filter((series) => series !== undefined)) {
    const key = { seriesId, changeRun: latest };
    const change = { changeAt: Date.UTC(2026, 10, 25, 2, 17), lastGoodRun: "2026-11-24T02-17-00-quick" };
    const found = { kind: "step", effect: 0.15, p: 0.001, q: 0.01, state: "suspected", proposedAt: 1 } as const;
    await insertFinding(store, { id: findingId(key), ...key, ...change, ...found, evidence: null, confirmedAt: null });
  }
  const evidence = { sentence: "Both commits side by side, 8 rounds: +14.8%." };
  const [first] = await listFindings(store);
  await updateFinding(store, first?.id ?? "", { state: "confirmed", evidence, confirmedAt: 2 });
  await store.close();
}

it("shows on other pages what was confirmed and suspected, and goes on from there", async () => {
  const [own, other] = [at("own.sqlite"), at("other.sqlite")];
  await said("import", at("runs"), "--store", own);
  await said("check", "--store", own);
  await decide(own);
  const runs = (await readdir(at("runs"))).map((name) => join(at("runs"), name));
  expect(await said("push", ...runs, "--remote", remote, "--store", own)).toBe(
    "2 of 2 pushed to evenkeel-history; findings of 1 machine\n",
  );
  expect(await said("push", ...runs, "--remote", remote, "--store", own)).toBe("0 of 2 pushed to evenkeel-history\n");

  expect(await said("pull", at("pulled"), "--remote", remote)).toBe("2 new runs; findings of 1 machine\n");
  expect(await said("rebuild", at("pulled"), "--store", other)).toBe("2 runs\n");
  expect(captured.err).toMatch(/findings of \S+: 2 new, 0 changed\n$/);
  await said("render", "--store", other, "--out", at("site"));
  const overview = await readFile(join(at("site"), "index.html"), "utf8");
  expect(overview).toContain("1 confirmed, 1 suspected");
  const feed = await readFile(join(at("site"), "feed.json"), "utf8");
  expect(feed).toContain("Both commits side by side, 8 rounds: +14.8%.");
  await said("render", "--store", own, "--out", at("own-site"));
  expect(overview).toBe(await readFile(join(at("own-site"), "index.html"), "utf8"));

  expect(await said("import", at("pulled"), "--store", other)).toBe("0 imported, 2 there already\n");
  expect(captured.err).toMatch(/findings of \S+: nothing new\n$/);
});

it("writes them beside run folders that lie elsewhere, and refuses in a line what it cannot use", async () => {
  expect(await said("findings", at("runs"), "--store", at("own.sqlite"))).toBe(
    "1 machine, 1 with other findings than before\n",
  );
  expect(await said("findings", at("runs"), "--store", at("own.sqlite"))).toBe(
    "1 machine, 0 with other findings than before\n",
  );
  const [name = ""] = await readdir(join(at("runs"), "findings"));
  const file = join(at("runs"), "findings", name);
  expect(readFindings(await readFile(file, "utf8"), file).findings).toHaveLength(2);
  await writeFile(join(at("runs"), "findings", "0000000000000000.json"), '{"schemaVersion": 1}');
  [captured.out, captured.err] = ["", ""];
  expect(await runCli(["history", "import", at("runs"), "--store", at("third.sqlite")])).toBe(1);
  expect(captured.out).toBe("2 imported\n");
  expect(captured.err).toMatch(/left out: .*0000000000000000\.json: findings that cannot be used; expected/);
  expect(captured.err).toMatch(/findings of \S+: 2 new, 0 changed/);
});
