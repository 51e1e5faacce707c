import { realpath } from "node:fs/promises";
import { DataError, type DatasetRemark } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";
import { firstOf } from "../first-of.ts";
import { listClasses, listSubFolders, listUnusedImages, type ClassFiles } from "./class-files.ts";
import { listFolder, type Entry } from "./folder-entries.ts";
import { folderNames, folderParts, holdsParts, refuseUnlabelled, type FolderParts } from "./folder-parts.ts";
import { Listing } from "./listing.ts";

export interface FolderListing {
  readonly train: readonly ClassFiles[];
  /**
   * Null where no folder holds test images: the caller splits. The classes are the training classes, in their order.
   */
  readonly test: readonly ClassFiles[] | null;
  readonly remarks: readonly DatasetRemark[];
}

/**
 * Lists a folder of images: one sub-folder a class, or a training folder, and a test or validation folder, with such
 * sub-folders. A training folder without sub-folders is a class of that name.
 *
 * @throws {DataError} unreadable; a link that leads out; a pipe or device; fewer than two classes; a class with too few
 *   images; test images of other classes; images that are neither PNG nor JPEG; a test folder beside class folders, or
 *   another layout that can be read in two ways.
 */
export async function listImages(root: string): Promise<FolderListing> {
  const inside = await realpath(root).catch((cause: unknown) => {
    throw dataFileError("read", root, cause);
  });
  const listing = new Listing(root, inside);
  const folders = await listSubFolders(root, listing);
  const parts = folderParts(root, folders);
  const { train } = parts;
  const training = train === undefined || (await foldersIn(train.path, inside)).length === 0 ? undefined : train;
  const found =
    training === undefined
      ? await classesAlone(root, folders, parts, listing)
      : await classesInParts(training, parts, listing);
  refuseTooFew(root, found);
  return { ...found, remarks: listing.remarks };
}

type Found = Omit<FolderListing, "remarks">;

async function foldersIn(path: string, inside: string): Promise<Entry[]> {
  return (await listFolder(path, inside)).entries.filter(({ directory }) => directory);
}

async function classesAlone(
  root: string,
  folders: readonly Entry[],
  { test, validation }: FolderParts,
  listing: Listing,
): Promise<Found> {
  const heldOut = test ?? validation;
  if (heldOut !== undefined) {
    throw new DataError(`${heldOut.name}/ without a train/ that holds class folders`, {
      where: root,
      expected: `class folders in train/, and in ${heldOut.name}/ beside it`,
      got: folderNames(folders),
      remedy: `move the class folders into train/, or rename ${heldOut.name}/ if it is a class`,
    });
  }
  for (const { name, path } of folders) {
    if (!holdsParts(await foldersIn(path, listing.inside))) continue;
    throw new DataError("a dataset where a class is expected", {
      where: path,
      expected: "images of one class",
      got: "train/ and test/ or validation/",
      remedy: `give that folder: folder:<path>/${name}`,
    });
  }
  refuseUnlabelled(root, folders);
  refuseOneClass(root, folders);
  return { train: await listClasses(root, folders, listing), test: null };
}

async function classesInParts(training: Entry, parts: FolderParts, listing: Listing): Promise<Found> {
  const { others, test, validation } = parts;
  const unused: string[] = [];
  for (const { path } of others) unused.push(...(await listUnusedImages(path, listing)));
  if (unused.length > 0 && test === undefined && validation === undefined) {
    throw new DataError(`${training.name}/ may be a class or hold the classes`, {
      where: training.path,
      expected: "class folders alone, or val/ or test/ beside train/",
      got: `folders in it, and ${folderNames(others)} beside it`,
      remedy: `rename it if it is a class, or give it alone: folder:<path>/${training.name}`,
    });
  }
  for (const path of unused) listing.remark("beside-train", path);
  const folders = await listSubFolders(training.path, listing);
  refuseUnlabelled(training.path, folders);
  refuseOneClass(training.path, folders);
  const train = await listClasses(training.path, folders, listing);
  const tested = test === undefined ? null : await heldOutClasses(test, listing);
  const validated = validation === undefined ? null : await heldOutClasses(validation, listing);
  const used = tested ?? validated;
  const remark = tested === null ? "validation-as-test" : "validation-not-used";
  for (const path of (validated ?? []).flatMap(({ files }) => files)) listing.remark(remark, path);
  if (used !== null) refuseOtherClasses((tested === null ? validation : test)?.path ?? "", train, used);
  return { train, test: used };
}

/**
 * Null, and its images counted, where it has no class folders.
 *
 * @throws {DataError} it has neither: the images were lost on the way.
 */
async function heldOutClasses({ name, path }: Entry, listing: Listing): Promise<ClassFiles[] | null> {
  if ((await foldersIn(path, listing.inside)).length > 0) {
    return listClasses(path, await listSubFolders(path, listing), listing);
  }
  const images = await listUnusedImages(path, listing);
  for (const image of images) listing.remark("without-classes", image);
  if (images.length > 0) return null;
  throw new DataError(`no images in ${name}/`, {
    where: path,
    expected: "the class folders of train/",
    got: "nothing",
    remedy: "copy the images again, or remove the folder",
  });
}

function refuseOneClass(where: string, folders: readonly Entry[]): void {
  if (folders.length >= 2) return;
  throw new DataError("not a folder of images", {
    where,
    expected: "at least two sub-folders, one a class",
    got: `${folders.length}${folders.length === 1 ? ` (${folderNames(folders)})` : ""}`,
    remedy: "check the path",
  });
}

function refuseOtherClasses(where: string, train: readonly ClassFiles[], test: readonly ClassFiles[]): void {
  const [wanted, got] = [train, test].map((classes) => classes.map(({ name }) => name)) as [string[], string[]];
  const missing = wanted.filter((name) => !got.includes(name));
  const added = got.filter((name) => !wanted.includes(name));
  if (missing.length + added.length === 0) return;
  const parts = [
    ...(missing.length === 0 ? [] : [`${missing.length} without images (${firstOf(missing)})`]),
    ...(added.length === 0 ? [] : [`${added.length} of its own (${firstOf(added)})`]),
  ];
  throw new DataError("other classes than in the training folder", {
    where,
    expected: `its ${train.length} classes`,
    got: parts.join(" and "),
    remedy: "give both the same class folders",
  });
}

/** Without test images of its own, a class needs one image to train with and one to test with. */
function refuseTooFew(where: string, { train, test }: Found): void {
  const few = test === null ? train.filter(({ files }) => files.length < 2) : [];
  if (few.length === 0) return;
  throw new DataError("no image left to test with", {
    where,
    expected: "at least 2 images in every class, or a test folder",
    got: `1 in ${few.length} of ${train.length} classes (${firstOf(few.map(({ name }) => name))})`,
    remedy: "add images",
  });
}
