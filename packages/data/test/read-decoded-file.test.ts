import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readDecodedFile } from "../src/read-decoded-file.ts";
import { temporaryFolder } from "./folder.ts";

const content = Buffer.from("evenkeel ".repeat(500));
const expected = { decodedBytes: content.length, decodedSha256: createHash("sha256").update(content).digest("hex") };

async function written(bytes: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), "data.gz");
  await writeFile(file, bytes);
  return file;
}

describe("readDecodedFile", () => {
  it("reads the same from a gzipped and from a plain file", async () => {
    for (const bytes of [content, gzipSync(content), gzipSync(content, { level: 0 })]) {
      expect(Buffer.from(await readDecodedFile(await written(bytes), expected, "r")).equals(content)).toBe(true);
    }
  });

  it("needs no checksum", async () => {
    const read = await readDecodedFile(await written(content), { ...expected, decodedSha256: null }, "r");
    expect(read).toHaveLength(content.length);
  });

  const gzipped = gzipSync(content);
  const flipped = Buffer.from(content).fill("X", 10, 11);
  it.each([
    ["a cut gzip file", gzipped.subarray(0, -9), /truncated gzip file/],
    [
      "a damaged gzip file",
      Buffer.concat([gzipped.subarray(0, 20), Buffer.alloc(9, 255), gzipped.subarray(29)]),
      /corrupt/,
    ],
    ["a decompression bomb", gzipSync(Buffer.alloc(5_000_000)), /too long; expected 4500 bytes; got more when/],
    ["a file too large to be right", Buffer.alloc(20_000), /too long; expected at most \d+ bytes; got 20000/],
    ["a shorter file", content.subarray(1), /truncated; expected 4500 bytes; got 4499/],
    ["a shorter file, gzipped", gzipSync(content.subarray(1)), /truncated; expected 4500 bytes decompressed/],
    ["one byte too many", Buffer.concat([content, content.subarray(0, 1)]), /too long; expected 4500/],
    ["bytes after the gzip data", Buffer.concat([gzipped, Buffer.from("more")]), /corrupt gzip file/],
    ["another content", flipped, /wrong checksum; expected sha256 [0-9a-f]{64}; got [0-9a-f]{64}; get it again/],
    ["nothing", Buffer.alloc(0), /truncated/],
  ])("refuses %s, naming the file and a remedy", async (_, bytes, message) => {
    const file = await written(bytes);
    await expect(readDecodedFile(file, expected, "get it again")).rejects.toThrow(message);
    await expect(readDecodedFile(file, expected, "get it again")).rejects.toMatchObject({
      code: "data",
      detail: { where: file, remedy: "get it again" },
    });
  });

  it("says when there is no such file", async () => {
    await expect(readDecodedFile("/nowhere/x.gz", expected, "r")).rejects.toThrow(/cannot be read; got ENOENT/);
  });
});
