import { DataError } from "@evenkeel/core";
import { firstOf } from "../first-of.ts";
import type { Entry } from "./folder-entries.ts";
import { partNames, partOf, partWithin, saysUnlabelled, type Part } from "./part-names.ts";

/** The folders of a root: those named as a part, and all others. */
export interface FolderParts extends Partial<Readonly<Record<Part, Entry>>> {
  readonly others: readonly Entry[];
}

/** Throws a `DataError` for two folders of one part. */
export function folderParts(root: string, folders: readonly Entry[]): FolderParts {
  const joined = joinedParts(folders);
  const byPart = Map.groupBy(folders, (folder) => partOf(folder.name) ?? joined.get(folder) ?? null);
  const one = (part: Part): Partial<Record<Part, Entry>> => {
    const [first, second] = byPart.get(part) ?? [];
    if (first === undefined) return {};
    if (second === undefined) return { [part]: first };
    throw new DataError(`two folders of ${part} images`, {
      where: root,
      expected: `one of ${partNames[part].map((name) => `${name}/`).join(", ")}`,
      got: `${first.name}/ and ${second.name}/`,
      remedy: "merge them or rename one",
    });
  };
  return { ...one("train"), ...one("validation"), ...one("test"), others: byPart.get(null) ?? [] };
}

/** `seg_train` and `seg_test`: names that differ in the word for the part alone, where a training folder is one. */
function joinedParts(folders: readonly Entry[]): ReadonlyMap<Entry, Part> {
  const within = folders.flatMap((folder) => {
    const found = partWithin(folder.name);
    return found === null ? [] : [{ folder, ...found }];
  });
  const groups = [...Map.groupBy(within, ({ rest }) => rest).values()];
  const whole = groups.filter((group) => group.length > 1 && group.some(({ part }) => part === "train"));
  return new Map(whole.flat().map(({ folder, part }) => [folder, part]));
}

/** True for a folder that is laid out like a whole dataset: with a training and a test or validation folder in it. */
export function holdsParts(folders: readonly Entry[]): boolean {
  const joined = joinedParts(folders);
  const parts = new Set(folders.map((folder) => partOf(folder.name) ?? joined.get(folder)));
  return parts.has("train") && (parts.has("test") || parts.has("validation"));
}

/** Throws a `DataError` for images whose classes nobody knows where each folder is a class. */
export function refuseUnlabelled(where: string, folders: readonly Entry[]): void {
  const found = folders.filter(({ name }) => saysUnlabelled(name));
  if (found.length === 0) return;
  throw new DataError(`${folderNames(found)} beside class folders`, {
    where,
    expected: "folders that are classes",
    got: folderNames(folders),
    remedy: "move it elsewhere, or rename it if it is a class",
  });
}

/** "a/, b/" */
export function folderNames(folders: readonly Entry[]): string {
  return firstOf(folders.map(({ name }) => `${name}/`));
}
