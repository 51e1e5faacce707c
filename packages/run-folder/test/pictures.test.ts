import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readPictures, writePictures } from "../src/pictures.ts";
import { temporaryFolder } from "./fixtures.ts";

const one = { height: 2, width: 3, channels: 1 as const, pictures: [{ image: 7, pixels: "AAECAwQF" }] };

describe("pictures of a run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  test("read as they were written, and are none where none were kept", async () => {
    expect(await readPictures(folder)).toBeNull();
    await writePictures(folder, { "lenet-5": one });
    expect(await readPictures(folder)).toEqual({ "lenet-5": one });
  });

  test.each([
    ["too few pixels", { ...one, pictures: [{ image: 7, pixels: "AAEC" }] }],
    ["no base64", { ...one, pictures: [{ image: 7, pixels: "<script>" }] }],
    ["too large", { ...one, width: 4000 }],
    ["too many", { ...one, pictures: Array.from({ length: 25 }, () => one.pictures[0]) }],
    ["no channels that there are", { ...one, channels: 2 }],
  ])("are refused with %s", async (_what, pictures) => {
    await writeFile(join(folder, "pictures.json"), JSON.stringify({ "lenet-5": pictures }));
    await expect(readPictures(folder)).rejects.toMatchObject({ name: "RunFolderError" });
  });
});
