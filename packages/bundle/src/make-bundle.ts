import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isRunning } from "@evenkeel/core/is-running";
import { BundleError, writingError } from "./bundle-error.ts";
import { packageClosure } from "./package-closure.ts";
import { stageBundle, type Inclusion } from "./stage.ts";
import { writeArchive, type Part } from "./archive.ts";

export interface BundleOptions {
  /** The checkout. */
  readonly root: string;
  /** Folders of the workspace packages to run, relative to the root; what they need comes along. */
  readonly packages: readonly string[];
  /** npm packages that the bundle can do without. */
  readonly leaveOut: ReadonlySet<string>;
  /** Further files and folders: datasets, backends that were set up. */
  readonly include: readonly Inclusion[];
  /**
   * The code's commit and whether it had been changed, for there is no git where the bundle runs, and the ids of the
   * backends that it is made for.
   */
  readonly origin: {
    readonly evenkeelCommit: string | null;
    readonly dirty: boolean | null;
    readonly backends: readonly string[];
  };
  /** The archive, ending in `.tar.gz`. */
  readonly file: string;
  /** Largest size of one part; null for one file. */
  readonly partBytes: number | null;
  readonly signal: AbortSignal;
  /** Called while files are packed. */
  readonly onProgress: (fraction: number) => void;
}

export interface Bundle {
  readonly parts: readonly Part[];
  /** `sha256sum -c` reads it. */
  readonly checksums: string;
}

/** The folder that the archive unpacks into. */
const folder = "evenkeel";

/**
 * Packs Node itself, the workspace packages with all that they need at run time, and what else is asked for, into one
 * archive that runs on a Linux x64 machine without network, Node or pnpm. Nothing of it is left behind when it fails,
 * what was left by one that was killed is removed; an earlier archive of that name goes when the new one begins to be
 * written.
 *
 * @throws {BundleError} on another system than Linux x64, where something needed is not installed, or on a full disk.
 */
export async function makeBundle(options: BundleOptions): Promise<Bundle> {
  const { root, file, signal } = options;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new BundleError("a bundle holds this machine's own binaries, for Linux x64", {
      got: `${process.platform} ${process.arch}`,
      remedy: "make it on a Linux x64 machine",
    });
  }
  let begun = false;
  let staging: string | null = null;
  try {
    await mkdir(dirname(file), { recursive: true });
    await removeLeftovers(file);
    staging = await mkdtemp(`${file}${stagingName}${process.pid}-`);
    const packages = await packageClosure(root, options.packages, options.leaveOut);
    const include = [{ from: process.execPath, to: "node" }, ...options.include];
    await stageBundle(join(staging, folder), { root, packages, include, origin: options.origin, signal });
    begun = true;
    await removeParts(file);
    const totalBytes = await sizeOf(staging);
    let packedBytes = 0;
    const parts = await writeArchive(
      { cwd: staging, folder, file, partBytes: options.partBytes },
      { signal, onPacked: (bytes) => options.onProgress(Math.min(1, (packedBytes += bytes) / totalBytes)) },
    );
    const checksums = `${file}.sha256`;
    await writeFile(checksums, parts.map((part) => `${part.sha256}  ${basename(part.file)}\n`).join(""));
    return { parts, checksums };
  } catch (error) {
    if (begun) await removeParts(file);
    throw writingError(file, error);
  } finally {
    if (staging !== null) await rm(staging, { recursive: true, force: true });
  }
}

/** Of the folder beside the archive that its files are gathered in; the number of its process follows. */
const stagingName = ".staging-";

/** Removes what processes that are gone have gathered for an archive of that name. */
async function removeLeftovers(file: string): Promise<void> {
  const prefix = `${basename(file)}${stagingName}`;
  for (const name of await readdir(dirname(file))) {
    const pid = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(dirname(file), name), { recursive: true, force: true });
  }
}

/** The archive's files, whole or in parts, of this or an earlier bundle of that name. */
async function partsOf(file: string): Promise<string[]> {
  const names = await readdir(dirname(file));
  const isPart = (name: string) =>
    name.startsWith(basename(file)) && /^(\.\d{3,})?$/.test(name.slice(basename(file).length));
  return names.filter(isPart).map((name) => join(dirname(file), name));
}

async function removeParts(file: string): Promise<void> {
  for (const part of [...(await partsOf(file)), `${file}.sha256`]) await rm(part, { force: true });
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}
