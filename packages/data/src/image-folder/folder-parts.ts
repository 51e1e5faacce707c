import { DataError } from "@evenkeel/core";
import { firstOf } from "../first-of.ts";
import type { Entry } from "./folder-entries.ts";

export type Part = "train" | "validation" | "test";

/** What folders are called that hold a part of a dataset, in any case. */
const names: Readonly<Record<Part, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["val", "valid", "validation"],
  test: ["test", "testing"],
};

/** The folders of a root: those named as a part, and all others. */
export interface FolderParts extends Partial<Readonly<Record<Part, Entry>>> {
  readonly others: readonly Entry[];
}

/** Null for a folder that has another name. */
function partOf({ name }: Pick<Entry, "name">): Part | null {
  const own = name.toLowerCase();
  return (Object.keys(names) as Part[]).find((part) => names[part].includes(own)) ?? null;
}

/** Throws a `DataError` for two folders of one part. */
export function folderParts(root: string, folders: readonly Entry[]): FolderParts {
  const byPart = Map.groupBy(folders, partOf);
  const one = (part: Part): Partial<Record<Part, Entry>> => {
    const [first, second] = byPart.get(part) ?? [];
    if (first === undefined) return {};
    if (second === undefined) return { [part]: first };
    throw new DataError(`two folders of ${part} images`, {
      where: root,
      expected: `one of ${names[part].map((name) => `${name}/`).join(", ")}`,
      got: `${first.name}/ and ${second.name}/`,
      remedy: "merge them or rename one",
    });
  };
  return { ...one("train"), ...one("validation"), ...one("test"), others: byPart.get(null) ?? [] };
}

/** True for a folder that is laid out like a whole dataset: with a training and a test or validation folder in it. */
export function holdsParts(folders: readonly Entry[]): boolean {
  const parts = new Set(folders.map(partOf));
  return parts.has("train") && (parts.has("test") || parts.has("validation"));
}

/** "a/, b/" */
export function folderNames(folders: readonly Entry[]): string {
  return firstOf(folders.map(({ name }) => `${name}/`));
}
