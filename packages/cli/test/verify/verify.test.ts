import { cp, mkdtemp, readdir, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { olderFingerprintOf } from "@evenkeel/harness";
import { writeManifest } from "@evenkeel/run-folder";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { runCli } from "../../src/program.ts";
import { isSound, verifyFolder } from "../../src/verify/verify-folder.ts";
import { publishedRuns } from "../published/published-runs.ts";
import { edits } from "./edits.ts";
import { editBytes, editJson, honestRun, removed, type Loose } from "./honest-run.ts";

let honest = "";
beforeAll(async () => {
  honest = await honestRun();
});
afterAll(() => removed(honest));

async function copied(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-edited-"));
  onTestFinished(() => removed(folder));
  await cp(honest, folder, { recursive: true });
  return folder;
}

async function differencesOf(folder: string): Promise<string[]> {
  const { findings } = await verifyFolder(folder);
  return findings.flatMap(({ differences }) =>
    differences.map(({ file, path, expected, got }) => `${file} ${path}: ${expected} / ${got}`),
  );
}

describe("verifying a run folder", () => {
  it("finds nothing in one that is as its run left it", async () => {
    expect(await differencesOf(honest)).toEqual([]);
    const compared = (await verifyFolder(honest)).findings.map(({ check, checked }) => [check, checked > 0]);
    expect(compared).toEqual([
      ["manifest", true],
      ["run", true],
      ["plan", true],
      ["measurements", true],
      ["samples", true],
      ["limits", true],
      ["claims", true],
      ["starting points", true],
      ["environment", true],
      ["page", true],
    ]);
  });

  it("says how many numbers have no raw samples behind them", async () => {
    const { findings } = await verifyFolder(honest);
    const unproved = findings.flatMap((finding) => finding.unproved);
    const cells = (await readdir(join(honest, "cells"))).length;
    expect(unproved).toContainEqual({ what: "memory.peakRssBytes", why: "no-samples", count: cells });
  });

  it("has more than twenty edits to find", () => {
    expect(new Set(edits.map(({ name }) => name)).size).toBe(edits.length);
    expect(edits.length).toBeGreaterThan(20);
  });

  it.each(edits)("finds $name though the manifest was made anew", async ({ edit, named }) => {
    const folder = await copied();
    await edit(folder);
    const differences = await differencesOf(folder);
    expect(differences.filter((line) => line.includes(named))).not.toEqual([]);
    expect(differences.filter((line) => line.includes("sha256 ") && line.startsWith("run.json :"))).toEqual([]);
  });

  it("holds the fingerprint of a run that keeps no parts of its machine against the rule of its time", async () => {
    const folder = await copied();
    const older = async (edit: (environment: Loose) => void) => {
      await editJson(folder, "run.json", (run) => {
        delete run.environment.machine;
        edit(run.environment);
        run.fingerprint = run.environment.fingerprint;
      });
      return (await differencesOf(folder)).filter((line) => line.includes("environment.fingerprint"));
    };
    const rule = ({ cpu, cores, memoryBytes }: Loose) =>
      olderFingerprintOf({ cpu, cores, memoryBytes, platform: "linux", arch: "x64" });
    expect(await older((environment) => (environment.fingerprint = rule(environment)))).toEqual([]);
    expect(await older((environment) => (environment.memoryBytes *= 2))).toHaveLength(1);
  });

  it("finds an edited file by the manifest alone, and one that it does not name", async () => {
    const folder = await copied();
    await writeFile(join(folder, "cells", "more.json"), "{}");
    await truncate(join(folder, "index.html"), 10);
    const differences = await differencesOf(folder);
    expect(differences.some((line) => line.startsWith("index.html : sha256"))).toBe(true);
    expect(differences.some((line) => line.startsWith("cells/more.json : no file"))).toBe(true);
  });

  it("compares the numbers of a page of another edition, and says that it is one", async () => {
    const folder = await copied();
    await editBytes(folder, "index.html", (bytes) =>
      Buffer.from(
        bytes
          .toString("utf8")
          .replace(/page edition \w+/, "page edition 0")
          .replace("<main>", "<main>987654.3"),
      ),
    );
    const { findings } = await verifyFolder(folder);
    const page = findings.find(({ check }) => check === "page");
    expect(page?.differences).toEqual([]);
    expect(page?.unproved).toEqual([{ what: "numbers of the page", why: "other-edition", count: 1 }]);
  });

  it("holds the numbers that a page of another edition carries against those of the run", async () => {
    const folder = await copied();
    const other = (page: string) => page.replace(/page edition \w+/, "page edition 0");
    const edited = (page: string) => page.replace(/("load\.coldStartMs":\{"value":)123/, "$17");
    await editBytes(folder, "index.html", (bytes) => Buffer.from(edited(other(bytes.toString("utf8")))));
    const [difference, ...more] = await differencesOf(folder);
    expect(difference).toMatch(
      /^index\.html run-data summary\.cells\["[^"]+"\]\.measurements\["load\.coldStartMs"\]: /,
    );
    expect(more).toEqual([]);
  });

  it("survives a file of every kind cut short, and says so", async () => {
    const files = (await readdir(honest, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const kindOf = ({ parentPath, name }: (typeof files)[number]) =>
      parentPath.includes("cells") ? name : `${basename(parentPath)}/${extname(name)}`;
    const kinds = new Map(files.map((file) => [kindOf(file), file]));
    expect(kinds.size).toBeGreaterThan(10);
    for (const { parentPath, name } of kinds.values()) {
      const folder = await copied();
      const file = join(folder, parentPath.slice(honest.length), name);
      await truncate(file, 25);
      if (name !== "manifest.sha256") await writeManifest(folder);
      if (name === "journal.jsonl") continue;
      expect(isSound(await verifyFolder(folder)), name).toBe(false);
    }
  });

  it.each(publishedRuns)("finds nothing in the published run %s", async (_, folder) => {
    expect(await differencesOf(folder)).toEqual([]);
  });
});

describe("evenkeel report --verify", () => {
  let [stdout, stderr] = ["", ""];
  beforeEach(() => {
    [stdout, stderr] = ["", ""];
    process.exitCode = undefined;
    vi.spyOn(process.stdout, "write").mockImplementation(
      (text) => ((stdout += stripVTControlCharacters(String(text))), true),
    );
    vi.spyOn(process.stderr, "write").mockImplementation(
      (text) => ((stderr += stripVTControlCharacters(String(text))), true),
    );
    onTestFinished(() => {
      vi.restoreAllMocks();
      process.exitCode = undefined;
    });
  });

  it("says what it compared, and exits with 0", async () => {
    expect(await runCli(["report", honest, "--verify"])).toBe(0);
    expect(stdout).toMatch(/measurements +\d+ +0 /);
    expect(stdout).toMatch(/numbers have no raw samples: .*memory\.peakRssBytes \(\d+\)/);
    expect(stdout).toContain("No difference in ");
  });

  it("names each difference in a line and exits with 1, also as JSON", async () => {
    const folder = await copied();
    await editJson(folder, "run.json", (run) => (run.models[0].parameters = 5));
    expect(await runCli(["report", folder, "--verify"])).toBe(1);
    expect(stdout).toMatch(/different: run\.json: models\[0\]\.parameters: expected \d+; got 5\n/);
    stdout = "";
    expect(await runCli(["report", folder, "--verify", "--json"])).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ folder, schemaVersion: 3, sound: false });
  });

  it("exits with 1 for a run that cannot be read", async () => {
    const folder = await copied();
    await truncate(join(folder, "run.json"), 100);
    expect(await runCli(["report", folder, "--verify"])).toBe(1);
    expect(stdout).toContain("different: run.json: expected a run; got");
  });

  it.each([["--format", "csv"], ["--out", "page.html"], ["--open"]])("refuses %s beside it", async (...flags) => {
    expect(await runCli(["report", honest, "--verify", ...flags])).toBe(2);
    expect(stderr).toContain("--verify: verifying writes and shows nothing");
  });

  it("refuses --json without it", async () => {
    expect(await runCli(["report", honest, "--json"])).toBe(2);
    expect(stderr).toContain("--json: only --verify finds something to print");
  });
});
