import { basename, resolve } from "node:path";
import { isFolderName } from "../image-folder/folder-name.ts";

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
  const { path, size } = folderParts(name) ?? {};
  return path === undefined ? name : `folder:${basename(path)}${size}`;
}

/** The same data by a name that does not depend on the working folder; names of the manifest stay. */
export function absoluteName(name: string): string {
  const files = ownFiles(name);
  if (files !== null) return `${files.kind}:${files.path}`;
  const { path, size } = folderParts(name) ?? {};
  return path === undefined ? name : `folder:${path}${size}`;
}

function folderParts(name: string): { readonly path: string; readonly size: string } | null {
  if (!isFolderName(name)) return null;
  const [, path = "", size = ""] = /^folder:(.+?)(@[1-9]\d{0,3}x[1-9]\d{0,3})?$/s.exec(name) ?? [];
  return { path: resolve(path), size };
}
