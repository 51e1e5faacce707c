import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { encodeIdx } from "../src/idx.ts";
import type { DatasetEntry } from "../src/index.ts";

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A dataset of four tiny images a part, as IDX files. */
export const decoded: Readonly<Record<string, Uint8Array>> = {
  "train-images.gz": encodeIdx({ shape: [4, 1, 2], values: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }),
  "train-labels.gz": encodeIdx({ shape: [4], values: Uint8Array.of(0, 1, 0, 1) }),
  "test-images.gz": encodeIdx({ shape: [4, 1, 2], values: Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1) }),
  "test-labels.gz": encodeIdx({ shape: [4], values: Uint8Array.of(1, 1, 0, 0) }),
};
export const stored: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries(decoded).map(([file, bytes]) => [file, gzipSync(bytes)]),
);

/** What a manifest says of it, to be downloaded from `url`. */
export function entry(url: string, known = true): DatasetEntry {
  return {
    name: "tiny",
    title: "Tiny",
    licence: "CC0-1.0",
    homepage: "https://example.org/",
    citation: "none",
    height: 1,
    width: 2,
    channels: 1,
    classNames: ["a", "b"],
    trainCount: 4,
    testCount: 4,
    format: "idx",
    files: Object.entries(decoded).map(([file, bytes]) => ({
      file,
      part: file.startsWith("train") ? "train" : "test",
      content: file.includes("images") ? "images" : "labels",
      decodedBytes: bytes.length,
      decodedSha256: known ? sha256(bytes) : null,
    })),
    folders: ["nowhere", "cache/tiny"],
    downloads: Object.entries(stored).map(([file, bytes]) => ({
      file,
      urls: [`${url}/${file}`],
      bytes: known ? bytes.length : null,
      checksum: known ? { algorithm: "sha256", hex: sha256(bytes) } : null,
      archive: null,
    })),
    checksums: "made by this test",
    withoutDownload: "ask the author",
  };
}
