import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Inputs that once were findings, a folder a target: tests try them again. */
export const corpusFolder = resolve(import.meta.dirname, "../corpus");

/** Keeps an input; gives its file. */
export async function keep(target: string, input: Uint8Array): Promise<string> {
  const folder = join(corpusFolder, target);
  const file = join(folder, createHash("sha256").update(input).digest("hex").slice(0, 12));
  await mkdir(folder, { recursive: true });
  await writeFile(file, input);
  return file;
}

export async function corpusOf(target: string): Promise<{ readonly name: string; readonly input: Uint8Array }[]> {
  const folder = join(corpusFolder, target);
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map(async (name) => ({ name, input: new Uint8Array(await readFile(join(folder, name))) })));
}
