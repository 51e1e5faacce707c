import { cp, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { DataError, UsageError } from "@evenkeel/core";
import { beforeEach, describe, expect, it } from "vitest";
import { datasetSha256 } from "../src/content-hash.ts";
import { encodeIdx } from "../src/idx.ts";
import { projectRoot } from "../src/manifest.ts";
import { openDataset } from "../src/open-dataset.ts";
import { temporaryFolder } from "./folder.ts";

describe("fashion-mnist-subset", () => {
  it("opens from the checkout, stratified", async () => {
    const { height, width, channels, classNames, train, test, adaptation } = await openDataset("fashion-mnist-subset");
    expect([height, width, channels, adaptation]).toEqual([28, 28, 1, null]);
    const perClass = (labels: Int32Array) => classNames.map((_, label) => labels.filter((own) => own === label).length);
    expect(perClass(train.labels)).toEqual(Array.from({ length: 10 }, () => 1200));
    expect(perClass(test.labels)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(train.pixels.length).toBe(12_000 * 784);
    expect(test.pixels.length).toBe(2_000 * 784);
  });

  it("is the same each time", async () => {
    const [one, two] = [await openDataset("fashion-mnist-subset"), await openDataset("fashion-mnist-subset")];
    expect(datasetSha256(one)).toBe(datasetSha256(two));
  });
});

describe("a damaged dataset", () => {
  const subset = "datasets/fashion-mnist-subset";
  const labelFile = `${subset}/t10k-labels-idx1-ubyte.gz`;
  let root: string;
  beforeEach(async () => {
    root = await temporaryFolder();
    await cp(join(projectRoot, subset), join(root, subset), { recursive: true });
  });
  const open = () => openDataset("fashion-mnist-subset", { root });

  it("opens while it is whole, also decompressed", async () => {
    const file = join(root, labelFile);
    await writeFile(file.replace(/\.gz$/, ""), gunzipSync(await readFile(file)));
    await rm(file);
    expect((await open()).test.count).toBe(2000);
  });

  it("opens under the spelling with a dot", async () => {
    for (const name of ["train-images", "train-labels", "t10k-images", "t10k-labels"]) {
      const kind = name.endsWith("images") ? "idx3" : "idx1";
      const content = gunzipSync(await readFile(join(root, subset, `${name}-${kind}-ubyte.gz`)));
      await writeFile(join(root, subset, `${name}.${kind}-ubyte`), content);
      await rm(join(root, subset, `${name}-${kind}-ubyte.gz`));
    }
    expect(await open()).toMatchObject({ contentVerified: true, train: { count: 12_000 } });
  });

  it("is refused where one label was changed", async () => {
    const file = join(root, labelFile);
    const content = gunzipSync(await readFile(file));
    await writeFile(file, gzipSync(content.with(8, (content[8] ?? 0) === 3 ? 4 : 3)));
    await expect(open()).rejects.toThrow(
      /t10k-labels-idx1-ubyte\.gz: wrong checksum; expected sha256 \w{64}.*; got \w{64}/,
    );
  });

  it("is refused where a file was cut off, and names it", async () => {
    await truncate(join(root, labelFile), 500);
    await expect(open()).rejects.toThrow(/t10k-labels-idx1-ubyte\.gz: truncated/);
    await expect(open()).rejects.toBeInstanceOf(DataError);
  });

  it("is refused where a small file decompresses into a large one", async () => {
    await writeFile(join(root, labelFile), gzipSync(Buffer.alloc(2 ** 20)));
    await expect(open()).rejects.toThrow(/t10k-labels-idx1-ubyte\.gz: too long/);
  });

  it("is refused where a file is missing, with a remedy", async () => {
    await rm(join(root, labelFile));
    await expect(open()).rejects.toThrow(/t10k-labels-idx1-ubyte\.gz.*restore datasets\/fashion-mnist-subset from git/);
  });
});

it("another dataset of the same sizes is not taken for a known one", async () => {
  const root = await temporaryFolder();
  const folder = join(root, ".cache/datasets/mnist");
  await mkdir(folder, { recursive: true });
  const shapes = { "train-images-idx3": [60_000, 28, 28], "t10k-images-idx3": [10_000, 28, 28] };
  for (const [name, shape] of Object.entries(shapes)) {
    const [count = 0] = shape;
    const values = Uint8Array.from({ length: count }, (_, index) => index % 10);
    await writeFile(join(folder, `${name}-ubyte`), encodeIdx({ shape, values: new Uint8Array(count * 784) }));
    const labels = name.replace("images-idx3", "labels-idx1");
    await writeFile(join(folder, `${labels}-ubyte`), encodeIdx({ shape: [count], values }));
  }
  await expect(openDataset("mnist", { root })).rejects.toThrow(
    /wrong checksum; expected sha256 \w{64}; got \w{64}; npx -y pnpm@12 evenkeel data fetch mnist, .*--dataset idx:.*mnist$/,
  );
  expect(await openDataset(`idx:${folder}`)).toMatchObject({ name: "idx:mnist", contentVerified: false });
});

it("a dataset that is not here says how to get it", async () => {
  const root = await temporaryFolder();
  await expect(openDataset("mnist", { root })).rejects.toThrow(
    /mnist is not on this machine.*evenkeel data fetch mnist/,
  );
});

it("an unknown name is wrong use", async () => {
  await expect(openDataset("no-such-data")).rejects.toBeInstanceOf(UsageError);
  await expect(openDataset("folder:")).rejects.toBeInstanceOf(UsageError);
});
