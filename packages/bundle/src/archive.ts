import { createHash, type Hash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { create } from "tar";

/** A written file of the bundle. */
export interface Part {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A gzipped tar of `folder` (a name inside `cwd`), into `file`, or into `file.001`, `file.002`, … of at most
 * `partBytes` each, which joined in order are that file. `onPacked` is told the bytes of each packed file.
 */
export async function writeArchive(
  { cwd, folder, file, partBytes }: { cwd: string; folder: string; file: string; partBytes: number | null },
  { signal, onPacked }: { signal: AbortSignal; onPacked: (bytes: number) => void },
): Promise<Part[]> {
  const stream = create({ cwd, gzip: true, portable: true, onWriteEntry: (entry) => onPacked(entry.stat?.size ?? 0) }, [
    folder,
  ]);
  const parts = new PartWriter(file, partBytes);
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      await parts.write(chunk);
    }
  } finally {
    await parts.close();
  }
  return parts.written;
}

class PartWriter {
  readonly written: Part[] = [];
  readonly #file: string;
  readonly #partBytes: number | null;
  #current: { file: string; handle: FileHandle; hash: Hash; bytes: number } | null = null;

  constructor(file: string, partBytes: number | null) {
    this.#file = file;
    this.#partBytes = partBytes;
  }

  async write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      this.#current ??= await this.#begin();
      const room = this.#partBytes === null ? rest.length : this.#partBytes - this.#current.bytes;
      const piece = rest.subarray(0, room);
      await this.#current.handle.writeFile(piece);
      this.#current.hash.update(piece);
      this.#current.bytes += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#current.bytes === this.#partBytes) await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#current === null) return;
    const { file, handle, hash, bytes } = this.#current;
    this.#current = null;
    await handle.close();
    this.written.push({ file, bytes, sha256: hash.digest("hex") });
  }

  async #begin() {
    const number = String(this.written.length + 1).padStart(3, "0");
    const file = this.#partBytes === null ? this.#file : `${this.#file}.${number}`;
    return { file, handle: await open(file, "w"), hash: createHash("sha256"), bytes: 0 };
  }
}
