import { mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { encodeIdx } from "../src/idx.ts";
import { isOwnData, openDataset, reportedName } from "../src/index.ts";
import { temporaryFolder } from "./folder.ts";

/** Images of `shape`, and labels that go round the given ones; as the files of a part are called. */
function idxPart(part: string, shape: readonly number[], labels: readonly number[]): [string, Uint8Array][] {
  const [count = 0] = shape;
  const size = shape.reduce((product, one) => product * one, 1);
  const values = Uint8Array.from({ length: size }, (_, at) => at % 251);
  const round = Uint8Array.from({ length: count }, (_, index) => labels[index % labels.length] ?? 0);
  return [
    [`${part}-images-idx3-ubyte`, encodeIdx({ shape, values })],
    [`${part}-labels-idx1-ubyte`, encodeIdx({ shape: [count], values: round })],
  ];
}

async function folderOf(files: readonly (readonly [string, Uint8Array | string])[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return folder;
}

/** Records of CIFAR-10's binary format, one a label. */
const records = (labels: readonly number[]) =>
  Uint8Array.from(labels.flatMap((label, index) => [label, ...Array.from({ length: 3072 }, () => index)]));

describe("idx:<folder>", () => {
  it("opens own files of any count and size, the labels that occur being the classes", async () => {
    const files = [...idxPart("emnist-letters-train", [12, 5, 7], [1, 2, 9]), ...idxPart("test", [3, 5, 7], [9, 2, 1])];
    const folder = await folderOf(files.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
    const dataset = await openDataset(`idx:${folder}`);
    expect(dataset).toMatchObject({
      name: `idx:${basename(folder)}`,
      height: 5,
      width: 7,
      channels: 1,
      classNames: ["1", "2", "9"],
      contentVerified: false,
    });
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect([...dataset.test.labels]).toEqual([2, 1, 0]);
    expect(dataset.train.pixels[36]).toBe(36);
  });

  it("takes the spelling with a dot, and three channels", async () => {
    const files = [...idxPart("train", [4, 2, 2, 3], [0, 1]), ...idxPart("t10k", [2, 2, 2, 3], [0, 1])];
    const folder = await folderOf(files.map(([name, bytes]) => [name.replace("-idx", ".idx"), bytes]));
    expect(await openDataset(`idx:${folder}`)).toMatchObject({ channels: 3, train: { count: 4 }, test: { count: 2 } });
  });

  it("holds out a fifth of each class where there are no test files", async () => {
    const folder = await folderOf(idxPart("train", [20, 2, 2], [0, 1]));
    const dataset = await openDataset(`idx:${folder}`);
    expect([dataset.train.count, dataset.test.count]).toEqual([16, 4]);
    expect(await openDataset(`idx:${folder}`)).toEqual(dataset);
  });

  it.each(["val", "valid", "validation", "dev"])("%s files hold the test images, and it is said", async (part) => {
    const folder = await folderOf([...idxPart("train", [4, 2, 2], [0, 1]), ...idxPart(part, [2, 2, 2], [0, 1])]);
    const { train, test, remarks } = await openDataset(`idx:${folder}`);
    expect([train.count, test.count]).toEqual([4, 2]);
    expect(remarks).toContainEqual({
      kind: "validation-as-test",
      count: 2,
      examples: ["validation image 0", "validation image 1"],
    });
  });

  it("counts what is not used", async () => {
    const parts = ["train", "test", "val"].flatMap((part) => idxPart(part, [2, 2, 2], [0, 1]));
    const other: [string, string][] = [
      ["extra-images-idx3-ubyte", ""],
      ["notes.txt", ""],
      [".DS_Store", ""],
    ];
    const { remarks } = await openDataset(`idx:${await folderOf([...parts, ...other])}`);
    expect(remarks).toEqual([
      { kind: "validation-not-used", count: 2, examples: expect.anything() },
      { kind: "no-part", count: 2, examples: ["extra-images-idx3-ubyte", "notes.txt"] },
      { kind: "hidden", count: 1, examples: [".DS_Store"] },
      { kind: "repeated-in-test", count: 2, examples: expect.anything() },
    ]);
  });

  const train = idxPart("train", [4, 2, 2], [0, 1]);
  const short: [string, Uint8Array] = [
    "train-labels-idx1-ubyte",
    encodeIdx({ shape: [3], values: Uint8Array.of(0, 1, 0) }),
  ];
  it.each<[string, readonly (readonly [string, Uint8Array | string])[], RegExp]>([
    ["an empty folder", [], /no IDX files of a dataset; expected train-images-idx3-ubyte/],
    ["images without labels", train.slice(0, 1), /expected labels beside train-images-idx3-ubyte/],
    ["labels of another count", [...train.slice(0, 1), short], /not a label for each image; expected \[4\]; got \[3\]/],
    ["two files of one part", [...train, ["train-images.idx3-ubyte", ""]], /two files of train images/],
    ["one class", idxPart("train", [4, 2, 2], [3]), /too few classes; expected at least 2 labels; got 1/],
    ["a class of one image", idxPart("train", [3, 2, 2], [0, 1]), /class 1 has one image/],
    [
      "a class that is only tested",
      [...train, ...idxPart("test", [3, 2, 2], [0, 1, 2])],
      /without training images; got label 2/,
    ],
    [
      "a class that is not tested",
      [...train, ...idxPart("test", [2, 2, 2], [0])],
      /classes without test images; .*none of 1/,
    ],
    [
      "test images of another size",
      [...train, ...idxPart("test", [2, 3, 2], [0, 1])],
      /another size; expected 2×2×1; got 3×2×1/,
    ],
    [
      "test images of few classes",
      [...idxPart("train", [16, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]), ...idxPart("test", [2, 2, 2], [0, 1])],
      /classes without test images; .*got none of 2, 3, 4, 5, 6, and 1 more$/,
    ],
    [
      "labels of another dataset",
      [
        ...idxPart("emnist-letters-train", [4, 2, 2], [0, 1]).slice(0, 1),
        ...idxPart("emnist-digits-train", [4, 2, 2], [0, 1]).slice(1),
      ],
      /expected the labels of emnist-letters-train-images-idx3-ubyte; got emnist-digits-train-labels-idx1-ubyte/,
    ],
    ["a folder around the files", [["notes.txt", ""]], /no IDX files of a dataset; .*; got notes\.txt/],
    ["no images at all", idxPart("train", [0, 2, 2], [0]), /no images/],
    [
      "a cut gzip file",
      [...train.slice(1), ["train-images-idx3-ubyte.gz", Uint8Array.of(0x1f, 0x8b, 1)]],
      /truncated gzip file/,
    ],
  ])("refuses %s", async (_, files, message) => {
    const opened = openDataset(`idx:${await folderOf(files)}`);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toThrow(DataError);
  });

  it("refuses a folder in the place of a file, and one that is not there", async () => {
    const folder = await folderOf(train.slice(1));
    await mkdir(join(folder, "train-images-idx3-ubyte"));
    await expect(openDataset(`idx:${folder}`)).rejects.toThrow(/not a plain file/);
    await expect(openDataset(`idx:${folder}/none`)).rejects.toThrow(/cannot be read; got ENOENT/);
  });

  it.skipIf(process.platform === "win32")("refuses a device", async () => {
    const folder = await folderOf(train.slice(1));
    await symlink("/dev/zero", join(folder, "train-images-idx3-ubyte"));
    await expect(openDataset(`idx:${folder}`)).rejects.toThrow(/not a plain file/);
  });
});

describe("cifar:<folder>", () => {
  it("opens files of any count in the order of their numbers, with names where there are any", async () => {
    const folder = await folderOf([
      ["data_batch_10.bin", records([2])],
      ["data_batch_2.bin", records([0, 2, 0])],
      ["test_batch.bin", records([2, 0])],
      ["batches.meta.txt", "cat\ncow\ndog\n\n"],
    ]);
    const dataset = await openDataset(`cifar:${folder}`);
    expect(dataset).toMatchObject({ height: 32, width: 32, channels: 3, classNames: ["cat", "dog"] });
    expect([[...dataset.train.labels], [...dataset.test.labels]]).toEqual([
      [0, 1, 0, 1],
      [1, 0],
    ]);
    expect([dataset.train.pixels[0], dataset.train.pixels[3072], dataset.contentVerified]).toEqual([0, 1, false]);
  });

  it.each(["val_batch.bin", "validation.bin.gz", "my-Valid-2.bin"])("%s is not trained on", async (name) => {
    const bytes = records([0, 1]);
    const folder = await folderOf([
      ["data_batch_1.bin.gz", gzipSync(records([0, 1, 0, 1]))],
      [name, name.endsWith(".gz") ? gzipSync(bytes) : bytes],
      ["readme.html", ""],
    ]);
    const { train, test, remarks = [] } = await openDataset(`cifar:${folder}`);
    expect([train.count, test.count]).toEqual([4, 2]);
    expect(remarks.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
      "validation-as-test 2",
      "no-part 1",
      "repeated-in-test 2",
    ]);
  });

  it.each([
    ["too few lines", "cat\n"],
    ["an empty line", "cat\n\ncow\n"],
    ["a name twice", "cat\ncat\n"],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 10, 0x1b, 10)],
  ])("refuses names with %s", async (_, names) => {
    const folder = await folderOf([
      ["data_batch_1.bin", records([0, 1, 0, 1])],
      ["batches.meta.txt", names],
    ]);
    await expect(openDataset(`cifar:${folder}`)).rejects.toThrow(/batches\.meta\.txt: not a name for each class/);
  });

  it("says that CIFAR-100's records are others", async () => {
    const folder = await folderOf([["train.bin", new Uint8Array(3074 * 4)]]);
    await expect(openDataset(`cifar:${folder}`)).rejects.toThrow(/a multiple of 3074: CIFAR-100 has two labels/);
  });

  it("refuses what is no whole number of records, and a folder without files", async () => {
    const cut = await folderOf([["data_batch_1.bin", records([0, 1]).subarray(1)]]);
    await expect(openDataset(`cifar:${cut}`)).rejects.toThrow(/not CIFAR-10's binary version/);
    await expect(openDataset(`cifar:${await folderOf([])}`)).rejects.toThrow(/no files of CIFAR-10's binary format/);
  });
});

describe("names of own data", () => {
  it.each([
    ["folder:/home/me/pets@28x30", "folder:pets@28x30"],
    ["folder:/home/me/my pets/", "folder:my pets"],
    ["folder:../x/pets", "folder:pets"],
    ["idx:/home/me/digits", "idx:digits"],
    ["cifar:./mine@2x3", "cifar:mine@2x3"],
    ["mnist", "mnist"],
  ])("%s is reported as %s", (name, reported) => expect(reportedName(name)).toBe(reported));

  it("are told from the manifest's", () => {
    expect(["folder:x", "idx:x", "cifar:x"].every(isOwnData)).toBe(true);
    expect(["folder:", "idx:", "mnist", "idx"].some(isOwnData)).toBe(false);
  });
});
