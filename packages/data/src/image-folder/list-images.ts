import { readdir, realpath, stat } from "node:fs/promises";
import { extname, isAbsolute, join, relative, sep } from "node:path";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";

/** One class of a folder: its name and its images' paths, both sorted by code unit, so that every machine agrees. */
export interface ClassFiles {
  readonly name: string;
  readonly files: readonly string[];
}

export interface FolderListing {
  readonly train: readonly ClassFiles[];
  /** Null where the folder has no `test/`: the caller splits. The classes are the training classes, in their order. */
  readonly test: readonly ClassFiles[] | null;
}

const readable = new Set([".png", ".jpg", ".jpeg"]);
const otherImages = new Set([".avif", ".bmp", ".gif", ".heic", ".tif", ".tiff", ".webp"]);

/**
 * Lists a folder of images: one sub-folder a class, or `train/` (and `test/`) with such sub-folders. Hidden files and
 * files that are no images are passed over.
 *
 * @throws {DataError} unreadable, fewer than two classes, an empty class, `test/` with other classes than `train/`, an
 *   image
 * that is neither PNG nor JPEG, or a link that leads out of the folder.
 */
export async function listImages(root: string): Promise<FolderListing> {
  const inside = await realpath(root).catch((cause: unknown) => {
    throw dataFileError("read", root, cause);
  });
  const names = new Set((await listFolder(root, inside)).flatMap(({ name, directory }) => (directory ? [name] : [])));
  if (!names.has("train")) return { train: await listClasses(root, inside), test: null };
  const train = await listClasses(join(root, "train"), inside);
  if (!names.has("test")) return { train, test: null };
  const test = await listClasses(join(root, "test"), inside);
  const [expected, got] = [train, test].map((classes) => classes.map(({ name }) => name).join(", "));
  if (expected !== got) {
    throw new DataError("other classes than in train/", {
      where: join(root, "test"),
      expected: `${expected}`,
      got: `${got}`,
    });
  }
  return { train, test };
}

async function listClasses(folder: string, inside: string): Promise<ClassFiles[]> {
  const classes: ClassFiles[] = [];
  for (const { name, path, directory } of await listFolder(folder, inside)) {
    if (directory) classes.push({ name, files: await listFiles(path, inside) });
  }
  if (classes.length < 2) {
    const expected = "at least two sub-folders, one a class";
    throw new DataError("not a folder of images", { where: folder, expected, got: `${classes.length}` });
  }
  return classes;
}

async function listFiles(folder: string, inside: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, path, directory } of await listFolder(folder, inside)) {
    const extension = extname(name).toLowerCase();
    if (!directory && otherImages.has(extension)) {
      const remedy = "convert or remove it";
      throw new DataError("an image of another kind", { where: path, expected: "PNG or JPEG", remedy });
    }
    if (!directory && readable.has(extension)) files.push(path);
  }
  if (files.length === 0)
    throw new DataError("a class without images", { where: folder, expected: "PNG or JPEG files" });
  return files;
}

/** What a folder holds, without hidden entries. Links are followed within `inside` and refused when they leave it. */
async function listFolder(folder: string, inside: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw dataFileError("read", folder, cause);
  });
  const listed = entries
    .filter(({ name }) => !name.startsWith("."))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      const directory = entry.isSymbolicLink() ? await linksToFolder(path, inside) : entry.isDirectory();
      return { name: entry.name, path, directory };
    });
  return (await Promise.all(listed)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A link out of the folder could show any file of the machine in a report. */
async function linksToFolder(path: string, inside: string): Promise<boolean> {
  try {
    const target = await realpath(path);
    if (isWithin(target, inside)) return (await stat(target)).isDirectory();
  } catch (cause) {
    throw dataFileError("read", path, cause);
  }
  throw new DataError("a link that leads out of the folder", { where: path, remedy: "copy what it leads to instead" });
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
