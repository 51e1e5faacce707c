import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../src/make-folder.ts";
import { temporaryFolder } from "./fixtures.ts";

describe("makeFolder", () => {
  it("makes what is missing, also several at once and again", async () => {
    const root = await temporaryFolder();
    const paths = ["a/b/c", "a/b/c", "a/b/d", "a"].map((path) => join(root, path));
    await Promise.all(paths.map((path) => makeFolder(path)));
    for (const path of paths) expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("does not make a folder below a file", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(makeFolder(join(file, "a", "b"))).rejects.toThrow(/ENOTDIR|ENOENT/);
  });

  it.skipIf(!existsSync("/proc/self"))("comes to an end where the system says that /proc is not there", async () => {
    await expect(makeFolder("/proc/some/folder")).rejects.toThrow("ENOENT");
  });
});
