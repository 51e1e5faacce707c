import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readRun, writeManifest, checkManifest } from "../src/index.ts";
import { publishedRun } from "./fixtures.ts";

const pipes = process.platform !== "win32";

it.skipIf(!pipes)("refuses a pipe in the place of run.json at once, instead of waiting for a writer", async () => {
  const folder = await publishedRun();
  const file = join(folder, "run.json");
  await writeManifest(folder);
  await rm(file);
  execFileSync("mkfifo", [file]);
  await expect(readRun(folder)).rejects.toThrow("run.json: cannot be read; got a pipe or a device, not a file");
  await expect(checkManifest(folder)).rejects.toThrow("run.json: cannot be read; got a pipe or a device, not a file");
});
