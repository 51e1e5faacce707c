import { existsSync } from "node:fs";
import { chmod, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appendCell, stageRunFolder, writeCellLog } from "../src/index.ts";
import { cellIds, publishedRun, settled, temporaryFolder } from "./fixtures.ts";

const fullDevice = "/dev/full";

describe("a disk that is full", () => {
  it.skipIf(!existsSync(fullDevice))("is named with the journal that could not grow", async () => {
    const folder = await publishedRun();
    await rm(join(folder, "journal.jsonl"));
    await symlink(fullDevice, join(folder, "journal.jsonl"));
    await expect(appendCell(folder, settled(cellIds[0]))).rejects.toThrow(
      `${join(folder, "journal.jsonl")}: cannot be written; got ENOSPC (no space left on device); ` +
        "free disk space, then go on with --resume",
    );
  });
});

/** Nothing is forbidden to root, and Windows has no such modes. */
const lawless = process.platform === "win32" || process.getuid?.() === 0;

describe("a folder without write permission", () => {
  it.skipIf(lawless)("is named before anything is staged", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o555);
    await expect(stageRunFolder(join(folder, "run"))).rejects.toThrow(
      /EACCES.*allow writing there, or choose another --out/,
    );
  });

  it.skipIf(lawless)("is named with the file that could not be written", async () => {
    const folder = await publishedRun();
    await chmod(folder, 0o555);
    await expect(writeCellLog(folder, cellIds[0], "")).rejects.toThrow(/stderr\.log: cannot be written; got EACCES/);
    await chmod(folder, 0o755);
  });
});
