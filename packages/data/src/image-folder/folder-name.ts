import { resolve } from "node:path";

/** Where an image folder lies and the size that its images are fitted to. */
export interface FolderName {
  readonly path: string;
  readonly height: number;
  readonly width: number;
}

const prefix = "folder:";
const defaultSide = 32;

/** True for `folder:<path>`. */
export function isFolderName(name: string): boolean {
  return name.startsWith(prefix) && name.length > prefix.length;
}

/** Reads `folder:<path>[@<height>x<width>]`; 32×32 without a size. The path is relative to the working folder. */
export function parseFolderName(name: string): FolderName {
  const rest = name.slice(prefix.length);
  const {
    path = rest,
    height,
    width,
  } = /^(?<path>.+)@(?<height>[1-9]\d{0,3})x(?<width>[1-9]\d{0,3})$/.exec(rest)?.groups ?? {};
  return { path: resolve(path), height: Number(height ?? defaultSide), width: Number(width ?? defaultSide) };
}
