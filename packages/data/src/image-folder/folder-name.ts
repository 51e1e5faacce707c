import { resolve } from "node:path";

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Where an image folder lies and the size that its images are fitted to. */
export interface FolderName extends ImageSize {
  readonly path: string;
}

const prefix = "folder:";
const stated = /^(?<path>.+)@(?<height>[1-9]\d{0,3})x(?<width>[1-9]\d{0,3})$/;
/** Where neither the name nor a network says a size. */
const defaultSize: ImageSize = { height: 32, width: 32 };

/** True for `folder:<path>`. */
export function isFolderName(name: string): boolean {
  return name.startsWith(prefix) && name.length > prefix.length;
}

/** True for a folder that states no size: its images are decoded to the input of the network that takes them. */
export function takesSizeOfNetwork(name: string): boolean {
  return isFolderName(name) && !stated.test(name.slice(prefix.length));
}

/**
 * Reads `folder:<path>[@<height>x<width>]`; `size` holds where the name states none. The path is relative to the
 * working
 * folder.
 */
export function parseFolderName(name: string, size: ImageSize = defaultSize): FolderName {
  const rest = name.slice(prefix.length);
  const { path = rest, height = size.height, width = size.width } = stated.exec(rest)?.groups ?? {};
  return { path: resolve(path), height: Number(height), width: Number(width) };
}
