import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "@evenkeel/run-folder";
import { execa } from "execa";
import { expect, it } from "vitest";
import { checkWhole, fakeCells, tinyRun, tinyRunFile } from "./fixtures/kill.ts";
import { temporaryFolder } from "./fixtures/options.ts";

/**
 * What a full disk does to the files that grow on it, without the right to mount one: a write fails, or, where this
 * process waits for it, ends the process.
 */
const limited = 'ulimit -f "$0" && exec "$@"';

it.skipIf(process.platform === "win32").each([4, 16])(
  "a run whose files may not grow beyond %i blocks of 512 bytes loses nothing",
  async (blocks) => {
    const { folder: root, remove } = await temporaryFolder();
    try {
      const folder = join(root, "run");
      const run = [process.execPath, tinyRunFile, "start", root, fakeCells.backend, fakeCells.cell];
      const { stderr, signal } = await execa("sh", ["-c", limited, String(blocks), ...run], { reject: false });
      const left = existsSync(folder) ? await readRun(folder) : null;
      expect(signal === "SIGXFSZ" || stderr.includes("EFBIG"), `${signal}: ${stderr}`).toBe(true);
      await tinyRun(left === null ? "start" : "resume", root, fakeCells);
      await checkWhole(folder, await readRun(folder), left);
    } finally {
      await remove();
    }
  },
);
