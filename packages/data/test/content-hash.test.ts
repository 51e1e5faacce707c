import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { datasetSha256 } from "../src/content-hash.ts";
import { smallDataset } from "./small-dataset.ts";

const part = (pixels: number[], labels: number[]) => ({
  count: labels.length,
  pixels: Uint8Array.from(pixels),
  labels: Int32Array.from(labels),
});

describe("datasetSha256", () => {
  it("hashes pixels and little-endian labels, training before test", () => {
    const dataset = { ...smallDataset(), train: part([1, 2], [3, 258]), test: part([9], [1]) };
    const bytes = [1, 2, 3, 0, 0, 0, 2, 1, 0, 0, 9, 1, 0, 0, 0];
    expect(datasetSha256(dataset)).toBe(createHash("sha256").update(Uint8Array.from(bytes)).digest("hex"));
  });

  it("tells one changed pixel and one changed label, and nothing else", () => {
    const dataset = smallDataset();
    const { train } = dataset;
    const sha256 = datasetSha256(dataset);
    expect(datasetSha256({ ...dataset, name: "other" })).toBe(sha256);
    expect(datasetSha256({ ...dataset, train: { ...train, pixels: train.pixels.with(5, 0) } })).not.toBe(sha256);
    expect(datasetSha256({ ...dataset, train: { ...train, labels: train.labels.with(5, 0) } })).not.toBe(sha256);
  });
});
