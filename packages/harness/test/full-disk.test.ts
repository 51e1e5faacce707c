import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkWhole, fakeCells, tinyRun } from "./fixtures/kill.ts";
import { temporaryFolder } from "./fixtures/options.ts";

let root: string;
let disk: string;
let remove: () => Promise<void>;

const mount = (...args: string[]) => execa("mount", args, { reject: false });

beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  disk = join(root, "disk");
  await mkdir(disk);
});
afterEach(async () => {
  await execa("umount", [disk], { reject: false });
  await remove();
});

/** From too small for the weights to enough for all but the end. Needs the right to mount a disk of that size. */
it.for([16, 32, 48, 64, 80, 96])("a disk of %i KiB that fills up loses nothing", async (kib, { skip }) => {
  const mounted = await mount("-t", "tmpfs", "-o", `size=${kib}k`, "none", disk);
  skip(mounted.failed, "mounting is not allowed here");
  const folder = join(disk, "run");
  const filled = await tinyRun("start", disk, fakeCells).catch((error: unknown) => error as { stderr: string });
  const left = existsSync(folder) ? await readRun(folder) : null;
  expect(left?.state === "finished" || filled.stderr.includes("ENOSPC"), filled.stderr).toBe(true);
  await mount("-o", "remount,size=16m", disk);
  await tinyRun(left === null ? "start" : "resume", disk, fakeCells);
  await checkWhole(folder, await readRun(folder), left);
});
