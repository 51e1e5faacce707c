import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { LabelledImages } from "@evenkeel/core";
import { encodeIdx } from "../src/idx.ts";
import { projectRoot } from "../src/manifest.ts";
import { openDataset } from "../src/open-dataset.ts";
import { selectImages } from "../src/select-images.ts";
import { stratifiedSample } from "../src/splits.ts";

/** Makes datasets/fashion-mnist-subset from the full Fashion-MNIST and prints the sha256 of each file's content. */

const seed = 1;

/** The IDX files of the subset by name, not yet compressed. */
export async function subsetFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { train, test, height, width } = await openDataset("fashion-mnist");
  const chosenTrain = selectImages(train, stratifiedSample(train.labels, 1200, seed));
  const chosenTest = selectImages(test, stratifiedSample(test.labels, 200, seed));
  const images = ({ count, pixels }: LabelledImages) => encodeIdx({ shape: [count, height, width], values: pixels });
  const labels = (of: LabelledImages) => encodeIdx({ shape: [of.count], values: Uint8Array.from(of.labels) });
  return new Map([
    ["train-images-idx3-ubyte", images(chosenTrain)],
    ["train-labels-idx1-ubyte", labels(chosenTrain)],
    ["t10k-images-idx3-ubyte", images(chosenTest)],
    ["t10k-labels-idx1-ubyte", labels(chosenTest)],
  ]);
}

/** Without name, time and operating system, so that the bytes depend on nothing but the content and zlib's version. */
async function compress(content: Uint8Array): Promise<Uint8Array> {
  const bytes = await promisify(gzip)(content, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

if (import.meta.main) {
  const folder = join(projectRoot, "datasets/fashion-mnist-subset");
  await mkdir(folder, { recursive: true });
  for (const [name, content] of await subsetFiles()) {
    await writeFile(join(folder, `${name}.gz`), await compress(content));
    process.stdout.write(`${createHash("sha256").update(content).digest("hex")}  ${name}\n`);
  }
}
