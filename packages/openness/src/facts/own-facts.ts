import { readdir } from "node:fs/promises";
import { join } from "node:path";

const ending = ".yaml";

/** The models that a folder holds facts of, by name, with the file of each. An absent folder holds none. */
export async function factsFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const own = names.filter((name) => name.endsWith(ending)).toSorted();
  return new Map(own.map((name) => [name.slice(0, -ending.length), join(folder, name)]));
}
