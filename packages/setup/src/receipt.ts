import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installationRoot } from "./installation.ts";
import { digestOf, receiptOf, wheelsOf } from "./receipt-file.ts";
import { damagedFile, installedWheels } from "./wheel-records.ts";

/** Where set-up backends lie: in the checkout's own cache. */
const backendsFolder = join(installationRoot, ".cache/backends");

export interface Venv {
  /** Of the folder in `.cache/backends`. */
  readonly name: string;
  /** pip requirement files, in the order they are installed. */
  readonly requirements: readonly URL[];
  /** Another folder of environments, for tests. */
  readonly root?: string;
}

/** The folder of a set-up backend. */
export function venvFolder({ name, root = backendsFolder }: Pick<Venv, "name" | "root">): string {
  return join(root, name);
}

/** The interpreter inside an environment, finished or not. */
export function pythonIn(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** The interpreter of a set-up environment; null where there is none that holds exactly these requirements. */
export function venvPython(venv: Venv): string | null {
  const python = pythonIn(venvFolder(venv));
  return existsSync(python) && receiptOf(venvFolder(venv)) === digestOfVenv(venv) ? python : null;
}

export function digestOfVenv({ requirements }: Venv): string {
  return digestOf(requirements.map((file) => readFileSync(file)));
}

/**
 * The first file of a set-up environment that is missing or of another size than its wheel says, or null; with
 * `contents` also of another hash, which takes seconds.
 */
export async function damageOf(venv: Venv, check: "sizes" | "contents" = "sizes"): Promise<string | null> {
  const folder = venvFolder(venv);
  // A receipt of an older version names no wheels: those that are there are checked.
  return damagedFile(folder, wheelsOf(folder) ?? installedWheels(folder), check);
}

export function pathsOf({ requirements }: Venv): string[] {
  return requirements.map((file) => fileURLToPath(file));
}
