import { execFileSync } from "node:child_process";
import type * as FileSystem from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { decodeImage } from "../src/image-folder/decode-image.ts";
import { readOwnFile } from "../src/own/read-own-file.ts";
import { readDecodedFile } from "../src/read-decoded-file.ts";
import { temporaryFolder } from "./folder.ts";

/** As if each path were still a file when it is looked at, and something else were put there before it is opened. */
vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>();
  return { ...real, stat: () => real.stat(import.meta.filename) };
});

describe.skipIf(process.platform === "win32")("a pipe that takes a file's place after it was looked at", () => {
  const size = { height: 2, width: 2 };
  const expected = { decodedBytes: 1e6, decodedSha256: null };
  it.each([
    ["of one's own", readOwnFile, /pipe: not a plain file/],
    [
      "of the manifest",
      (file: string) => readDecodedFile(file, expected, "get it"),
      /pipe: a folder, pipe or device.*get it/,
    ],
    ["in an image folder", (file: string) => decodeImage(file, size), /pipe: not a file; .*got a pipe/],
  ])("is refused without waiting, where the file is one %s", async (_, read, message) => {
    const pipe = join(await temporaryFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(read(pipe)).rejects.toThrow(message);
  });
});
