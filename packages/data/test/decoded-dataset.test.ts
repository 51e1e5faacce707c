import { mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { beforeEach, describe, expect, it } from "vitest";
import { readDecodedDataset, writeDecodedDataset } from "../src/decoded-dataset.ts";
import { temporaryFolder } from "./folder.ts";
import { smallDataset, smallImages } from "./small-dataset.ts";

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

describe("a decoded dataset", () => {
  it("comes back as it was written", async () => {
    const dataset = { ...smallDataset({ channels: 3 }), adaptation: "repeated to 3 channels" };
    await writeDecodedDataset(dataset, folder);
    expect(await readDecodedDataset(folder)).toEqual(dataset);
  });

  it("may have more classes than a byte holds", async () => {
    const classNames = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
    const dataset = { ...smallDataset(), classNames, train: smallImages(1000, 12, 1000) };
    await writeDecodedDataset(dataset, folder);
    expect((await readDecodedDataset(folder)).train.labels).toEqual(dataset.train.labels);
  });

  it("leaves no staged file behind", async () => {
    await writeDecodedDataset(smallDataset(), folder);
    const images = ["test-images.idx", "test-labels.idx", "train-images.idx", "train-labels.idx"];
    expect((await readdir(folder)).sort()).toEqual(["dataset.json", ...images]);
  });

  it("names the place that it cannot be written to", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(writeDecodedDataset(smallDataset(), file)).rejects.toThrow(`${file}: cannot be written; got EEXIST`);
    await mkdir(join(folder, "train-labels.idx"));
    await expect(writeDecodedDataset(smallDataset(), folder)).rejects.toThrow("train-labels.idx: cannot be written");
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each(["train-images.idx", "train-labels.idx", "test-images.idx", "test-labels.idx"])(
    "is refused with a byte of %s changed, cut off, or the file gone",
    async (name) => {
      await writeDecodedDataset(smallDataset(), folder);
      const file = join(folder, name);
      const bytes = await readFile(file);
      // The first label's lowest byte, or a pixel: from 0 or 1 to another class, so that only the checksum can tell.
      const at = name.includes("labels") ? 11 : bytes.length - 1;
      await writeFile(file, bytes.with(at, (bytes[at] ?? 0) ^ 1));
      await expect(readDecodedDataset(folder)).rejects.toThrow(`${name}: damaged: its CRC-32 differs`);
      await truncate(file, bytes.length - 1);
      await expect(readDecodedDataset(folder)).rejects.toThrow(`${name}: truncated`);
      await rm(file);
      await expect(readDecodedDataset(folder)).rejects.toThrow(`${name}: cannot be read`);
    },
  );

  it.each([
    ["cut off", (json: string) => json.slice(0, 40)],
    ["with a field missing", (json: string) => json.replace('"height": 3,', "")],
    ["with a negative size", (json: string) => json.replace('"height": 3', '"height": -3')],
    ["with another size", (json: string) => json.replace('"height": 3', '"height": 4')],
    ["with fewer classes than the labels", (json: string) => json.replace(/"b",\s*"c"/, '"b"')],
  ])("is refused with its dataset.json %s", async (_, damage) => {
    await writeDecodedDataset(smallDataset(), folder);
    const file = join(folder, "dataset.json");
    const json = await readFile(file, "utf8");
    expect(damage(json)).not.toBe(json);
    await writeFile(file, damage(json));
    await expect(readDecodedDataset(folder)).rejects.toBeInstanceOf(DataError);
  });

  it("is none without dataset.json, which is written last", async () => {
    await writeDecodedDataset(smallDataset(), folder);
    await rm(join(folder, "dataset.json"));
    await expect(readDecodedDataset(folder)).rejects.toThrow(/dataset\.json: cannot be read/);
  });
});
