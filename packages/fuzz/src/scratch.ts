import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

let own: string | null = null;

/** A folder of this process that goes with it. */
export function scratchFolder(): string {
  if (own !== null) return own;
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-fuzz-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  own = folder;
  return folder;
}

/** Takes the folder away before the process ends: a test's worker is ended without a word. */
export async function removeScratch(): Promise<void> {
  if (own !== null) await rm(own, { recursive: true, force: true });
  own = null;
}

/** A folder of exactly these files, by path. */
export async function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = join(scratchFolder(), name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}
