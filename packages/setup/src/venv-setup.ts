import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { run } from "./command.ts";
import { findPython } from "./find-python.ts";
import type { InstallOptions } from "./install-options.ts";
import { lockedSetup } from "./locked-setup.ts";
import { pipInstall } from "./pip.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { damageOf, digestOfVenv, pathsOf, pythonIn, venvFolder, venvPython, type Venv } from "./receipt.ts";
import { replaceFolder } from "./replace-folder.ts";
import { damagedFile, installedWheels } from "./wheel-records.ts";

export interface VenvOptions extends Venv {
  readonly description: string;
}

/** A Python environment of its own, filled by pip with what its files name and nothing along with it. */
export function venvSetup(options: VenvOptions): BackendSetup {
  return lockedSetup({ ...options, tool: "pip" }, async (install) => {
    if (!(await staysAsItIs(options, install))) await makeVenv(options, install);
  });
}

/** Whether the environment is there, whole to the last byte, and not to be repaired. Reads all of it. */
export async function staysAsItIs(venv: Venv, { onProgress, repair = false }: InstallOptions): Promise<boolean> {
  if (venvPython(venv) === null || repair) return false;
  onProgress("checking what is there", null);
  const damaged = await damageOf(venv, "contents");
  if (damaged !== null) onProgress(`setting it up anew: ${damaged} is damaged`, null);
  return damaged === null;
}

/** Makes the environment, in place of one that is there. To be called under the lock of its folder. */
export async function makeVenv(venv: Venv, { signal, onProgress }: InstallOptions): Promise<void> {
  onProgress("looking for Python", null);
  const python = await findPython(signal);
  await replaceFolder(venvFolder(venv), async (building) => {
    onProgress("making a Python environment", null);
    await run(python, ["-m", "venv", "--clear", building], { signal });
    const own = new Set(installedWheels(building));
    const scratch = join(building, "tmp");
    await mkdir(scratch);
    for (const file of pathsOf(venv)) await pipInstall(pythonIn(building), file, { signal, onProgress }, { scratch });
    await rm(scratch, { recursive: true });
    const wheels = installedWheels(building);
    if (wheels.every((name) => own.has(name))) throw installedElsewhere(venv);
    const damaged = await damagedFile(building, wheels, "sizes");
    if (damaged !== null) throw new BackendError("pip left an incomplete package", { got: `${damaged} is missing` });
    await leaveReceipt(building, digestOfVenv(venv), wheels);
  });
}

/** Pip was content, and nothing of what it was to install is here. */
function installedElsewhere({ requirements }: Venv): BackendError {
  return new BackendError("pip installed nothing into the environment", {
    expected: `the packages of ${requirements.map((file) => file.pathname.split("/").at(-1)).join(", ")}`,
    remedy: "see `pip config list`: take target, prefix, root and dry-run out of it",
  });
}
