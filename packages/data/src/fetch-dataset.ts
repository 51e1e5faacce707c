import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { DataError, InterruptedError, UsageError } from "@evenkeel/core";
import { takeFileLock } from "@evenkeel/core/file-lock";
import { dataFileError } from "./data-file-error.ts";
import { download, type DownloadOptions, type DownloadProgress } from "./download.ts";
import { downloadFolder, locate, type LocatedFile } from "./locate.ts";
import { findDataset, projectRoot, type DatasetDownload, type DatasetEntry } from "./manifest.ts";
import { isOwnData } from "./own/own-name.ts";
import { maximumStoredBytes, readDecodedFile } from "./read-decoded-file.ts";
import { unpackArchive } from "./unpack-archive.ts";
import { addToReceipt, readReceipt } from "./receipt.ts";

export interface FetchOptions {
  /** The checkout whose `.cache/datasets/` is filled; by default this one. */
  readonly root?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends the work when it aborts, and leaves nothing of what it brought. */
  readonly signal?: AbortSignal;
}

/**
 * Downloads a dataset unless it is here, and gives its folder. A file gets its final name only when its size, its
 * sha256 (where one is known) and what it decodes to have been verified. One process at a time fetches a dataset.
 *
 * @throws {UsageError} unknown name, or an image folder.
 * @throws {DataError} offline, refused, wrong content, no space: with the other ways to get it.
 * @throws {InterruptedError} the signal aborted.
 */
export async function datasetFetch(name: string, options: FetchOptions = {}): Promise<string> {
  if (isOwnData(name)) throw new UsageError(`"${name}" is data of your own: there is nothing to fetch`);
  return fetchEntry(findDataset(name), options);
}

/** The same for an entry of a manifest. */
export async function fetchEntry(
  entry: DatasetEntry,
  { root = projectRoot, onProgress = () => {}, signal }: FetchOptions = {},
): Promise<string> {
  const location = await locate(entry, root);
  if (location.state === "present" && (await isKnown(location.files))) {
    return dirname(location.files[0]?.path ?? root);
  }
  const folder = downloadFolder(entry, root);
  await mkdir(dirname(folder), { recursive: true }).catch(() => undefined);
  const unlock = lock(folder);
  try {
    await bring(entry, folder, { onProgress, signal });
  } finally {
    unlock();
  }
  return folder;
}

interface BringOptions {
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal | undefined;
}

async function bring(entry: DatasetEntry, folder: string, { onProgress, signal }: BringOptions): Promise<void> {
  const wasThere = existsSync(folder);
  const brought: DatasetDownload[] = [];
  try {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw dataFileError("written", folder, cause);
    });
    for (const file of entry.downloads) {
      if (await isHere(entry, file, folder)) continue;
      brought.push(file);
      await fetchFile(entry, file, folder, { onProgress, signal });
    }
  } catch (cause) {
    if (signal?.aborted === true) {
      await undo(entry, folder, wasThere ? brought : null);
      throw new InterruptedError(`fetching ${entry.name} was interrupted; nothing of it is left`, { cause });
    }
    if (!(cause instanceof DataError)) throw cause;
    throw new DataError(`dataset ${entry.name} cannot be fetched`, {
      got: cause.message,
      remedy: `without a download: ${entry.withoutDownload}`,
      cause,
    });
  }
}

/** Removes what a fetch brought: the whole folder (null), or what came of these downloads. */
async function undo(entry: DatasetEntry, folder: string, brought: readonly DatasetDownload[] | null): Promise<void> {
  const files = brought?.flatMap(({ file, archive }) => [
    `${file}.part`,
    ...(archive === null ? [file] : entry.files.map((own) => own.file)),
  ]);
  const paths = files?.map((file) => join(folder, file)) ?? [folder];
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true, maxRetries: 5 })));
}

/** Two fetches would write into the same files. Where nothing can be written, it is for the fetch to say so. */
function lock(folder: string): () => void {
  let unlock: (() => void) | null;
  try {
    unlock = takeFileLock(`${folder}.lock`);
  } catch {
    return () => undefined;
  }
  if (unlock !== null) return unlock;
  throw new DataError("is being fetched by another process", { where: folder, remedy: "wait for it" });
}

/** Whether every file can be told to be the dataset's: by the manifest, or by the receipt of an earlier fetch. */
async function isKnown(files: readonly LocatedFile[]): Promise<boolean> {
  for (const { file, path } of files) {
    const receipt = file.decodedSha256 === null ? await readReceipt(dirname(path)) : {};
    if (file.decodedSha256 === null && receipt[basename(path)] === undefined) return false;
  }
  return true;
}

/** True for a whole file that an earlier fetch, which stopped before the others, brought. */
async function isHere(entry: DatasetEntry, { file: name }: DatasetDownload, folder: string): Promise<boolean> {
  const expected = entry.files.find(({ file }) => file === name);
  if (expected === undefined) return false;
  const decodedSha256 = expected.decodedSha256 ?? (await readReceipt(folder))[name];
  if (decodedSha256 === undefined) return false;
  return readDecodedFile(join(folder, name), { ...expected, decodedSha256 }, "").then(
    () => true,
    () => false,
  );
}

async function fetchFile(
  entry: DatasetEntry,
  file: DatasetDownload,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const partial = join(folder, `${file.file}.part`);
  const byHand = join(folder, file.file);
  if (file.archive !== null && (await hasChecksum(file, byHand))) return unpack(entry, byHand, folder);
  await download(file, partial, options);
  try {
    options.signal?.throwIfAborted();
    if (file.archive === null) await adopt(entry, file.file, partial, folder);
    else await unpack(entry, partial, folder);
  } finally {
    // What failed its verification must not be resumed.
    await rm(partial, { force: true });
  }
}

/** Whether a file that was put there by hand is what would be downloaded. */
async function hasChecksum({ checksum }: DatasetDownload, path: string): Promise<boolean> {
  if (checksum === null || !existsSync(path)) return false;
  const hash = createHash(checksum.algorithm);
  await pipeline(createReadStream(path), hash).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
  return hash.digest("hex") === checksum.hex;
}

/** Verifies a file and gives it its name. */
async function adopt(entry: DatasetEntry, name: string, path: string, folder: string): Promise<void> {
  const expected = entry.files.find(({ file }) => file === name);
  if (expected === undefined) throw new DataError(`manifest of ${entry.name} does not know ${name}`);
  const bytes = await readDecodedFile(path, expected, "try again");
  if (expected.decodedSha256 === null) {
    await addToReceipt(folder, { [name]: createHash("sha256").update(bytes).digest("hex") });
  }
  await rename(path, join(folder, name)).catch((cause: unknown) => {
    throw dataFileError("written", folder, cause);
  });
}

/** Takes the dataset's files, and nothing else, out of an archive, wherever in its first folder level they lie. */
async function unpack(entry: DatasetEntry, archive: string, folder: string): Promise<void> {
  const staged = `${archive}.unpacked`;
  const limits = new Map(entry.files.map(({ file, decodedBytes }) => [file, maximumStoredBytes(decodedBytes)]));
  try {
    await rm(staged, { recursive: true, force: true });
    await mkdir(staged);
    await unpackArchive(archive, staged, limits);
    for (const { file } of entry.files) await adopt(entry, file, join(staged, file), folder);
  } finally {
    // A damaged archive is given up while its files are still being written.
    await rm(staged, { recursive: true, force: true, maxRetries: 5 });
  }
}
