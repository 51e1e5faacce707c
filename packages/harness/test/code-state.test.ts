import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { experimentRepositorySchema } from "@evenkeel/core";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { evenkeelState, ownWorkTree, repositoryState } from "../src/code-state.ts";

const evenkeel = resolve(import.meta.dirname, "../../..");
let folder = "";
let file = "";
let commit = "";

const git = async (...args: string[]) => (await promisify(execFile)("git", ["-C", folder, ...args])).stdout.trim();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-repository-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  file = join(folder, "bench", "mine.ts");
  await mkdir(join(folder, "bench"));
  await writeFile(file, "export const experiment = {};\n");
  await git("init", "--quiet");
});

async function committed(): Promise<void> {
  await git("add", "--all");
  await git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "One");
  commit = await git("rev-parse", "HEAD");
}

describe("the repository of an experiment", () => {
  it("is recorded with its commit and the experiment's place in it", async () => {
    await committed();
    expect(await repositoryState(file, evenkeel)).toEqual({ commit, dirty: false, experiment: "bench/mine.ts" });
  });

  it("has changes where a file that it follows does, or where it does not follow the experiment", async () => {
    await committed();
    await writeFile(join(folder, "results.sqlite"), "");
    expect(await repositoryState(file, evenkeel)).toMatchObject({ dirty: false });
    const other = join(folder, "bench", "other.ts");
    await writeFile(other, "");
    expect(await repositoryState(other, evenkeel)).toMatchObject({ dirty: true, experiment: "bench/other.ts" });
    await writeFile(file, "// changed\n");
    expect(await repositoryState(file, evenkeel)).toMatchObject({ commit, dirty: true });
  });

  it("is none without a commit, outside of git, and for Evenkeel's own experiments", async () => {
    expect(await repositoryState(file, evenkeel)).toBeUndefined();
    expect(await repositoryState(join(tmpdir(), "mine.ts"), evenkeel)).toBeUndefined();
    await committed();
    const link = `${folder}-link`;
    await symlink(folder, link);
    onTestFinished(() => rm(link));
    expect(await ownWorkTree(file, link)).toBeNull();
    expect(await ownWorkTree(join(evenkeel, "benchmarks", "quick.ts"), evenkeel)).toBeNull();
  });

  it("leads to no file outside of it", () => {
    const of = (experiment: string) => ({ commit: "a".repeat(40), dirty: false, experiment });
    for (const path of ["mine.ts", "bench/mine.ts", "a/..b/.c.ts"]) {
      expect(experimentRepositorySchema.safeParse(of(path)).success, path).toBe(true);
    }
    for (const path of [
      "/etc/mine.ts",
      "../mine.ts",
      "a/../../mine.ts",
      "a/..",
      "",
      "a//b.ts",
      ".\\..\\a.ts",
      "a\nb.ts",
    ]) {
      expect(experimentRepositorySchema.safeParse(of(path)).success, path).toBe(false);
    }
    expect(experimentRepositorySchema.safeParse({ ...of("a.ts"), commit: "--upload-pack=x" }).success).toBe(false);
  });
});

describe("Evenkeel's own code", () => {
  it("has no commit where it was unpacked into another work tree", async () => {
    await committed();
    await mkdir(join(folder, "vendor"));
    await writeFile(join(folder, "vendor", "package.json"), JSON.stringify({ name: "evenkeel", version: "1.2.3" }));
    const none = { evenkeelCommit: null, dirty: null, evenkeelVersion: "1.2.3" };
    expect(await evenkeelState(join(folder, "vendor"))).toEqual(none);
    expect(await evenkeelState(folder)).toEqual({ evenkeelCommit: commit, dirty: true });
  });
});
