import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { openDataset } from "../src/index.ts";
import { parseFolderName, takesSizeOfNetwork } from "../src/image-folder/folder-name.ts";
import { temporaryFolder } from "./folder.ts";

type Colour = readonly [red: number, green: number, blue: number];
const red: Colour = [255, 0, 0];
const blue: Colour = [0, 0, 255];

/** One colour, 6 high and 8 wide. */
async function paint(file: string, [r, g, b]: Colour, size = { height: 6, width: 8 }): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await sharp({ create: { ...size, channels: 3, background: { r, g, b } } }).toFile(file);
}

/** Two classes of five PNG images each. */
async function cats(folder: string): Promise<void> {
  for (let index = 0; index < 5; index += 1) {
    await paint(join(folder, "cat", `${index}.png`), [index, 0, 0]);
    await paint(join(folder, "dog", `${index}.png`), [100 + index, 0, 0]);
  }
}

describe("folder:<path>", () => {
  it("reads classes and images in sorted order, fitted to the stated size", async () => {
    const folder = await temporaryFolder();
    await paint(join(folder, "train", "b", "2.png"), blue);
    await paint(join(folder, "train", "b", "10.PNG"), red);
    await paint(join(folder, "train", "a", "x.jpeg"), red, { height: 40, width: 10 });
    await paint(join(folder, "test", "a", "1.jpg"), blue);
    await paint(join(folder, "test", "b", "1.png"), red);
    await writeFile(join(folder, "train", "a", "notes.txt"), "not an image");
    await writeFile(join(folder, "train", "a", ".hidden.png"), "not an image either");
    const seen: [number, number][] = [];
    const dataset = await openDataset(`folder:${folder}@4x5`, { onProgress: (...progress) => seen.push(progress) });
    expect(dataset).toMatchObject({ height: 4, width: 5, channels: 3, classNames: ["a", "b"], adaptation: null });
    expect([...dataset.train.labels]).toEqual([0, 1, 1]);
    expect([...dataset.test.labels]).toEqual([0, 1]);
    const corner = (image: number) => [...dataset.train.pixels.subarray(image * 60, image * 60 + 3)];
    expect([corner(1), corner(2)]).toEqual([red, blue]);
    // JPEG is lossy.
    for (const [channel, value] of corner(0).entries()) expect(Math.abs(value - (red[channel] ?? 0))).toBeLessThan(3);
    expect(dataset.train.pixels).toHaveLength(3 * 60);
    expect(seen.at(-1)).toEqual([5, 5]);
    expect(seen.map(([done]) => done)).toEqual([1, 2, 3, 4, 5]);
  });

  it("decodes to the size that its taker asks for, unless the name states one", async () => {
    const folder = await temporaryFolder();
    await cats(folder);
    const size = { height: 7, width: 9 };
    expect(await openDataset(`folder:${folder}`, { size })).toMatchObject(size);
    expect(await openDataset(`folder:${folder}@4x5`, { size })).toMatchObject({ height: 4, width: 5 });
  });

  it("holds out a fifth of each class, always the same, where there is no test folder", async () => {
    const folder = await temporaryFolder();
    await cats(folder);
    const first = await openDataset(`folder:${folder}`);
    const second = await openDataset(`folder:${folder}`);
    expect(first).toEqual(second);
    expect([first.height, first.width]).toEqual([32, 32]);
    expect([...first.train.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...first.test.labels]).toEqual([0, 1]);
    const shade = (part: typeof first.train) =>
      Array.from({ length: part.count }, (_, image) => part.pixels[image * 32 * 32 * 3] ?? -1);
    const all = [...shade(first.train), ...shade(first.test)].sort((a, b) => a - b);
    expect(all).toEqual([0, 1, 2, 3, 4, 100, 101, 102, 103, 104]);
    await rename(join(folder, "cat"), join(folder, "zebra"));
    expect((await openDataset(`folder:${folder}`)).classNames).toEqual(["dog", "zebra"]);
  });

  it("reads train/ alone", async () => {
    const folder = await temporaryFolder();
    await cats(join(folder, "train"));
    expect((await openDataset(`folder:${folder}@2x2`)).test.count).toBe(2);
  });

  it("turns grey, 16-bit, transparent and rotated images into 8-bit RGB", async () => {
    const folder = await temporaryFolder();
    await cats(folder);
    const rgba = {
      create: { height: 2, width: 2, channels: 4, background: { r: 200, g: 100, b: 0, alpha: 0 } },
    } as const;
    const left = Buffer.from([255, 0, 0, 0, 0, 255]);
    for (const [kind, image] of Object.entries({
      grey: sharp({ create: { height: 2, width: 2, channels: 3, background: "#404040" } })
        .toColourspace("b-w")
        .png(),
      deep: sharp({ create: { height: 2, width: 2, channels: 3, background: "#408000" } })
        .toColourspace("rgb16")
        .png(),
      clear: sharp(rgba).png(),
      // Red left and blue right, said to lie on its side (EXIF 6: turn clockwise): red on top.
      turned: sharp(left, { raw: { height: 1, width: 2, channels: 3 } })
        .resize(16, 16, { kernel: "nearest", fit: "fill" })
        .withMetadata({ orientation: 6 })
        .png(),
    })) {
      await mkdir(join(folder, kind));
      await image.toFile(join(folder, kind, "0.png"));
      await image.toFile(join(folder, kind, "1.png"));
    }
    const { train, classNames } = await openDataset(`folder:${folder}@2x2`);
    const pixels = (kind: string) => {
      const image = train.labels.indexOf(classNames.indexOf(kind));
      return [...train.pixels.subarray(image * 12, image * 12 + 12)];
    };
    expect(pixels("grey")).toEqual(Array.from({ length: 12 }, () => 0x40));
    expect(pixels("deep").slice(0, 3)).toEqual([0x40, 0x80, 0]);
    expect(pixels("clear")).toEqual(Array.from({ length: 12 }, () => 0));
    // Scaling overshoots a little at the edge between the two colours.
    const turned = pixels("turned").map((value) => (value > 127 ? 255 : 0));
    expect(turned).toEqual([...red, ...red, ...blue, ...blue]);
  });

  it("names the image that cannot be read", async () => {
    const folder = await temporaryFolder();
    await cats(folder);
    const file = join(folder, "dog", "3.png");
    const bytes = await readFile(file);
    for (const broken of [Buffer.from("not a png"), bytes.subarray(0, bytes.length - 20), Buffer.alloc(0)]) {
      await writeFile(file, broken);
      await expect(openDataset(`folder:${folder}`)).rejects.toMatchObject({ code: "data", detail: { where: file } });
    }
    await writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
    await expect(openDataset(`folder:${folder}`)).rejects.toThrow(
      /3\.png: unreadable image; got it is SVG, neither PNG nor JPEG/,
    );
  });

  it("refuses a link that leads out of the folder, and follows one inside", async () => {
    const folder = await temporaryFolder();
    const outside = await temporaryFolder();
    await cats(folder);
    await paint(join(outside, "secret.png"), red);
    await symlink(join(folder, "cat", "0.png"), join(folder, "dog", "linked.png"));
    expect((await openDataset(`folder:${folder}@2x2`)).train.count).toBe(9);
    const link = join(folder, "cat", "out.png");
    await symlink(join(outside, "secret.png"), link);
    await expect(openDataset(`folder:${folder}`)).rejects.toThrow(/out\.png: a link that leads out of the folder/);
    await rm(link);
    await symlink(outside, join(folder, "class"));
    await expect(openDataset(`folder:${folder}`)).rejects.toThrow(/class: a link that leads out of the folder/);
  });

  it.each([
    ["no folder", () => {}, /gone: cannot be read; got ENOENT; check the path/, "/gone"],
    ["no classes", async (at: string) => paint(join(at, "one", "1.png"), red), /at least two sub-folders.*got 1/, ""],
    [
      "an empty class",
      async (at: string) => {
        await cats(at);
        await mkdir(join(at, "eel"));
      },
      /a class without images; expected PNG or JPEG files in every class folder; got none in eel/,
      "",
    ],
    [
      "an image of another kind",
      async (at: string) => {
        await cats(at);
        await writeFile(join(at, "cat", "a.webp"), "");
      },
      /a\.webp: an image of another kind; expected PNG or JPEG/,
      "",
    ],
    [
      "other classes in test/",
      async (at: string) => {
        await cats(join(at, "train"));
        await cats(join(at, "test"));
        await rename(join(at, "test", "dog"), join(at, "test", "fox"));
      },
      /test: other classes than in the training folder; expected its 2 classes; got 1 without images \(dog\) and 1 of its own \(fox\)/,
      "",
    ],
    ["images that do not fit in memory", cats, /10 images of 9999×9999 do not fit in memory/, "@9999x9999"],
  ] as const)("refuses %s", async (_, prepare, message, suffix) => {
    const folder = await temporaryFolder();
    await prepare(folder);
    await expect(openDataset(`folder:${folder}${suffix}`)).rejects.toThrow(message);
  });
});

describe("parseFolderName", () => {
  it.each([
    ["folder:/pets@28x30", { path: "/pets", height: 28, width: 30 }],
    ["folder:/pets", { path: "/pets", height: 32, width: 32 }],
    ["folder:/a@2x3/b@c@5x6", { path: "/a@2x3/b@c", height: 5, width: 6 }],
    ["folder:/a\nb@5x6", { path: "/a\nb", height: 5, width: 6 }],
    ["folder:/pets@0x3", { path: "/pets@0x3", height: 32, width: 32 }],
  ])("%s", (name, expected) => {
    const found = parseFolderName(name);
    expect({ ...found, path: found.path.replaceAll("\\", "/").replace(/^[A-Z]:/, "") }).toEqual(expected);
  });

  it("is given the names of image folders alone", () => {
    expect(() => parseFolderName("folder:")).toThrow(RangeError);
    expect(["folder:/a", "folder:/a@5x6", "folder:/a\nb@5x6", "mnist"].map(takesSizeOfNetwork)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
