import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { run } from "./command.ts";
import { findPython } from "./find-python.ts";
import { pipInstall, type InstallOptions } from "./pip.ts";
import { pathsOf, pythonIn, removeReceipt, venvFolder, venvPython, writeReceipt, type Venv } from "./receipt.ts";

export interface VenvOptions extends Venv {
  readonly description: string;
}

/** A Python environment of its own, filled by pip with what its files name and nothing along with it. */
export function venvSetup(options: VenvOptions): BackendSetup {
  return {
    description: options.description,
    install: (install) => installVenv(options, install),
  };
}

async function installVenv(venv: VenvOptions, { signal, onProgress }: InstallOptions): Promise<void> {
  if (venvPython(venv) !== null) return;
  const folder = venvFolder(venv);
  try {
    onProgress("looking for Python", null);
    const python = await findPython(signal);
    await removeReceipt(venv);
    onProgress("making a Python environment", null);
    await mkdir(dirname(folder), { recursive: true });
    // Afresh: what an interrupted pip leaves half unpacked looks installed to the next. Its downloads are kept by pip.
    await run(python, ["-m", "venv", "--clear", folder], { signal });
    for (const file of pathsOf(venv)) await pipInstall(pythonIn(folder), file, { signal, onProgress });
    await writeReceipt(venv);
  } catch (error) {
    const summary = error instanceof Error ? error.message : String(error);
    throw new BackendError(summary, { where: `setup of ${venv.name}`, cause: error });
  }
}
