import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { withLock } from "../src/lock.ts";

it("says that a path is too long to be locked, before it makes anything", async () => {
  const root = await mkdtemp(join(tmpdir(), "evenkeel-long-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, ...Array.from({ length: 5 }, () => "d".repeat(100)), "thing");
  const install = { signal: new AbortController().signal, onProgress: () => undefined };
  await expect(withLock(folder, install, async () => undefined)).rejects.toThrow(
    /thing: the path is too long to be locked; expected at most \d+ bytes; got 5\d\d; move the folder/,
  );
  expect(await readdir(root)).toEqual([]);
});
