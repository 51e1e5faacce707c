import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Where set-up backends lie: in the checkout's own cache. */
const backendsFolder = resolve(import.meta.dirname, "../../../.cache/backends");

/** Written last of all: an environment without it, or with another one, is not finished. */
const receiptSchema = z.strictObject({ schemaVersion: z.literal(1), requirementsSha256: z.string() });

export interface Venv {
  /** Of the folder in `.cache/backends`. */
  readonly name: string;
  /** pip requirement files, in the order they are installed. */
  readonly requirements: readonly URL[];
  /** Another folder of environments, for tests. */
  readonly root?: string;
}

export function venvFolder({ name, root = backendsFolder }: Venv): string {
  return join(root, name);
}

/** The interpreter inside an environment, finished or not. */
export function pythonIn(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** The interpreter of a set-up environment; null where there is none that holds exactly these requirements. */
export function venvPython(venv: Venv): string | null {
  const python = pythonIn(venvFolder(venv));
  if (!existsSync(receiptFile(venv)) || !existsSync(python)) return null;
  const wanted = sha256(venv.requirements.map((file) => readFileSync(file)));
  return parseReceipt(readFileSync(receiptFile(venv), "utf8")) === wanted ? python : null;
}

export async function writeReceipt(venv: Venv): Promise<void> {
  const requirementsSha256 = sha256(await Promise.all(venv.requirements.map((file) => readFile(file))));
  const file = receiptFile(venv);
  const receipt: z.infer<typeof receiptSchema> = { schemaVersion: 1, requirementsSha256 };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, `${JSON.stringify(receipt, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

/** From here on the environment counts as unfinished. */
export async function removeReceipt(venv: Venv): Promise<void> {
  await rm(receiptFile(venv), { force: true });
}

export function pathsOf({ requirements }: Venv): string[] {
  return requirements.map((file) => fileURLToPath(file));
}

function receiptFile(venv: Venv): string {
  return join(venvFolder(venv), "receipt.json");
}

/** The digest in a receipt; null where it is none. */
function parseReceipt(text: string): string | null {
  try {
    return receiptSchema.parse(JSON.parse(text)).requirementsSha256;
  } catch {
    return null;
  }
}

function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  // Line ends are the checkout's business.
  for (const part of parts) hash.update(Buffer.from(part).toString("utf8").replaceAll("\r\n", "\n"));
  return hash.digest("hex");
}
