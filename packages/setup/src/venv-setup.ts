import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { run } from "./command.ts";
import { findPython } from "./find-python.ts";
import type { InstallOptions } from "./install-options.ts";
import { withLock } from "./lock.ts";
import { pipInstall } from "./pip.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { damageOf, digestOfVenv, pathsOf, pythonIn, venvFolder, venvPython, type Venv } from "./receipt.ts";
import { replaceFolder } from "./replace-folder.ts";
import { naming } from "./setup-error.ts";
import { damagedFile, installedWheels } from "./wheel-records.ts";

export interface VenvOptions extends Venv {
  readonly description: string;
}

/** A Python environment of its own, filled by pip with what its files name and nothing along with it. */
export function venvSetup(options: VenvOptions): BackendSetup {
  return {
    description: options.description,
    install: (install) =>
      naming({ name: options.name, tool: "pip" }, install, () =>
        withLock(venvFolder(options), install, () => installVenv(options, install)),
      ),
  };
}

/** To be called under the lock of its folder. */
export async function installVenv(venv: Venv, install: InstallOptions): Promise<void> {
  const { signal, onProgress, repair = false } = install;
  if (venvPython(venv) !== null && !repair) {
    onProgress("checking what is there", null);
    const damaged = await damageOf(venv, "contents");
    if (damaged === null) return;
    onProgress(`setting it up anew: ${damaged} is damaged`, null);
  }
  onProgress("looking for Python", null);
  const python = await findPython(signal);
  await replaceFolder(venvFolder(venv), async (building) => {
    onProgress("making a Python environment", null);
    await run(python, ["-m", "venv", "--clear", building], { signal });
    const scratch = join(building, "tmp");
    await mkdir(scratch);
    for (const file of pathsOf(venv)) await pipInstall(pythonIn(building), file, { signal, onProgress }, { scratch });
    await rm(scratch, { recursive: true });
    const wheels = installedWheels(building);
    const damaged = await damagedFile(building, wheels, "sizes");
    if (damaged !== null) throw new BackendError("pip left an incomplete package", { got: `${damaged} is missing` });
    await leaveReceipt(building, digestOfVenv(venv), wheels);
  });
}
