import { open, type FileHandle } from "node:fs/promises";

interface Waiting {
  readonly bytes: Buffer;
  readonly done: (offset: number) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Adds lines to the end of a file. Lines that come while others are being flushed are written and flushed together; a
 * line is done when the disk has it. After a write that failed nothing more is added.
 */
export class AppendLog {
  readonly #handle: FileHandle;
  #length: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  private constructor(handle: FileHandle, length: number) {
    this.#handle = handle;
    this.#length = length;
  }

  /** Opens the file, and cuts it to so many bytes. */
  static async open(file: string, length: number): Promise<AppendLog> {
    const handle = await open(file, "a");
    try {
      if ((await handle.stat()).size > length) await handle.truncate(length);
      return new AppendLog(handle, length);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Gives the place of the line's first byte in the file, once it is flushed. */
  async append(line: string): Promise<number> {
    return new Promise((done, failed) => {
      this.#waiting.push({ bytes: Buffer.from(`${line}\n`), done, failed });
      this.#writing ??= this.#writeAll();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure !== null) throw this.#failure.error;
        await this.#handle.writeFile(Buffer.concat(lines.map(({ bytes }) => bytes)));
        await this.#handle.datasync();
      } catch (error) {
        this.#failure ??= { error };
        for (const { failed } of lines) failed(error);
        continue;
      }
      for (const { bytes, done } of lines) {
        done(this.#length);
        this.#length += bytes.length;
      }
    }
    this.#writing = null;
  }
}
