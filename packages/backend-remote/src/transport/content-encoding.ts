import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { TransportFailure } from "./failure.ts";

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/**
 * A body out of its content encoding, at most `mostBytes` long. No encoding is asked for; some servers send one all the
 * same. Throws `TransportFailure` for one that is not known, for several, and for what would become too long.
 */
export async function decodeBody(
  body: Uint8Array,
  encoding: string | undefined,
  mostBytes: number,
): Promise<Uint8Array> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return body;
  if (!Object.hasOwn(decoders, name)) {
    throw new TransportFailure("encoding", "the response has a content encoding that was not asked for");
  }
  try {
    return await decoders[name as keyof typeof decoders](body, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new TransportFailure("too-long", `the response is longer than ${mostBytes} bytes when decompressed`);
    }
    throw new TransportFailure("encoding", "the response is not compressed as its headers say");
  }
}
