import { execFileSync } from "node:child_process";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { openDataset } from "../src/index.ts";
import { endingOf, kindByEnding } from "../src/image-folder/endings.ts";
import { temporaryFolder } from "./folder.ts";
import { harmless, squares } from "./irregular-jpeg.ts";

/** A different image for each seed. */
async function paint(file: string, seed: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const background = { r: seed % 256, g: Math.floor(seed / 256), b: 7 };
  await sharp({ create: { height: 2, width: 2, channels: 3, background } })
    .png()
    .toFile(file);
}

let seed = 0;

/** Files by path, each a PNG of its own unless its content is stated. */
async function folderOf(files: Readonly<Record<string, number | string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    if (typeof content !== "number") {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
      continue;
    }
    for (let index = 0; index < content; index += 1) await paint(join(folder, path, `${index}.png`), seed++);
  }
  return folder;
}

const open = async (folder: string) => openDataset(`folder:${folder}@2x2`);

async function outcome(folder: string): Promise<unknown> {
  const { train, test, classNames, remarks = [] } = await open(folder);
  return [classNames.join(), train.count, test.count, ...remarks.map(({ kind, count }) => `${kind} ${count}`)];
}

describe("the parts of a folder", () => {
  it.each(["val", "valid", "validation", "VAL", "Validation", "val_images", "ValidationSet", "dev", "holdout"])(
    "%s/ holds the test images, and it is said",
    async (name) => {
      const folder = await folderOf({ "train/a": 3, "train/b": 2, [`${name}/a`]: 1, [`${name}/b`]: 2 });
      expect(await outcome(folder)).toEqual(["a,b", 5, 3, "validation-as-test 3"]);
    },
  );

  it.each([
    ["train", "test"],
    ["Train", "TEST"],
    ["training", "testing"],
    ["TRAINING", "Test"],
    ["train_set", "test-set"],
    ["TrainingData", "Testing Images"],
    ["images_train", "images_test"],
    ["seg_train", "seg_test"],
    ["trainA", "testA"],
    ["train ", "Test1"],
  ])("%s/ and %s/", async (train, test) => {
    const folder = await folderOf({ [`${train}/a`]: 3, [`${train}/b`]: 2, [`${test}/a`]: 1, [`${test}/b`]: 1 });
    expect(await outcome(folder)).toEqual(["a,b", 5, 2]);
  });

  it("says that a validation folder is not used beside a test folder, and which images lie elsewhere", async () => {
    const folder = await folderOf({
      "train/a": 2,
      "train/b": 2,
      "val/a": 1,
      "val/b": 2,
      "test/a": 1,
      "test/b": 1,
      "extra/deep/c": 3,
      "README.md": "hello",
      "train/labels.csv": "a,b",
    });
    await paint(join(folder, "loose.png"), 60_001);
    await paint(join(folder, "train", "loose.png"), 60_002);
    expect(await outcome(folder)).toEqual([
      "a,b",
      4,
      2,
      "validation-not-used 3",
      "beside-train 3",
      "beside-classes 2",
      "no-image 2",
    ]);
    const { remarks = [] } = await open(folder);
    expect(remarks.find(({ kind }) => kind === "beside-classes")?.examples).toEqual(["loose.png", "train/loose.png"]);
  });

  it("counts an unlabelled test folder beside train/", async () => {
    const folder = await folderOf({ "train/a": 5, "train/b": 5, test: 4 });
    expect(await outcome(folder)).toEqual(["a,b", 8, 2, "without-classes 4"]);
    const validated = await folderOf({ "train/a": 5, "train/b": 5, "val/a": 1, "val/b": 1, test: 4 });
    expect(await outcome(validated)).toEqual(["a,b", 10, 2, "validation-as-test 2", "without-classes 4"]);
  });

  it.each(["train", "Training"])("takes %s/ for a class where it holds images alone", async (name) => {
    const classes = ["bus", "car", name].sort().join();
    expect(await outcome(await folderOf({ bus: 2, car: 2, [name]: 2 }))).toEqual([classes, 3, 3]);
  });

  it("takes any name for a class inside of train/", async () => {
    const folder = await folderOf({ "train/test": 2, "train/train": 2, "train/val": 3 });
    expect(await outcome(folder)).toEqual(["test,train,val", 4, 3]);
  });

  it.each([
    ["an unlabelled test/ beside classes", { sea: 2, wood: 2, test: 2 }, /test\/ without a train\/ that holds class/],
    ["a labelled val/ beside classes", { sea: 2, wood: 2, "Val/sea": 2 }, /Val\/ without a train\/ that holds class/],
    ["unlabelled parts alone", { train: 2, test: 2 }, /test\/ without a train\/ that holds class folders/],
    ["an unlabelled test1/", { sea: 2, wood: 2, test1: 2 }, /test1\/ without a train\/ that holds class/],
    ["test_images/ beside classes", { sea: 2, wood: 2, test_images: 2 }, /test_images\/ without a train\//],
    ["Unlabelled/ beside classes", { sea: 2, wood: 2, Unlabelled: 2 }, /Unlabelled\/ beside class folders/],
    ["unsup/ in train/", { "train/a": 2, "train/b": 2, "train/unsup": 2 }, /train: unsup\/ beside class folders/],
    ["a wrapped dataset", { "data/train_set/a": 2, "data/test_set/a": 2, x: 1 }, /a dataset where a class is expected/],
    ["an empty val/", { "train/a": 2, "train/b": 2, "val/x.txt": "" }, /no images in val\//],
    ["two folders of a part", { "train/a": 1, "train/b": 1, "val/a": 1, "valid/a": 1 }, /got val\/ and valid\//],
    ["a train/ of two readings", { bus: 2, car: 2, "train/x": 2, "train/y": 2 }, /may be a class or hold the classes/],
    ["a dataset in each folder", { "x/train/a": 2, "x/test/a": 2, "y/a": 2 }, /a dataset where a class is expected/],
    ["a wrapping folder", { "data/a": 2, "data/b": 2 }, /at least two sub-folders, one a class; got 1 \(data\/\)/],
    ["one image a class", { a: 1, b: 1, c: 2 }, /at least 2 images in every class.*got 1 in 2 of 3 classes \(a, b\)/],
    ["no training image", { "train/a": 1, "train/b": 0, "train/b/x.txt": "", "test/a": 1 }, /none in b;/],
    [
      "a class without test images",
      { "train/a": 1, "train/b": 1, "train/c": 1, "test/a": 1 },
      /test: other classes.*expected its 3 classes; got 2 without images \(b, c\)/,
    ],
  ] as const)("refuses %s", async (_, files, message) => {
    await expect(open(await folderOf(files))).rejects.toThrow(message);
  });
});

describe("the files of a class", () => {
  it("are read below it, too, those of its own folder first", async () => {
    const folder = await folderOf({ "a/z/deep/er": 2, "a/b": 1, a: 2, b: 2 });
    const { train, test } = await open(folder);
    expect([train.count, test.count]).toEqual([5, 2]);
  });

  it("are read under any ending of JPEG and PNG, and by content without one", async () => {
    const jpeg = ["0.jpg", "1.JPEG", "2.jpe", "3.jfif", "4.Jif", "5.jfi", "6.pjpeg", "7.pjp", "8"];
    const files = await Promise.all(jpeg.map(async (name, at) => [`a/${name}`, await squares(at)] as const));
    const folder = await folderOf({ ...Object.fromEntries(files), b: 2, "b/LICENSE": "text", "b/.hidden.png": "" });
    await copyFile(join(folder, "b", "0.png"), join(folder, "b", "zero."));
    expect(await outcome(folder)).toEqual([
      "a,b",
      9,
      3,
      "no-image 1",
      "hidden 1",
      expect.stringMatching(/^repeated-in-(test|train) 1$/),
    ]);
  });

  it("are read by content under a number, and counted under a foreign ending", async () => {
    const image = await squares(1);
    const named = ["scan.0001", "n01.2", "photo.mpo", "c.jpg~", "c.jpg.bak", "d.jpg_large"];
    const folder = await folderOf({
      a: 2,
      b: 2,
      "a/e.txt": "",
      ...Object.fromEntries(named.map((n) => [`a/${n}`, image])),
    });
    const { train, test, remarks } = await open(folder);
    expect(train.count + test.count).toBe(7);
    expect(remarks).toContainEqual({
      kind: "foreign-ending",
      count: 3,
      examples: ["a/c.jpg.bak", "a/c.jpg~", "a/d.jpg_large"],
    });
    expect(remarks).toContainEqual({ kind: "no-image", count: 1, examples: ["a/e.txt"] });
  });

  it("names all those of other kinds at once", async () => {
    const folder = await folderOf({
      a: 2,
      b: 2,
      "a/x.ppm": "P6",
      "a/y.PGM": "P5",
      "b/z.webp": "",
      "b/plain": "GIF89a",
    });
    await expect(open(folder)).rejects.toThrow(
      /4 images of other kinds; expected PNG or JPEG; got a\/x\.ppm, a\/y\.PGM, b\/plain, b\/z\.webp/,
    );
    // Where nothing is read, they harm nobody.
    const beside = await folderOf({ a: 2, b: 2, "logo.svg": "<svg/>", "x.tar.gz": "" });
    expect(await outcome(beside)).toEqual(["a,b", 2, 2, "beside-classes 1", "no-image 1"]);
  });

  it("are counted by reason where they are not used, the first five named", async () => {
    const own = {
      "a/Thumbs.db": "",
      "b/.DS_Store": "",
      "__MACOSX/a/._0.png": "",
      "b/@eaDir/0.png/t.jpg": "",
      "a/n.txt": "",
    };
    const more = Object.fromEntries([1, 2, 3, 4, 5, 6].map((at) => [`b/${at}.json`, ""]));
    const { remarks } = await open(await folderOf({ a: 2, b: 2, ...own, ...more }));
    expect(remarks).toEqual([
      { kind: "no-image", count: 7, examples: ["a/n.txt", "b/1.json", "b/2.json", "b/3.json", "b/4.json"] },
      { kind: "hidden", count: 4, examples: ["__MACOSX", "a/Thumbs.db", "b/.DS_Store", "b/@eaDir"] },
    ]);
  });

  it("are all named where several cannot be read", async () => {
    const cut = (await squares()).subarray(0, 400);
    const folder = await folderOf({ a: 4, b: 4, "a/x.png": "", "b/y.jpg": cut, "b/z.jpg": "<svg" });
    await expect(open(folder)).rejects.toThrow(
      /3 of 11 images cannot be read; got a\/x\.png \(an empty file\), b\/y\.jpg \(cut off\), b\/z\.jpg \(it is SVG/,
    );
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`a/broken${at}.png`, ""]));
    await expect(open(await folderOf({ a: 2, b: 2, ...many }))).rejects.toMatchObject({
      images: Array.from({ length: 9 }, (_, at) => ({ path: `a/broken${at}.png`, reason: "an empty file" })),
      message: expect.stringMatching(/9 of 13 images.*broken4\.png \(an empty file\), and 4 more; repair/),
    });
  });

  it("are counted where they are irregular", async () => {
    const irregular = await Promise.all(
      Object.values(harmless).map(async (change, at) => [`a/${at}.jpg`, change(await squares(at))] as const),
    );
    const { remarks } = await open(await folderOf({ b: 2, ...Object.fromEntries(irregular) }));
    expect(remarks).toEqual([{ kind: "irregular", count: 3, examples: ["a/0.jpg", "a/1.jpg", "a/2.jpg"] }]);
  });
});

describe("images that occur twice", () => {
  it("are counted in train and test, whatever the files are called or say beside the pixels", async () => {
    const folder = await folderOf({ "train/a": 3, "train/b": 3, "test/a": 2, "test/b": 2 });
    await copyFile(join(folder, "train", "a", "0.png"), join(folder, "test", "b", "same.png"));
    await sharp(join(folder, "train", "b", "1.png"))
      .withMetadata({ exif: { IFD0: { Copyright: "somebody" } } })
      .toFile(join(folder, "test", "b", "tagged.png"));
    await copyFile(join(folder, "train", "a", "1.png"), join(folder, "train", "a", "9.png"));
    const { remarks } = await open(folder);
    expect(remarks).toEqual([
      { kind: "repeated-in-test", count: 2, examples: ["test/b/same.png", "test/b/tagged.png"] },
      { kind: "repeated-in-train", count: 1, examples: ["train/a/9.png"] },
    ]);
  });
});

describe.skipIf(process.platform === "win32")("what is no file", () => {
  it("is refused without reading it", async () => {
    for (const name of ["a/pipe.png", "a/pipe", "a/pipe.txt", "pipe"]) {
      const folder = await folderOf({ a: 2, b: 2 });
      execFileSync("mkfifo", [join(folder, name)]);
      await expect(open(folder)).rejects.toThrow(/pipe[.\w]*: not a file; expected files and folders; got a pipe/);
    }
  });

  it("and links that lead in a circle are refused, those within the folder followed", async () => {
    const folder = await folderOf({ a: 2, "b/x": 2 });
    await symlink(join(folder, "a"), join(folder, "c"));
    expect(await outcome(folder)).toEqual(expect.arrayContaining(["a,b,c", 3]));
    await symlink("../..", join(folder, "b", "x", "up"));
    await expect(open(folder)).rejects.toThrow(/up.*: a link to a folder that is read already; remove it/);
    const mutual = await folderOf({ a: 2, b: 2 });
    await symlink("../a", join(mutual, "b", "one"));
    await symlink("../a", join(mutual, "b", "two"));
    await symlink("../b", join(mutual, "a", "three"));
    await expect(open(mutual)).rejects.toThrow(/a link to a folder that is read already/);
  });
});

describe.skipIf(process.platform !== "linux")("a name that is no UTF-8", () => {
  it("is named as that", async () => {
    const folder = await folderOf({ a: 2, b: 2 });
    await writeFile(Buffer.concat([Buffer.from(`${folder}/a/x`), Buffer.of(0xff)]), "");
    await expect(open(folder)).rejects.toThrow(/a name that is not UTF-8; rename it/);
  });
});

describe("endings", () => {
  it("give the same kind in any case", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("jpg", "JfIf", "png", "ppm", "webp", "txt"), (stem, ending) => {
        const name = `${stem}x.${ending}`;
        expect(endingOf(name)).toBe(ending.toLowerCase());
        expect(kindByEnding(name)).toBe(kindByEnding(name.toUpperCase()));
      }),
    );
    expect([".png", "png", "a."].map(kindByEnding)).toEqual([null, null, null]);
    expect(["a.constructor", "a.toString", "a.jpg~", "a.jpg.bak"].map(kindByEnding)).toEqual(
      Array.from({ length: 4 }, () => "no-image"),
    );
  });
});
