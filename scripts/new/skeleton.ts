import type { Edit } from "./edits.ts";
import type { Name } from "./names.ts";

/** All that `pnpm new` does for a name; every path is from the checkout's root. */
export interface Skeleton {
  /** Files that must not be there yet, and their text. */
  readonly created: Readonly<Record<string, string>>;
  /** Files that are there, and how they change. */
  readonly edited: Readonly<Record<string, Edit>>;
  /** What existing ones call themselves, where the name must not stand: files, and a text in them. */
  readonly taken: { readonly files: string; readonly text: RegExp };
  /** A variable of this name is added to these files. */
  readonly variable?: { readonly name: string; readonly files: readonly string[] };
  /** A new package has to be linked, and the lockfile to know it. */
  readonly installs: boolean;
  /** Files that are made from the code when all else is written; globs. */
  readonly generated: readonly string[];
  /** What the author does now, in order: a command, and what it is for. */
  readonly next: readonly (readonly [command: string, what: string])[];
}

export type SkeletonOf = (name: Name) => Skeleton;
