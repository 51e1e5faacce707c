import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeArchive } from "../src/archive.ts";

let scratch = "";
const noise = randomBytes(300_000);
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "evenkeel-bundle-"));
  await mkdir(join(scratch, "tree/inside"), { recursive: true });
  await writeFile(join(scratch, "tree/inside/noise"), noise);
  await symlink("inside/noise", join(scratch, "tree/link"));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const quiet = () => ({ signal: new AbortController().signal, onPacked: () => undefined });
const source = (partBytes: number | null) => ({
  cwd: scratch,
  folder: "tree",
  file: join(scratch, "tree.tar.gz"),
  partBytes,
});

test("parts stay within their size, carry their checksums, and join to an archive of the same tree", async () => {
  const parts = await writeArchive(source(100_000), quiet());
  expect(parts.map(({ file }) => file.slice(-4))).toEqual([".001", ".002", ".003", ".004"]);
  const pieces = await Promise.all(parts.map(({ file }) => readFile(file)));
  for (const [index, piece] of pieces.entries()) {
    expect(piece.length).toBe(parts[index]?.bytes);
    expect(piece.length).toBeLessThanOrEqual(100_000);
    expect(createHash("sha256").update(piece).digest("hex")).toBe(parts[index]?.sha256);
  }
  await writeFile(join(scratch, "joined.tar.gz"), Buffer.concat(pieces));
  await mkdir(join(scratch, "out"));
  await extract({ file: join(scratch, "joined.tar.gz"), cwd: join(scratch, "out") });
  expect(noise.equals(await readFile(join(scratch, "out/tree/link")))).toBe(true);
});

test("is one file where no size is asked", async () => {
  const parts = await writeArchive(source(null), quiet());
  expect(parts.map(({ file }) => file)).toEqual([join(scratch, "tree.tar.gz")]);
});

test("tells the packed bytes, and stops when asked", async () => {
  let bytes = 0;
  await writeArchive(source(null), { ...quiet(), onPacked: (more) => (bytes += more) });
  expect(bytes).toBeGreaterThanOrEqual(noise.length);
  await expect(
    writeArchive(source(null), { ...quiet(), signal: AbortSignal.abort(new Error("stopped")) }),
  ).rejects.toThrow("stopped");
  expect(await readdir(scratch)).toContain("tree");
});
