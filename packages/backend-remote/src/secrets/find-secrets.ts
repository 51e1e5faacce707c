import { open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { DataError } from "@evenkeel/core";
import type { Needle } from "./needles.ts";
import type { Secret } from "./secret.ts";

/** A key that stands in a folder. The key itself is not told. */
export interface FoundSecret {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  /** The environment variable that holds it. */
  readonly variable: string;
  /** In which form it stands there. */
  readonly form: string;
}

const chunkBytes = 2 ** 22;

interface Sought extends Needle {
  readonly variable: string;
}

/**
 * Looks through the names and bytes of all files of a folder for keys, in every form of `needlesOf`. Links are not
 * followed, pipes and devices not read. Files that are packed or encrypted are looked through as they are.
 *
 * @throws {DataError} a file cannot be read: then nobody knows whether it holds one.
 */
export async function findSecrets(folder: string, secrets: readonly Secret[]): Promise<FoundSecret[]> {
  const sought = secrets.flatMap((secret) =>
    secret.needles().map((needle) => ({ ...needle, variable: secret.variable })),
  );
  if (sought.length === 0) return [];
  const found: FoundSecret[] = [];
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const file = relative(folder, path).replaceAll("\\", "/");
      const seen = [...inBytes(Buffer.from(entry.name), sought), ...(entry.isFile() ? await inFile(path, sought) : [])];
      found.push(...perKey(file, seen));
    }
  } catch (cause) {
    const { code, message, path = folder } = cause as NodeJS.ErrnoException;
    throw new DataError("cannot be looked through for keys", { where: path, got: code ?? message, cause });
  }
  return found;
}

/** One finding a key and file, in the plainest form that was seen. */
function perKey(file: string, seen: readonly Sought[]): FoundSecret[] {
  const first = new Map(seen.toReversed().map(({ variable, form }) => [variable, form]));
  return [...first].map(([variable, form]) => ({
    file: seen.some(({ bytes }) => file.includes(bytes.toString())) ? "a file whose name holds it" : file,
    variable,
    form,
  }));
}

function inBytes(bytes: Buffer, sought: readonly Sought[]): Sought[] {
  return sought.filter((needle) => bytes.includes(needle.bytes));
}

/** Reads in pieces that overlap by the longest needle. */
async function inFile(path: string, sought: readonly Sought[]): Promise<Sought[]> {
  const overlap = Math.max(...sought.map(({ bytes }) => bytes.length)) - 1;
  const seen = new Set<Sought>();
  const handle = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes + overlap);
    let kept = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, buffer.length - kept, null);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, kept + bytesRead);
      for (const needle of inBytes(piece, sought)) seen.add(needle);
      kept = Math.min(overlap, piece.length);
      piece.copyWithin(0, piece.length - kept);
    }
  } finally {
    await handle.close();
  }
  return sought.filter((needle) => seen.has(needle));
}
