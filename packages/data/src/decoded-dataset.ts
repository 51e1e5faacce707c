import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { z } from "zod";
import { dataFileError } from "./data-file-error.ts";
import { decodeIdx, encodeIdx, type IdxArray } from "./idx.ts";
import { checkedLabels } from "./idx-dataset.ts";
import { putFile } from "./put-file.ts";

const splits = ["train", "test"] as const;

const size = z.int().positive();
const splitSchema = z.strictObject({ count: z.int().nonnegative(), pixelsCrc32: z.int(), labelsCrc32: z.int() });
const decodedSchema = z.strictObject({
  name: z.string(),
  height: size,
  width: size,
  channels: size,
  classNames: z.array(z.string()).min(1),
  adaptation: z.string().nullable(),
  train: splitSchema,
  test: splitSchema,
});
type DecodedSplit = z.infer<typeof splitSchema>;

/**
 * Writes a dataset as its cells load it: uncompressed IDX files and a small `dataset.json` with their CRC-32, which is
 * put in place last, so that a folder without it is no dataset. Throws `DataError` when they cannot be written.
 */
export async function writeDecodedDataset(dataset: Dataset, folder: string): Promise<void> {
  const { name, height, width, channels, classNames, adaptation } = dataset;
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw dataFileError("written", folder, cause);
  });
  const write = async (split: (typeof splits)[number]): Promise<DecodedSplit> => {
    const { count, pixels, labels } = dataset[split];
    const images = encodeIdx({ shape: [count, height, width, channels], values: pixels });
    const classes = encodeIdx({ shape: [count], values: labels });
    await putFile(join(folder, `${split}-images.idx`), images);
    await putFile(join(folder, `${split}-labels.idx`), classes);
    return { count, pixelsCrc32: crc32(images), labelsCrc32: crc32(classes) };
  };
  const [train, test] = [await write("train"), await write("test")];
  const facts = { name, height, width, channels, classNames, adaptation, train, test };
  await putFile(join(folder, "dataset.json"), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Reads what `writeDecodedDataset` wrote. Throws `DataError` naming the file that is missing or damaged. */
export async function readDecodedDataset(folder: string): Promise<Dataset> {
  const file = join(folder, "dataset.json");
  const facts = parse(await readBytes(file), file);
  const { height, width, channels, classNames } = facts;
  const read = async (split: (typeof splits)[number]): Promise<LabelledImages> => {
    const { count, pixelsCrc32, labelsCrc32 } = facts[split];
    const imageFile = join(folder, `${split}-images.idx`);
    const pixels = await readArray(imageFile, [count, height, width, channels], pixelsCrc32);
    const labelFile = join(folder, `${split}-labels.idx`);
    const labels = await readArray(labelFile, [count], labelsCrc32);
    if (!(pixels instanceof Uint8Array)) throw wrongArray(imageFile, "unsigned bytes", "integers");
    return { count, pixels, labels: checkedLabels(labels, classNames.length, labelFile) };
  };
  return { ...facts, train: await read("train"), test: await read("test") };
}

function parse(bytes: Buffer, where: string): z.infer<typeof decodedSchema> {
  try {
    return decodedSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    const got = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new DataError("not a decoded dataset", { where, got, remedy, cause });
  }
}

async function readArray(where: string, shape: readonly number[], crc: number): Promise<IdxArray["values"]> {
  const bytes = await readBytes(where);
  const array = decodeIdx(bytes, where);
  if (array.shape.join() !== shape.join()) {
    throw wrongArray(where, `[${shape.join(", ")}]`, `[${array.shape.join(", ")}]`);
  }
  if (crc32(bytes) !== crc) throw new DataError("damaged: its CRC-32 differs from dataset.json's", { where, remedy });
  return array.values;
}

async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw dataFileError("read", file, cause);
  });
}

function wrongArray(where: string, expected: string, got: string): DataError {
  return new DataError("not the array of dataset.json", { where, expected, got, remedy });
}

const remedy = "delete the folder; the next run makes it again";
