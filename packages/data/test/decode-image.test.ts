import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { DataError } from "@evenkeel/core";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../src/image-folder/decode-image.ts";
import { plainPng } from "../src/image-folder/png-chunks.ts";
import { temporaryFolder } from "./folder.ts";
import { harmless, squares, unremarkable } from "./irregular-jpeg.ts";

const size = { height: 16, width: 16 };

async function decoded(bytes: Uint8Array, name = "image.jpg") {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, bytes);
  return decodeImage(file, size);
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

const afterHeader = 33;
const withChunk = (png: Buffer, type: string, data: Uint8Array) =>
  Buffer.concat([png.subarray(0, afterHeader), pngChunk(type, data), png.subarray(afterHeader)]);

async function squaresPng(): Promise<Buffer> {
  return sharp(await squares())
    .png()
    .toBuffer();
}

describe("a JPEG", () => {
  it.each(Object.entries(harmless))("with %s is read to the same pixels and counted", async (_, change) => {
    const jpeg = await squares();
    const right = await decoded(jpeg);
    expect(right.remarks).toEqual([]);
    expect(await decoded(change(jpeg))).toEqual({ pixels: right.pixels, remarks: ["irregular"] });
  });

  it.each(Object.entries(unremarkable))("with %s is read", async (_, change) => {
    const jpeg = await squares();
    expect(await decoded(change(jpeg))).toEqual(await decoded(jpeg));
  });

  it("whose compressed data is damaged in places is read as other decoders do, and said", async () => {
    const jpeg = await squares();
    const broken = Buffer.concat([jpeg.subarray(0, jpeg.length * 0.8), Buffer.from([0xff, 0xd9])]);
    expect((await decoded(broken)).remarks).toEqual(["damaged-in-places"]);
  });

  it("that is cut off is refused, wherever", async () => {
    const jpeg = await squares();
    for (const length of [0, 3, 100, jpeg.length / 2, jpeg.length - 200, jpeg.length - 2, jpeg.length - 1]) {
      await expect(decoded(jpeg.subarray(0, length))).rejects.toThrow(
        /unreadable image; got (cut off|an empty file|it)/,
      );
    }
  });

  it("under a PNG's name is read, and said", async () => {
    expect((await decoded(await squares(), "a.png")).remarks).toEqual(["other-ending"]);
    expect((await decoded(await squaresPng(), "a.JPE")).remarks).toEqual(["other-ending"]);
    expect((await decoded(await squaresPng(), "a")).remarks).toEqual([]);
  });
});

describe("the format", () => {
  it.each([
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'],
    ["GIF", "GIF89a"],
    ["PNM", "P5 2 2 255 abcd"],
    ["no image", "<?xml?>"],
  ])("%s is refused before a decoder sees it", async (title, content) => {
    await expect(decoded(Buffer.from(content))).rejects.toThrow(`it is ${title}, neither PNG nor JPEG`);
  });

  it("is checked although the decoder would know others", async () => {
    const jpeg = await squares();
    for (const format of ["webp", "tiff", "gif"] as const) {
      await expect(decoded(await sharp(jpeg).toFormat(format).toBuffer())).rejects.toThrow(/neither PNG nor JPEG/);
    }
  });
});

describe("a PNG", () => {
  it("is decoded to the same pixels as the whole file", async () => {
    for (const change of [
      (image: Sharp) => image.png(),
      (image: Sharp) => image.png({ palette: true, colours: 8 }),
      (image: Sharp) => image.png({ progressive: true }),
      (image: Sharp) => image.toColourspace("b-w").png(),
      (image: Sharp) => image.ensureAlpha(0.5).withMetadata({ orientation: 6, icc: "p3" }).png(),
    ]) {
      const png = await change(sharp(await squares())).toBuffer();
      const options = { fit: "cover", position: "centre" } as const;
      const whole = sharp(png).autoOrient().resize(16, 16, options).flatten({ background: "#000" });
      const raw = await whole.toColourspace("srgb").raw({ depth: "uchar" }).toBuffer();
      const { pixels } = await decoded(png, "a.png");
      expect(pixels).toHaveLength(768);
      expect(
        Buffer.from(pixels).equals(raw.length === 768 ? raw : Buffer.from([...raw].flatMap((v) => [v, v, v]))),
      ).toBe(true);
    }
  });

  it("gives its decoder no text, and no profile that grows without end", async () => {
    const png = await squaresPng();
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const text = withChunk(png, "zTXt", Buffer.concat([Buffer.from("c\0\0"), bomb]));
    expect(plainPng(text)).toEqual(plainPng(png));
    expect(plainPng(text).bytes.length).toBeLessThanOrEqual(png.length);
    expect(await decoded(text, "a.png")).toEqual(await decoded(png, "a.png"));
    const profile = withChunk(png, "iCCP", Buffer.concat([Buffer.from("c\0\0"), bomb]));
    await expect(decoded(profile, "a.png")).rejects.toThrow(/its colour profile has more than 4194304 bytes/);
  });

  it("is read, and counted as irregular, without its last chunk or with one that nobody knows", async () => {
    const png = await squaresPng();
    const { pixels } = await decoded(png, "a.png");
    const irregular = { pixels, remarks: ["irregular"] };
    expect(await decoded(png.subarray(0, -12), "a.png")).toEqual(irregular);
    expect(await decoded(withChunk(png, "ABCD", Buffer.from("x")), "a.png")).toEqual(irregular);
    expect(await decoded(withChunk(png, "abCd", Buffer.from("x")), "a.png")).toEqual({ pixels, remarks: [] });
  });

  it("that is cut off or damaged in its header is refused", async () => {
    const png = await squaresPng();
    for (const length of [8, 20, 40, png.length / 2]) {
      await expect(decoded(png.subarray(0, length), "a.png")).rejects.toThrow(/unreadable image; got cut off/);
    }
    const damaged = Buffer.from(png);
    damaged[20] = 1;
    await expect(decoded(damaged, "a.png")).rejects.toThrow(/wrong checksum of its IHDR chunk/);
  });
});

describe("any bytes", () => {
  it("are an image or a DataError", async () => {
    const sources = [await squares(), await squaresPng()];
    const file = join(await temporaryFolder(), "any");
    const mutated = fc.tuple(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), async (drawn) => {
        const bytes = drawn instanceof Uint8Array ? drawn : mutate(...drawn);
        await writeFile(file, bytes);
        const came = await decodeImage(file, size).then(
          ({ pixels }) => pixels.length,
          (error: unknown) => (error instanceof DataError ? error.detail.where : error),
        );
        expect([768, file]).toContain(came);
      }),
      { numRuns: 200 },
    );
  });
});

function mutate(source: Buffer, changes: readonly [number, number][], share: number): Buffer {
  const bytes = Buffer.from(source.subarray(0, Math.ceil(source.length * share)));
  for (const [at, value] of changes) bytes[at % bytes.length] = value;
  return bytes;
}

describe("what is no file", () => {
  it.skipIf(process.platform === "win32")("is refused without waiting for it", async () => {
    const folder = await temporaryFolder();
    const pipe = join(folder, "pipe.png");
    execFileSync("mkfifo", [pipe]);
    await mkdir(join(folder, "folder.png"));
    await expect(decodeImage(pipe, size)).rejects.toThrow(
      /pipe\.png: not a file; expected files and folders; got a pipe/,
    );
    await expect(decodeImage("/dev/zero", size)).rejects.toThrow(/not a file.*got a device/);
    await expect(decodeImage(join(folder, "folder.png"), size)).rejects.toThrow(/folder\.png/);
  });
});
