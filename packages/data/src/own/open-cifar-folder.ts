import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError, type Dataset } from "@evenkeel/core";
import { decodeCifar10 } from "../cifar10.ts";
import { dataFileError } from "../data-file-error.ts";
import { ownParts } from "./own-parts.ts";
import { readOwnFile } from "./read-own-file.ts";

/** A label is a byte. */
const labelCount = 256;
const namesFile = "batches.meta.txt";

/**
 * Opens a folder with files of CIFAR-10's binary format of one's own: `test*.bin` are test images, all other `.bin`
 * files training images, in the order of their names; any count. The labels that occur are the classes, named by the
 * lines of `batches.meta.txt` where it has one for each.
 *
 * @throws {DataError} no such files, or files that are no whole number of records.
 */
export async function openCifarFolder(path: string): Promise<Omit<Dataset, "name">> {
  const names = await readdir(path).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
  const files = names.filter((name) => /\.bin$/i.test(name)).toSorted(byNumber);
  const isTest = (name: string) => /^test/i.test(name);
  const trainFiles = files.filter((name) => !isTest(name));
  if (trainFiles.length === 0) {
    const expected = "data_batch_1.bin and the like";
    throw new DataError("no files of CIFAR-10's binary format to train on", { where: path, expected });
  }
  const train = await decodeFiles(path, trainFiles);
  const testFiles = files.filter(isTest);
  const test = testFiles.length === 0 ? null : await decodeFiles(path, testFiles);
  const lines = names.includes(namesFile) ? await readLines(join(path, namesFile)) : [];
  const named = lines.length > Math.max(...new Set(train.labels));
  const nameOf = (label: number) => (named ? (lines[label] ?? String(label)) : String(label));
  const parts = ownParts(train, test, { where: path, nameOf });
  return { height: 32, width: 32, channels: 3, ...parts, adaptation: null };
}

async function decodeFiles(folder: string, names: readonly string[]) {
  const contents: { where: string; bytes: Uint8Array }[] = [];
  for (const name of names) {
    const where = join(folder, name);
    contents.push({ where, bytes: await readOwnFile(where) });
  }
  return decodeCifar10(contents, labelCount);
}

async function readLines(file: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readOwnFile(file));
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** `data_batch_2` before `data_batch_10`, alike on every machine. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
