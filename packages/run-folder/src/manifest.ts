import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { RunFolderError } from "@evenkeel/core";
import { damaged } from "./parse.ts";
import { leftover, lockFile, manifestFile, runFile } from "./paths.ts";
import { openRegular, readTextIfAny, storageError, writeBytes } from "./storage.ts";

const line = /^(?<sha256>[0-9a-f]{64}) {2}(?<path>[^\n]+)$/;

/** Writes `manifest.sha256` over every other file of the folder, in the format that `sha256sum -c` reads. */
export async function writeManifest(folder: string): Promise<void> {
  const lines: string[] = [];
  for (const path of await filesOf(folder)) lines.push(`${await sha256Of(join(folder, path))}  ${path}\n`);
  await writeBytes(join(folder, manifestFile), lines.join(""));
}

/** To be called before a folder with a manifest changes: the manifest is never wrong. Throws `RunFolderError`. */
export async function removeManifest(folder: string): Promise<void> {
  const file = join(folder, manifestFile);
  await rm(file, { force: true }).catch((cause: unknown) => {
    throw storageError("written", file, cause);
  });
}

/** Compares the folder with its manifest. Throws `RunFolderError` naming the first file that differs or is missing. */
export async function checkManifest(folder: string): Promise<void> {
  for (const { file, expected, path } of await manifestEntries(folder)) {
    const got = await sha256Of(file);
    if (got !== expected) throw damaged(join(folder, path), `sha256 ${expected}`, got);
  }
}

/** A file that is not what the manifest says; `expected` is null of one that it does not name. */
export interface ManifestDifference {
  readonly path: string;
  readonly expected: string | null;
  /** Its sha256, or why it cannot be read. */
  readonly got: string;
}

/**
 * Every difference between a folder and its manifest, and how many files the manifest names. Throws `RunFolderError`
 * for a folder without a manifest, or a manifest that is damaged.
 */
export async function manifestDifferences(
  folder: string,
): Promise<{ readonly files: number; readonly differences: readonly ManifestDifference[] }> {
  const entries = await manifestEntries(folder);
  const differences: ManifestDifference[] = [];
  for (const { file, expected, path } of entries) {
    const got = await sha256Of(file).catch((error: unknown) => (error as Error).message);
    if (got !== expected) differences.push({ path, expected: `sha256 ${expected}`, got });
  }
  const named = new Set(entries.map(({ path }) => path));
  for (const path of await filesOf(folder)) {
    if (!named.has(path)) differences.push({ path, expected: null, got: "a file" });
  }
  return { files: entries.length, differences };
}

/** What a run came to: not its page, which may be made again, nor what somebody wrote beside it. */
const ofResults = /^(?:run\.json$|cells\/|weights\/|order\/)/;

/**
 * What tells the results of a finished run from others: sha256 over the manifest's entries of them, in hexadecimal
 * digits. Throws `RunFolderError` for a folder without a manifest, or whose `run.json` is not what it says.
 */
export async function resultsSha256(folder: string): Promise<string> {
  const entries = (await manifestEntries(folder)).filter(({ path }) => ofResults.test(path));
  const run = entries.find(({ path }) => path === runFile);
  const got = await sha256Of(join(folder, runFile));
  if (run?.expected !== got) throw damaged(join(folder, runFile), `sha256 ${run?.expected ?? "in the manifest"}`, got);
  const lines = entries.map(({ expected, path }) => `${expected}  ${path}\n`).toSorted();
  return createHash("sha256").update(lines.join("")).digest("hex");
}

interface ManifestEntry {
  readonly path: string;
  readonly file: string;
  readonly expected: string;
}

async function manifestEntries(folder: string): Promise<ManifestEntry[]> {
  const file = join(folder, manifestFile);
  const text = await readTextIfAny(file);
  if (text === null)
    throw new RunFolderError("no manifest", { where: file, expected: "the manifest of a finished run" });
  return text
    .split("\n")
    .slice(0, -1)
    .map((entry, index) => {
      const { sha256: expected, path } = line.exec(entry)?.groups ?? {};
      if (expected === undefined || path === undefined || path.split("/").includes("..")) {
        throw damaged(`${file} line ${index + 1}`, "<sha256>  <path>", JSON.stringify(entry.slice(0, 80)));
      }
      return { path, file: join(folder, path), expected };
    });
}

/** Paths with forward slashes, sorted. What interrupted writes left behind does not count. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw storageError("read", folder, cause);
  });
  return entries
    .filter((entry) => entry.isFile() && !leftover.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== manifestFile && path !== lockFile)
    .toSorted();
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline((await openRegular(file)).createReadStream(), hash);
  } catch (cause) {
    throw storageError("read", file, cause);
  }
  return hash.digest("hex");
}
