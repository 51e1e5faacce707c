import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, receiptOf } from "./receipt-file.ts";
import { digestOfVenv, venvFolder, venvPython, type Venv } from "./receipt.ts";

/** A native addon of Node, in C++ on Node-API, that calls a library of a Python wheel and lies in its environment. */
export interface Addon {
  readonly venv: Venv;
  /** Of its file, without the ending. */
  readonly name: string;
  /** Folder of its C++ files. Throws where the package with them is not installed. */
  readonly sources: () => URL;
  readonly library: {
    /** Folder among the environment's packages, with the headers in `include`. */
    readonly folder: string;
    readonly files: readonly string[];
  };
}

export function addonFolder({ venv }: Addon): string {
  return join(venvFolder(venv), "addon");
}

/** The built addon; null where there is none that was made of exactly these files for exactly this environment. */
export function addonFile(addon: Addon): string | null {
  if (venvPython(addon.venv) === null) return null;
  const file = join(addonFolder(addon), `${addon.name}.node`);
  return existsSync(file) && receiptOf(addonFolder(addon)) === digestOfAddon(addon) ? file : null;
}

export function digestOfAddon({ venv, sources, library }: Addon): string {
  const folder = sources();
  const files = readdirSync(folder).toSorted();
  const made = Buffer.from(JSON.stringify([digestOfVenv(venv), library]));
  return digestOf([made, ...files.map((name) => readFileSync(new URL(name, folder)))]);
}
