import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { x as unpack } from "tar";
import type { InstallOptions } from "./install-options.ts";
import { lockedSetup } from "./locked-setup.ts";
import { fetchTarball } from "./npm-tarball.ts";
import { venvFolder } from "./receipt.ts";
import { digestOf, leaveReceipt, receiptOf } from "./receipt-file.ts";
import { replaceFolder } from "./replace-folder.ts";

/** One folder out of an npm package: of a package with a binary for each platform, the one for this. */
export interface NpmFiles {
  /** Of the folder in `.cache/backends`. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Of the package's archive, as lock files state it: `sha512-` and base64. */
  readonly integrity: string;
  /** Inside the package, for example `dist/linux-x64`; its files land in the root of the backend's folder. */
  readonly folder: string;
  /** Another folder of backends, for tests. */
  readonly root?: string;
}

export interface NpmOptions extends NpmFiles {
  readonly description: string;
}

/** The folder with the files; null where it was not set up, or from another package. */
export function npmFolder(files: NpmFiles): string | null {
  const folder = venvFolder(files);
  return receiptOf(folder) === digestOfFiles(files) && existsSync(folder) ? folder : null;
}

/** Lets npm fetch the package, checks it against its pinned hash and keeps one folder. Runs no script of it. */
export function npmSetup(options: NpmOptions): BackendSetup {
  return lockedSetup({ ...options, tool: "npm" }, (install) => installFiles(options, install));
}

async function installFiles(files: NpmOptions, { signal, onProgress, repair = false }: InstallOptions): Promise<void> {
  if (npmFolder(files) !== null && !repair) return;
  await replaceFolder(venvFolder(files), async (building) => {
    const scratch = join(building, "unpacking");
    await mkdir(scratch);
    onProgress(`downloading ${files.package} ${files.version}`, null);
    const tarball = await fetchTarball(files, scratch, signal);
    onProgress("checking it", null);
    await requireIntegrity(tarball, files);
    onProgress("unpacking", null);
    signal.throwIfAborted();
    await keepFolder(tarball, files, building);
    await rm(scratch, { recursive: true, force: true });
    await leaveReceipt(building, digestOfFiles(files));
  });
}

async function requireIntegrity(tarball: string, { package: name, version, integrity }: NpmFiles): Promise<void> {
  const hash = createHash("sha512");
  await pipeline(createReadStream(tarball), hash);
  const got = `sha512-${hash.digest("base64")}`;
  if (got === integrity) return;
  throw new BackendError("the registry gave another archive than the pinned one", {
    where: `${name}@${version}`,
    expected: integrity,
    got,
  });
}

async function keepFolder(tarball: string, files: NpmFiles, to: string): Promise<void> {
  // Every path in an npm archive begins with a folder that stands for the package.
  const inside = `package/${files.folder}/`;
  const before = (await readdir(to)).length;
  await unpack({
    file: tarball,
    cwd: to,
    strip: inside.split("/").length - 1,
    filter: (path) => path.startsWith(inside),
    strict: true,
  });
  if ((await readdir(to)).length === before) {
    throw new BackendError("the package lacks a folder", { where: files.package, expected: files.folder });
  }
}

function digestOfFiles({ package: name, version, integrity, folder }: NpmFiles): string {
  return digestOf([Buffer.from(JSON.stringify([name, version, integrity, folder]))]);
}
