import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { longestLockPathBytes, takeFileLock } from "../src/file-lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("takeFileLock", () => {
  it("lets one in at a time, and leaves an empty file", async () => {
    const file = join(folder, "lock");
    const unlock = takeFileLock(file);
    expect(unlock).not.toBeNull();
    expect(takeFileLock(file)).toBeNull();
    unlock?.();
    const again = takeFileLock(file);
    expect(again).not.toBeNull();
    // The first holder's function does nothing any more.
    unlock?.();
    expect(takeFileLock(file)).toBeNull();
    again?.();
    expect(await readFile(file, "utf8")).toBe("");
  });

  it("passes on what keeps it from locking", async () => {
    await writeFile(join(folder, "text"), "something else altogether");
    expect(() => takeFileLock(join(folder, "text"))).toThrow("not a database");
    expect(() => takeFileLock(join(folder, "none", "lock"))).toThrow("unable to open");
  });

  it("takes a path as long as it says, and none of two bytes more", async () => {
    let deep = folder;
    while (Buffer.byteLength(deep) < longestLockPathBytes - 150) deep = join(deep, "d".repeat(100));
    await mkdir(deep, { recursive: true });
    const file = join(deep, "f".repeat(longestLockPathBytes - Buffer.byteLength(deep) - 1));
    const unlock = takeFileLock(file);
    expect(unlock).not.toBeNull();
    unlock?.();
    expect(() => takeFileLock(`${file}ff`)).toThrow("unable to open");
  });
});
