import { realpath } from "node:fs/promises";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";
import { firstOf } from "../first-of.ts";
import { openRegular } from "../read-regular.ts";
import { isForeignEnding, kindByEnding, type FileKind } from "./endings.ts";
import { listFolder, notAFile, type Entry, type FolderEntries } from "./folder-entries.ts";
import { kindByContent, signatureBytes } from "./image-content.ts";
import type { Listing } from "./listing.ts";

/** One class of a folder: its name and its images' paths. */
export interface ClassFiles {
  readonly name: string;
  /** Those in the class's own folder first; then those of deeper folders, sorted by folder, then by name. */
  readonly files: readonly string[];
}

/** The folders in a folder, whose files are counted as not used. Throws `DataError`, see `listFolder`. */
export async function listSubFolders(folder: string, listing: Listing): Promise<readonly Entry[]> {
  const { entries } = await look(folder, listing);
  for (const entry of entries.filter(({ directory }) => !directory)) {
    const kind = await kindOf(entry);
    if (kind !== "no-image") listing.remark("beside-classes", entry.path);
    else await remarkNoImage(entry, listing);
  }
  return entries.filter(({ directory }) => directory);
}

/**
 * The class folders in `folder`, by name, with the images in and below them.
 *
 * @throws {DataError} see `listFolder`; or a class without images.
 */
export async function listClasses(folder: string, names: readonly Entry[], listing: Listing): Promise<ClassFiles[]> {
  const classes: ClassFiles[] = [];
  for (const { name, path } of names) classes.push({ name, files: await listClassImages(path, listing) });
  listing.refuseOtherImages();
  const empty = classes.filter(({ files }) => files.length === 0);
  if (empty.length === 0) return classes;
  throw new DataError(empty.length === 1 ? "a class without images" : `${empty.length} classes without images`, {
    where: folder,
    expected: "PNG or JPEG files in every class folder",
    got: `none in ${firstOf(empty.map(({ name }) => name))}`,
    remedy: "add images or remove the folder",
  });
}

/** The images in and below a class's folder. */
async function listClassImages(folder: string, listing: Listing): Promise<string[]> {
  const images: string[] = [];
  for await (const { path, kind } of filesBelow(folder, listing)) {
    if (kind === "other-image") listing.otherImages.push(path);
    else images.push(path);
  }
  return images;
}

/** The paths of images of any kind in and below a folder that is not used. */
export async function listUnusedImages(folder: string, listing: Listing): Promise<string[]> {
  const images: string[] = [];
  for await (const { path } of filesBelow(folder, listing)) images.push(path);
  return images;
}

interface ImageFile {
  readonly path: string;
  readonly kind: Exclude<FileKind, "no-image">;
}

/** The images of any kind in and below a folder; other files are remarked on. */
async function* filesBelow(folder: string, listing: Listing): AsyncGenerator<ImageFile> {
  const folders = [folder];
  const visited = new Set<string>();
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    const { entries } = await look(next, listing);
    refuseAgain(next, await realpath(next), visited);
    for (const entry of entries) {
      if (entry.directory) {
        folders.push(entry.path);
        continue;
      }
      const kind = await kindOf(entry);
      if (kind === "no-image") await remarkNoImage(entry, listing);
      else yield { path: entry.path, kind };
    }
    folders.sort((a, b) => (a < b ? -1 : 1));
  }
}

/** Links may lead in a circle, which has no end. */
function refuseAgain(where: string, real: string, visited: Set<string>): void {
  if (visited.has(real)) throw new DataError("a link to a folder that is read already", { where, remedy: "remove it" });
  visited.add(real);
}

async function look(folder: string, listing: Listing): Promise<FolderEntries> {
  const found = await listFolder(folder, listing.inside);
  for (const path of found.hidden) listing.remark("hidden", path);
  return found;
}

/** By the ending; without one, by the first bytes. */
async function kindOf({ name, path }: Entry): Promise<FileKind> {
  return kindByEnding(name) ?? (await kindWithin(path));
}

/** A file that is not used: no image, or one under an ending that no image has, such as `cat.jpg~`. */
async function remarkNoImage({ name, path }: Entry, listing: Listing): Promise<void> {
  const hidesImage = isForeignEnding(name) && (await kindWithin(path)) !== "no-image";
  listing.remark(hidesImage ? "foreign-ending" : "no-image", path);
}

async function kindWithin(path: string): Promise<FileKind> {
  await using file = await openRegular(path, (stats) => notAFile(path, stats));
  const head = Buffer.alloc(signatureBytes);
  const { bytesRead } = await file.read(head, 0, signatureBytes, 0).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
  return kindByContent(head.subarray(0, bytesRead)).kind;
}
