import { createReadStream } from "node:fs";

export interface FileLine {
  readonly text: string;
  /** In the file. */
  readonly offset: number;
  /** Without the newline. */
  readonly bytes: number;
}

/** Most bytes of one line: a body of 256 MiB in base64 and what belongs to it. */
const longestLine = 2 ** 29;

/**
 * The whole lines of a file, one after another; what stands behind the last newline was cut off by a kill and is passed
 * over. No lines where there is no file.
 */
export async function* readLines(file: string): AsyncGenerator<FileLine> {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let offset = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const line = Buffer.concat([...kept, chunk.subarray(start, end)]);
        yield { text: line.toString(), offset, bytes: line.length };
        offset += line.length + 1;
        start = end + 1;
        kept = [];
        keptBytes = 0;
      }
      kept.push(chunk.subarray(start));
      keptBytes += chunk.length - start;
      if (keptBytes > longestLine) throw new Error(`a line of more than ${longestLine} bytes`);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
