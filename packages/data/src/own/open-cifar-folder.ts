import { join } from "node:path";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { decodeCifar10 } from "../cifar10.ts";
import { partWithin, type Part } from "../image-folder/part-names.ts";
import { OwnFiles } from "./own-files.ts";
import { ownParts } from "./own-parts.ts";
import { readOwnFile } from "./read-own-file.ts";

/** A label is a byte. */
const labelCount = 256;
const namesFile = "batches.meta.txt";

/**
 * Opens a folder with files of CIFAR-10's binary format of one's own. Those with "test" in their names are test images,
 * or those with "val" where there are none; all other `.bin` files are training images, in the order of their names;
 * any count, gzipped or not. The labels that occur are the classes, named by the lines of `batches.meta.txt` where it
 * is there.
 *
 * @throws {DataError} no such files, files that are no whole number of records, or names that do not fit the labels.
 */
export async function openCifarFolder(path: string): Promise<Omit<Dataset, "name">> {
  const files = await OwnFiles.in(path);
  const byPart = Map.groupBy(files.names, partOf);
  for (const name of byPart.get(null) ?? []) if (name !== namesFile) files.remark("no-part", name);
  const train = await decodeFiles(path, byPart.get("train") ?? []);
  if (train === null) {
    throw files.lacks("no files of CIFAR-10's binary format to train on", "data_batch_1.bin and the like");
  }
  const test = files.heldOut({
    test: await decodeFiles(path, byPart.get("test") ?? []),
    validation: await decodeFiles(path, byPart.get("validation") ?? []),
  });
  const nameOf = files.names.includes(namesFile) ? await namesIn(join(path, namesFile), train.images) : String;
  const parts = ownParts(train.images, test?.images ?? null, { where: path, nameOf });
  return { height: 32, width: 32, channels: 3, ...parts, adaptation: null, remarks: files.remarks };
}

/** By a word of its name: `test_batch`, `my-val-1`; all others are to train on. Null for a file of another kind. */
function partOf(name: string): Part | null {
  const stem = /^(?<stem>.*)\.bin(?:\.gz)?$/i.exec(name)?.groups?.["stem"];
  return stem === undefined ? null : (partWithin(stem)?.part ?? "train");
}

/** Null where there is no file. */
async function decodeFiles(folder: string, names: readonly string[]): Promise<{ images: LabelledImages } | null> {
  if (names.length === 0) return null;
  const contents: { where: string; bytes: Uint8Array }[] = [];
  for (const name of names) {
    const where = join(folder, name);
    contents.push({ where, bytes: await readOwnFile(where) });
  }
  return { images: decodeCifar10(contents, labelCount) };
}

/** A line names the class of its number. Empty lines may follow the last. */
async function namesIn(where: string, { labels }: LabelledImages): Promise<(label: number) => string> {
  const text = new TextDecoder().decode(await readOwnFile(where));
  const lines = text.trimEnd().split(/\r?\n/);
  const occurring = [...new Set(labels)].sort((a, b) => a - b);
  const names = occurring.map((label) => lines[label]?.trim() ?? "");
  const fit = !names.includes("") && new Set(names).size === names.length && !/\p{Cc}|\uFFFD/u.test(names.join(""));
  if (!fit) {
    throw new DataError("not a name for each class", {
      where,
      expected: `lines of text, and each of the labels ${occurring[0]} to ${occurring.at(-1)} a line of its own`,
      got: `${lines.length} lines for ${occurring.length} labels`,
      remedy: "correct it, or remove it to number the classes",
    });
  }
  return (label) => names[occurring.indexOf(label)] ?? String(label);
}
