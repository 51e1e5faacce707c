import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BundleError, writingError } from "../src/bundle-error.ts";
import { makeBundle } from "../src/make-bundle.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-bundle-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A bundle of this package alone, stopped when it has begun to be made. */
function stopped(file: string): Promise<unknown> {
  return makeBundle({
    root: resolve(import.meta.dirname, "../../.."),
    packages: ["packages/bundle"],
    leaveOut: new Set(),
    include: [],
    origin: { evenkeelCommit: null, dirty: null, backends: [] },
    file,
    partBytes: null,
    signal: AbortSignal.abort(new Error("stopped")),
    onProgress: () => undefined,
  });
}

describe.skipIf(process.platform !== "linux" || process.arch !== "x64")("makeBundle", () => {
  it("leaves nothing when it is stopped while it gathers, and removes what killed ones have left", async () => {
    const { pid: gone } = spawnSync(process.execPath, ["--version"]);
    const left = ["a.tar.gz", "b.tar.gz"].map((name) => `${name}.staging-${gone}-abc`);
    const running = `a.tar.gz.staging-${process.ppid}-abc`;
    for (const name of [...left, running, "a.tar.gz.staging-mine"])
      await mkdir(join(folder, name, "evenkeel"), { recursive: true });
    await expect(stopped(join(folder, "a.tar.gz"))).rejects.toThrow("stopped");
    expect(new Set(await readdir(folder))).toEqual(new Set(["a.tar.gz.staging-mine", running, left[1]]));
  });
});

it("an error of the disk is one line with a way out, any other stays", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, copyfile 'a' -> 'b'"), { code: "ENOSPC" });
  expect(writingError("/x/a.tar.gz", full)).toBeInstanceOf(BundleError);
  expect(String(writingError("/x/a.tar.gz", full))).toMatch(/\/x: the bundle cannot be written; got ENOSPC; make room/);
  const other = new Error("of a program");
  expect(writingError("/x/a.tar.gz", other)).toBe(other);
});
