import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, type FormatOptions } from "oxfmt";
import { EditError } from "./edit-error.ts";
import { parseName, takenName, type Name } from "./names.ts";
import type { Skeleton, SkeletonOf } from "./skeleton.ts";
import { wordsOf } from "./source-text.ts";

/** A file as it will be. */
export interface Change {
  /** From the checkout's root. */
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** Every file of a skeleton, formatted; nothing is written. Throws `UsageError` for a taken name, and `EditError`. */
export async function planChanges(root: string, name: Name, skeletonOf: SkeletonOf): Promise<Change[]> {
  const skeleton = skeletonOf(name);
  await refuseTaken(root, name, skeleton);
  await refuseVariable(root, name, skeleton, skeletonOf);
  const options = JSON.parse(await readFile(join(root, ".oxfmtrc.json"), "utf8")) as FormatOptions;
  const changes: Change[] = [];
  for (const [path, text] of Object.entries(skeleton.created)) {
    changes.push({ path, text: await formatted(path, text, options), isNew: true });
  }
  for (const [path, edit] of Object.entries(skeleton.edited)) {
    const text = edit(await readFile(join(root, path), "utf8"), path);
    changes.push({ path, text: await formatted(path, text, options), isNew: false });
  }
  return changes;
}

async function refuseTaken(root: string, { kebab }: Name, { created, taken }: Skeleton): Promise<void> {
  for (const path of Object.keys(created)) {
    if (existsSync(join(root, path))) throw takenName(kebab, `${path} is there`);
  }
  for (const path of globSync(taken.files, { cwd: root })) {
    if (taken.text.test(await readFile(join(root, path), "utf8"))) throw takenName(kebab, `${path} has it`);
  }
}

/** No file that gets the variable may have another of the name, the skeleton's own included. */
async function refuseVariable(
  root: string,
  { kebab }: Name,
  { variable }: Skeleton,
  skeletonOf: SkeletonOf,
): Promise<void> {
  if (variable === undefined) return;
  for (const path of variable.files) {
    const words = wordsOf(await readFile(join(root, path), "utf8"));
    if (words.has(variable.name)) throw takenName(kebab, `${path} has another ${variable.name}`);
  }
  const { created } = skeletonOf(parseName("placeholder"));
  for (const text of Object.values(created)) {
    if (wordsOf(text).has(variable.name)) throw takenName(kebab, `the skeleton itself has a ${variable.name}`);
  }
}

/** The text as `pnpm format` leaves it. What no longer parses was cut into at the wrong place. */
async function formatted(path: string, text: string, options: FormatOptions): Promise<string> {
  const { code, errors } = await format(path, text, options);
  const [error] = errors;
  if (error !== undefined) throw new EditError(path, "a text that parses", error.message);
  return code;
}
