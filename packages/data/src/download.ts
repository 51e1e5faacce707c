import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "./data-file-error.ts";
import type { DatasetDownload } from "./manifest.ts";

export interface DownloadProgress {
  readonly file: string;
  readonly receivedBytes: number;
  /** Null where neither the manifest nor the server says. */
  readonly totalBytes: number | null;
}

export interface DownloadOptions {
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Ends the download as soon as it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** A file whose size the manifest does not know may be this large. */
const sizeLimitBytes = 2 ** 30;

/**
 * Downloads a file to `partial`, going on where an earlier attempt stopped, and verifies size and checksum where they
 * are known. Addresses are tried in order. What fails its checksum is removed, and fetched whole once more if it was
 * resumed.
 *
 * @throws {DataError} no address gives the file, its content is not what the manifest says, it cannot be written, or
 *   the signal aborted.
 */
export async function download(file: DatasetDownload, partial: string, options: DownloadOptions): Promise<void> {
  let failure: unknown;
  for (const url of file.urls) {
    try {
      const resumed = await sizeOf(partial);
      await receive(file, url, partial, options);
      if (await verified(file, partial, resumed > 0)) return;
      await receive(file, url, partial, options);
      if (await verified(file, partial, false)) return;
    } catch (cause) {
      failure = cause;
      if (options.signal?.aborted === true) break;
    }
  }
  throw failure;
}

/** False when a resumed file is wrong and was removed, to be fetched whole. */
async function verified({ checksum }: DatasetDownload, partial: string, resumed: boolean): Promise<boolean> {
  if (checksum === null) return true;
  const hash = createHash(checksum.algorithm);
  await pipeline(createReadStream(partial), hash);
  const got = hash.digest("hex");
  if (got === checksum.hex) return true;
  await rm(partial);
  if (resumed) return false;
  throw new DataError("wrong checksum of a download", {
    where: partial,
    expected: `${checksum.algorithm} ${checksum.hex}`,
    got,
  });
}

async function receive(file: DatasetDownload, url: string, partial: string, options: DownloadOptions): Promise<void> {
  const had = await sizeOf(partial);
  if (file.bytes !== null && had === file.bytes) return;
  const response = await request(url, had, options.signal);
  if (response.status === 416 && had > 0) {
    await response.body?.cancel();
    // The server's file is not longer than what is here: it is another file, or the earlier attempt went wrong.
    await rm(partial, { force: true });
    return receive(file, url, partial, options);
  }
  const offset = response.status === 206 && startsAt(response, had) ? had : 0;
  if (response.status !== 200 && offset === 0) {
    await response.body?.cancel();
    throw new DataError("download refused", { where: url, expected: "HTTP 200", got: `HTTP ${response.status}` });
  }
  const length = response.headers.get("content-length");
  const totalBytes = file.bytes ?? (length === null ? null : offset + Number(length));
  const limit = file.bytes ?? sizeLimitBytes;
  const report = (receivedBytes: number) => options.onProgress({ file: file.file, receivedBytes, totalBytes });
  const received = await save(response, { url, partial, offset, limit, report });
  if (totalBytes !== null && received !== totalBytes) {
    throw new DataError("download ended early", { where: url, expected: `${totalBytes} bytes`, got: `${received}` });
  }
}

/** Identity encoding: else a server may wrap the gzip file in another gzip, and offsets mean nothing. */
async function request(url: string, from: number, signal: AbortSignal | undefined): Promise<Response> {
  const range = from === 0 ? {} : { range: `bytes=${from}-` };
  try {
    return await fetch(url, { headers: { "accept-encoding": "identity", ...range }, signal: signal ?? null });
  } catch (cause) {
    throw networkError(url, cause);
  }
}

function startsAt(response: Response, offset: number): boolean {
  return response.headers.get("content-range")?.startsWith(`bytes ${offset}-`) ?? false;
}

interface SaveOptions {
  readonly url: string;
  readonly partial: string;
  readonly offset: number;
  readonly limit: number;
  readonly report: (receivedBytes: number) => void;
}

async function save(response: Response, { url, partial, offset, limit, report }: SaveOptions): Promise<number> {
  let received = offset;
  const handle = await open(partial, offset === 0 ? "w" : "a").catch((cause: unknown) => {
    throw dataFileError("written", partial, cause);
  });
  try {
    for await (const chunk of chunks(response, url)) {
      received += chunk.length;
      if (received > limit) {
        throw new DataError("download too long", { where: url, expected: `at most ${limit} bytes`, got: "more" });
      }
      await handle.writeFile(chunk).catch((cause: unknown) => {
        throw dataFileError("written", partial, cause);
      });
      report(received);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return received;
}

async function* chunks(response: Response, url: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (cause) {
    throw networkError(url, cause);
  }
}

function networkError(url: string, error: unknown): DataError {
  const { message, cause } = error as Error;
  const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
  const remedy = "check the connection to the network and try again";
  return new DataError("cannot be downloaded", { where: url, got: reason, remedy, cause: error });
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
