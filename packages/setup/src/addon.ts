import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, receiptOf } from "./receipt-file.ts";
import { digestOfVenv, venvFolder, venvPython, type Venv } from "./receipt.ts";

/** A native addon of Node that is built against the library in a Python wheel; it lies in the wheel's environment. */
export interface Addon {
  readonly venv: Venv;
  /** How it is built; `<(site_packages)` in it is where the environment keeps its packages. Its target is the addon's name. */
  readonly gyp: URL;
  readonly target: string;
  /** Folder of its C++ files, which `gyp` finds in `sources/`. Throws where the package with them is not installed. */
  readonly sources: () => URL;
}

export function addonFolder({ venv }: Addon): string {
  return join(venvFolder(venv), "addon");
}

/** The built addon; null where there is none that was made of exactly these files for exactly this environment. */
export function addonFile(addon: Addon): string | null {
  if (venvPython(addon.venv) === null) return null;
  const file = join(addonFolder(addon), "build", "Release", `${addon.target}.node`);
  return existsSync(file) && receiptOf(addonFolder(addon)) === digestOfAddon(addon) ? file : null;
}

export function digestOfAddon({ venv, gyp, sources }: Addon): string {
  const folder = sources();
  const files = readdirSync(folder).toSorted();
  const texts = [gyp, ...files.map((name) => new URL(name, folder))].map((file) => readFileSync(file));
  return digestOf([Buffer.from(digestOfVenv(venv)), ...texts]);
}
