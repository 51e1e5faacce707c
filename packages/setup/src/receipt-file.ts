import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Written last of all into a folder that setup makes: one without it, or with another digest, is not finished. */
const receiptSchema = z.strictObject({
  schemaVersion: z.literal(1),
  requirementsSha256: z.string(),
  /** Of a Python environment: the folders of its wheels' records. */
  wheels: z.array(z.string()).exactOptional(),
});
type Receipt = z.infer<typeof receiptSchema>;

/** The digest in a folder's receipt; null where there is none, or none that can be read. */
export function receiptOf(folder: string): string | null {
  return readReceipt(folder)?.requirementsSha256 ?? null;
}

/** The wheels in a folder's receipt; null where it names none. */
export function wheelsOf(folder: string): readonly string[] | null {
  return readReceipt(folder)?.wheels ?? null;
}

function readReceipt(folder: string): Receipt | null {
  const file = fileIn(folder);
  if (!existsSync(file)) return null;
  try {
    return receiptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Declares a folder finished, made from what `digestOf` was given. */
export async function leaveReceipt(
  folder: string,
  requirementsSha256: string,
  wheels?: readonly string[],
): Promise<void> {
  const file = fileIn(folder);
  const receipt: Receipt = { schemaVersion: 1, requirementsSha256, ...(wheels && { wheels: [...wheels] }) };
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.part`, `${JSON.stringify(receipt, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

/** SHA-256 of text files, one after the other. */
export function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  // Line ends depend on the checkout.
  for (const part of parts) hash.update(Buffer.from(part).toString("utf8").replaceAll("\r\n", "\n"));
  return hash.digest("hex");
}

function fileIn(folder: string): string {
  return join(folder, "receipt.json");
}
