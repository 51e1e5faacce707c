import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
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
        "free disk space, then go on with --resume if the run had begun",
    );
  });
});

/** Replaces the file that it is given by 100,000 bytes, and prints what came of it. */
const writer = `
  const [storage, file] = process.argv.slice(1);
  const { writeBytes } = await import(storage);
  await writeBytes(file, "new".repeat(33_333)).catch(({ message }) => console.log(message));
`;

describe("a disk that fills up while a file is replaced", () => {
  // A limit on the size of files makes the system take a part of what is written, as a disk does that is nearly full.
  it.skipIf(process.platform === "win32")("keeps the old file whole and leaves nothing beside it", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "run.json");
    await writeFile(file, "old");
    const storage = new URL("../src/storage.ts", import.meta.url).href;
    const limited = ["-c", 'ulimit -f 8 && exec "$0" "$@"', process.execPath, "--input-type=module", "-e", writer];
    const { stdout } = await promisify(execFile)("sh", [...limited, storage, file]);
    expect(stdout).toContain(`${file}: cannot be written; got EFBIG`);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["run.json"]);
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
