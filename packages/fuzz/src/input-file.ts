import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const headerBytes = 8;

/** The input that a process tries now, where its parent finds it also when the process hangs or dies. */
export class InputFile {
  readonly #file: number;
  #count = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  set(input: Uint8Array): void {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE((this.#count += 1), 0);
    header.writeUInt32LE(input.length, 4);
    writeSync(this.#file, Buffer.concat([header, input]), 0, headerBytes + input.length, 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The number of the input that is tried, from 1, and the input; number 0 before the first. */
export function readInputFile(path: string): { readonly count: number; readonly input: Uint8Array } {
  const bytes = readFileSync(path);
  if (bytes.length < headerBytes) return { count: 0, input: new Uint8Array() };
  const length = bytes.readUInt32LE(4);
  return { count: bytes.readUInt32LE(0), input: Uint8Array.from(bytes.subarray(headerBytes, headerBytes + length)) };
}
