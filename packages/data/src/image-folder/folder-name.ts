import { resolve } from "node:path";

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Where an image folder lies and the size that its images are fitted to. */
export interface FolderName extends ImageSize {
  readonly path: string;
}

const grammar = /^folder:(?<path>.+?)(?:@(?<height>[1-9]\d{0,3})x(?<width>[1-9]\d{0,3}))?$/s;
/** Where neither the name nor a network says a size. */
const defaultSize: ImageSize = { height: 32, width: 32 };

/**
 * Reads `folder:<path>[@<height>x<width>]`: the absolute path, the given one being relative to the working folder, and
 * the size, null where none is stated. Null for any other name.
 */
export function splitFolderName(name: string): { readonly path: string; readonly size: ImageSize | null } | null {
  const { path, height, width } = grammar.exec(name)?.groups ?? {};
  if (path === undefined) return null;
  return { path: resolve(path), size: height === undefined ? null : { height: Number(height), width: Number(width) } };
}

/** True for `folder:<path>`. */
export function isFolderName(name: string): boolean {
  return splitFolderName(name) !== null;
}

/** True for a folder that states no size: its images are decoded to the input of the network that takes them. */
export function takesSizeOfNetwork(name: string): boolean {
  return splitFolderName(name)?.size === null;
}

/** The folder of a name; `size` holds where it states none. Throws a `RangeError` for a name of another kind. */
export function parseFolderName(name: string, size: ImageSize = defaultSize): FolderName {
  const split = splitFolderName(name);
  if (split === null) throw new RangeError(`expected folder:<path>, got ${name}`);
  return { path: split.path, ...(split.size ?? size) };
}
