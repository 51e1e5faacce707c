import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Makes a folder beside the one that is there and puts it into its place when `make` is done: what reads the folder
 * meets the old one or the new one, whole. Programs that a killed setup left running write into a folder of their own,
 * which the next one removes, whatever else it finds to do (`removeLeftovers`). To be called under the folder's lock.
 */
export async function replaceFolder(folder: string, make: (building: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const building = await mkdtemp(`${folder}${buildingMark}`);
  try {
    await make(building);
    if (existsSync(folder)) await rename(folder, `${building}${oldMark}`);
    await rename(building, folder);
  } finally {
    await removeLeftovers(folder);
  }
}

const buildingMark = ".building-";
const oldMark = ".old";

/** What this and earlier setups left beside the folder. A program that still writes there may keep some of it. */
export async function removeLeftovers(folder: string): Promise<void> {
  const start = `${basename(folder)}${buildingMark}`;
  const names = await readdir(dirname(folder));
  for (const name of names.filter((other) => other.startsWith(start))) {
    await rm(join(dirname(folder), name), { recursive: true, force: true }).catch(() => undefined);
  }
}
