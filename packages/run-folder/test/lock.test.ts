import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { lockRunFolder } from "../src/index.ts";
import { publishedRun, temporaryFolder } from "./fixtures.ts";

describe("lockRunFolder", () => {
  it("lets one in at a time, and the next after it", async () => {
    const folder = await publishedRun();
    const unlock = lockRunFolder(folder);
    expect(() => lockRunFolder(folder)).toThrow(RunFolderError);
    expect(() => lockRunFolder(folder)).toThrow(`${folder}: a run is going on in this folder; wait until it has ended`);
    unlock();
    lockRunFolder(folder)();
  });

  it("holds one folder, not the next", async () => {
    const [one, other] = [await publishedRun(), await publishedRun()];
    const unlock = lockRunFolder(one);
    expect(() => lockRunFolder(other)()).not.toThrow();
    unlock();
  });

  it("leaves one empty file", async () => {
    const folder = await publishedRun();
    const before = await readdir(folder);
    lockRunFolder(folder)();
    expect((await readdir(folder)).filter((name) => !before.includes(name))).toEqual(["run.lock"]);
  });

  it("touches no folder that is no run's", async () => {
    const folder = await temporaryFolder();
    expect(() => lockRunFolder(folder)).toThrow("not a run folder");
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["a folder", (file: string) => mkdir(file)],
    ["no lock", (file: string) => writeFile(file, "something else altogether")],
  ])("names its file where that is %s", async (_, make) => {
    const folder = await publishedRun();
    await make(join(folder, "run.lock"));
    expect(() => lockRunFolder(folder)).toThrow(`${join(folder, "run.lock")}: cannot be locked`);
  });
});
