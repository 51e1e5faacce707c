import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { dataFileError } from "./data-file-error.ts";

/** Writes a file whole or not at all: another run may be reading what lies there. Throws `DataError`. */
export async function putFile(file: string, content: Uint8Array | string): Promise<void> {
  const partial = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(partial, content);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw dataFileError("written", file, cause);
  }
}
