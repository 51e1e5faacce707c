import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";
import { tinyPng } from "./fixtures/tiny-png.ts";

async function folderOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const images = (folder: string, first: number, count = 2) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${folder}/${at}.png`, tinyPng(first + at)]));

describe("evenkeel data show", () => {
  it("says what of a folder is used, what is not and what occurs twice", async () => {
    const folder = await folderOf({
      ...images("train/a", 0),
      ...images("train/b", 10),
      ...images("val/a", 20, 1),
      ...images("val/b", 10, 1),
      "train/a/notes.txt": "",
      "train/b/\u001b[31m.json": "",
    });
    expect(await runCli(["data", "show", `folder:${folder}`])).toBe(0);
    expect(captured.out).toContain("trainImages: 4\ntestImages: 2\n");
    expect(captured.out).toContain(
      "2 images of the validation folder, used as test images: val/a/0.png, val/b/0.png\n",
    );
    expect(captured.out).toMatch(
      /2 files of another kind than images, not used: train\/a\/notes\.txt, train\/b\/\\x1b\[31m/,
    );
    expect(captured.out).toContain("1 test image equal to a training image in every pixel: val/b/0.png\n");
    expect(captured.err).toContain("decoding 6 images: ");
    captured.out = "";
    expect(await runCli(["data", "show", `folder:${folder}`, "--json"])).toBe(0);
    expect(JSON.parse(captured.out)).toMatchObject({
      testImages: 2,
      remarks: [{ kind: "validation-as-test", count: 2 }, { kind: "no-image" }, { kind: "repeated-in-test", count: 1 }],
    });
  });

  it("names every image that cannot be read, a line each", async () => {
    const broken = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [`a/broken${at}.png`, tinyPng(at).subarray(0, 50)]),
    );
    const folder = await folderOf({ ...images("a", 0), ...images("b", 10), ...broken });
    expect(await runCli(["data", "show", `folder:${folder}`])).toBe(1);
    for (let at = 0; at < 8; at += 1) expect(captured.err).toContain(`a/broken${at}.png: cut off\n`);
    expect(captured.err).toMatch(
      /8 of 12 images cannot be read; .* and 3 more; .*all are named by: .*data show folder:/,
    );
  });
});
