import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { z } from "zod";
import { dataFileError } from "./data-file-error.ts";
import { putFile } from "./put-file.ts";

/** Beside the files of a dataset that was fetched. */
export const receiptFile = "fetched.json";

const receiptSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

/** By file name: sha256 of what each file decodes to. */
export type Receipt = Readonly<Record<string, string>>;

/**
 * What a fetch got out of downloads that it held against their published checksums, which the manifest has to give
 * where nobody publishes those of the single files: there it stands in for them. Empty where there is none.
 */
export async function readReceipt(folder: string): Promise<Receipt> {
  const file = join(folder, receiptFile);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return "{}";
    throw dataFileError("read", file, cause);
  });
  try {
    return receiptSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError("not a receipt of a fetch", { where: file, remedy: "remove it and fetch again", cause });
  }
}

/** Adds files to a folder's receipt. */
export async function addToReceipt(folder: string, added: Receipt): Promise<void> {
  const receipt = { ...(await readReceipt(folder)), ...added };
  await putFile(join(folder, receiptFile), `${JSON.stringify(receipt, null, 2)}\n`);
}
