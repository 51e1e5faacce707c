import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRun, stageRunFolder, writeBytes } from "../src/index.ts";
import { run, temporaryFolder } from "./fixtures.ts";

describe("stageRunFolder", () => {
  it("shows nothing in its place until it is published, with all that was staged", async () => {
    const target = join(await temporaryFolder(), "runs", "one");
    const staged = await stageRunFolder(target);
    await writeBytes(join(staged.folder, "weights", "w"), Uint8Array.of(1, 2));
    await expect(readdir(target)).rejects.toThrow(/ENOENT/);
    await staged.publish(run);
    expect((await readRun(target)).runId).toBe(run.runId);
    expect((await readdir(target)).toSorted()).toEqual(["journal.jsonl", "run.json", "weights"]);
    expect(await readdir(dirname(target))).toEqual(["one"]);
    await staged.discard();
    expect((await readRun(target)).runId).toBe(run.runId);
  });

  it("leaves nothing when it is discarded", async () => {
    const parent = await temporaryFolder();
    const staged = await stageRunFolder(join(parent, "one"));
    await staged.discard();
    expect(await readdir(parent)).toEqual([]);
  });

  it("takes an empty folder", async () => {
    const target = await temporaryFolder();
    await (await stageRunFolder(target)).publish(run);
    expect((await readRun(target)).runId).toBe(run.runId);
  });

  it("refuses a folder with something in it, also one that filled up meanwhile", async () => {
    const target = join(await temporaryFolder(), "one");
    const staged = await stageRunFolder(target);
    await mkdir(target);
    await writeFile(join(target, "mine"), "");
    await expect(staged.publish(run)).rejects.toThrow(/the folder is not empty; .*choose another --out/);
    await expect(stageRunFolder(target)).rejects.toThrow(/the folder is not empty/);
    expect(await readdir(target)).toEqual(["mine"]);
  });

  it.skipIf(!existsSync("/proc/self"))("names a place where the system lets nobody make a folder", async () => {
    await expect(stageRunFolder("/proc/some/run")).rejects.toThrow("/proc/some: cannot be written; got ENOENT");
  });

  it("names a place that cannot be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expect(stageRunFolder(join(folder, "file", "run"))).rejects.toThrow(/file.*ENOTDIR.*check the path/);
  });
});
