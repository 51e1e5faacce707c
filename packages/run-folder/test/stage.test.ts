import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockRunFolder, readRun, stageRunFolder, writeBytes } from "../src/index.ts";
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

  it("takes the next number where two runs of one second are to lie in one place", async () => {
    const target = join(await temporaryFolder(), "runs", "one");
    const staged = [await stageRunFolder(target, { numbered: true }), await stageRunFolder(target, { numbered: true })];
    const places = [];
    for (const one of staged) places.push(await one.publish({ ...run, runId: "one" }));
    expect(places.map(({ folder, run: { runId } }) => [folder, runId])).toEqual([
      [target, "one"],
      [`${target}-2`, "one-2"],
    ]);
    expect((await readRun(`${target}-2`)).runId).toBe("one-2");
  });

  it("removes what killed runs left half made beside it, and nothing else", async () => {
    const parent = await temporaryFolder();
    const gone = 2 ** 22 + 12_345;
    const [dead, old, living] = [
      `.staged-0123abcd-${gone}`,
      `.a-run.staged-${gone}`,
      `.staged-0123abcd-${process.ppid}`,
    ];
    for (const name of [dead, old, living, ".stagedness", "one.staged-x"]) await mkdir(join(parent, name));
    await writeFile(join(parent, dead, "run.lock"), "");
    await (await stageRunFolder(join(parent, "run"))).publish(run);
    expect((await readdir(parent)).toSorted()).toEqual([living, ".stagedness", "one.staged-x", "run"].toSorted());
  });

  it("leaves what another process holds the lock of, whatever its number", async () => {
    const parent = await temporaryFolder();
    const held = join(parent, `.staged-0123abcd-${2 ** 22 + 12_345}`);
    await mkdir(held);
    await writeFile(join(held, "run.json"), "{}");
    const unlock = lockRunFolder(held);
    await (await stageRunFolder(join(parent, "run"))).discard();
    expect(await readdir(parent)).toEqual([basename(held)]);
    unlock();
  });

  it("takes a name as long as the system allows, and refuses a path that cannot be locked before any work", async () => {
    const parent = await temporaryFolder();
    const staged = await stageRunFolder(join(parent, "r".repeat(250)));
    await staged.publish(run);
    lockRunFolder(join(parent, "r".repeat(250)))();
    const deep = join(parent, ...Array.from({ length: 5 }, () => "d".repeat(100)));
    await expect(stageRunFolder(deep)).rejects.toThrow(
      /too long to be locked; expected at most \d+ bytes.*shorter path/s,
    );
    expect(await readdir(parent)).toHaveLength(1);
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
