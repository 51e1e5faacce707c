import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError, LazyMap, UsageError } from "@evenkeel/core";
import { z } from "zod";
import { dataFileError } from "./data-file-error.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits");
const fileName = z.string().regex(/^[\w.-]+$/, "expected a file name without a folder");

/** A file as it is read: what it must decode to. It may lie there gzipped or not (`name.gz` or `name`). */
const fileSchema = z.strictObject({
  file: fileName,
  part: z.enum(["train", "test"]),
  content: z.enum(["images", "labels", "records"]),
  /** Without the gzip around it. */
  decodedBytes: z.int().positive(),
  /** Of the decoded bytes; null where none is published: then the fetched archive's checksum vouches for it. */
  decodedSha256: sha256.nullable(),
});
export type DatasetFile = z.infer<typeof fileSchema>;

/** A file as it is downloaded. */
const downloadSchema = z.strictObject({
  file: fileName,
  /** Tried in order. */
  urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
  bytes: z.int().positive().nullable(),
  /** Of the file as it is downloaded; null: only the structure is checked. Where from is said in `checksums`. */
  checksum: z.strictObject({ algorithm: z.enum(["sha256", "md5"]), hex: z.string().regex(/^[0-9a-f]+$/) }).nullable(),
  /** An archive's files are laid flat into the dataset's folder. */
  archive: z.literal("tar.gz").nullable(),
});
export type DatasetDownload = z.infer<typeof downloadSchema>;

export const datasetEntrySchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string(),
    licence: z.string(),
    homepage: z.url(),
    citation: z.string(),
    height: z.int().positive(),
    width: z.int().positive(),
    channels: z.int().positive(),
    classNames: z.array(z.string()).min(2),
    trainCount: z.int().positive(),
    testCount: z.int().positive(),
    format: z.enum(["idx", "cifar-10-binary"]),
    files: z.array(fileSchema).min(2),
    /** Where it is looked for, in order: absolute, or relative to the project's root. Downloads go into the last. */
    folders: z.array(z.string()).min(1),
    /** Empty for what the repository itself holds. */
    downloads: z.array(downloadSchema),
    /** Where the checksums come from, or why there is none. */
    checksums: z.string(),
    /** How to get it by hand. */
    withoutDownload: z.string(),
  })
  .refine(
    ({ files, downloads }) =>
      files.every(({ decodedSha256 }) => decodedSha256 !== null) ||
      downloads.every(({ checksum }) => checksum !== null),
    "a file without decodedSha256 and a download without checksum: nothing vouches for what is fetched",
  );
/** What is known of a dataset before it is opened. */
export type DatasetEntry = z.infer<typeof datasetEntrySchema>;

const manifestSchema = z.strictObject({
  datasets: z
    .array(datasetEntrySchema)
    .refine((entries) => new Set(entries.map(({ name }) => name)).size === entries.length, "two datasets of one name"),
});

/** What to do about a dataset that is not here. */
export function howToGet({ name, downloads, withoutDownload }: DatasetEntry): string {
  return downloads.length === 0 ? withoutDownload : `npx -y pnpm@12 evenkeel data fetch ${name}, or ${withoutDownload}`;
}

/** The checkout that this package lies in: `datasets/` is in it, and `.cache/datasets/` for what was downloaded. */
export const projectRoot = resolve(import.meta.dirname, "../../..");

/** Checks a manifest's JSON text. Throws `DataError` naming `where` and the field at fault. */
export function parseManifest(text: string, where: string): ReadonlyMap<string, DatasetEntry> {
  try {
    return new Map(manifestSchema.parse(JSON.parse(text)).datasets.map((entry) => [entry.name, entry]));
  } catch (cause) {
    const got = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new DataError("not a manifest of datasets", { where, got, remedy: "restore it from git", cause });
  }
}

const manifestFile = join(projectRoot, "datasets", "manifest.json");

/**
 * Every dataset that has a name (image folders have a path instead), from `datasets/manifest.json`, which is read when
 * the first is asked for. Then throws `DataError` where it is missing or damaged.
 */
export const datasets: ReadonlyMap<string, DatasetEntry> = datasetsOf(manifestFile);

/** The same of another manifest. */
export function datasetsOf(file: string): ReadonlyMap<string, DatasetEntry> {
  return new LazyMap(() => {
    const entries = parseManifest(readManifest(file), file);
    return new Map([...entries].map(([name, entry]) => [name, () => entry]));
  });
}

function readManifest(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw dataFileError("read", file, cause);
  }
}

/** Throws `UsageError` naming the datasets that there are. */
export function findDataset(name: string): DatasetEntry {
  const entry = datasets.get(name);
  if (entry !== undefined) return entry;
  throw new UsageError(`unknown dataset "${name}"`, {
    expected: `${[...datasets.keys()].join(", ")}, or folder:<path> for images, idx:<folder>, cifar:<folder> for files of your own`,
  });
}
