import { basename, resolve } from "node:path";
import { isFolderName, splitFolderName } from "../image-folder/folder-name.ts";

/** Kinds of files of one's own, by what their names begin with. */
const prefixes = ["idx:", "cifar:"] as const;

/**
 * True for `folder:<path>`, `idx:<folder>` and `cifar:<folder>`: data that is known by its path, not by the manifest.
 */
export function isOwnData(name: string): boolean {
  return isFolderName(name) || ownFiles(name) !== null;
}

/** Kind and absolute path of `idx:<folder>` and `cifar:<folder>`; null for any other name. */
export function ownFiles(name: string): { readonly kind: "idx" | "cifar"; readonly path: string } | null {
  const prefix = prefixes.find((own) => name.startsWith(own) && name.length > own.length);
  if (prefix === undefined) return null;
  return { kind: prefix === "idx:" ? "idx" : "cifar", path: resolve(name.slice(prefix.length)) };
}

/**
 * The name that a report gives to a dataset: of one's own data the kind and the folder's own name, not where it lies on
 * the machine; with the stated size. `folder:/home/me/pets@28x28` is `folder:pets@28x28`. Any other name stays.
 */
export function reportedName(name: string): string {
  const files = ownFiles(name);
  if (files !== null) return `${files.kind}:${basename(files.path)}`;
  return withFolder(name, basename);
}

/** The same data by a name that does not depend on the working folder; names of the manifest stay. */
export function absoluteName(name: string): string {
  const files = ownFiles(name);
  if (files !== null) return `${files.kind}:${files.path}`;
  return withFolder(name, (path) => path);
}

/** `folder:<path>` with another spelling of its absolute path, and the size that it states. Any other name stays. */
function withFolder(name: string, spell: (path: string) => string): string {
  const split = splitFolderName(name);
  if (split === null) return name;
  const size = split.size === null ? "" : `@${split.size.height}x${split.size.width}`;
  return `folder:${spell(split.path)}${size}`;
}
