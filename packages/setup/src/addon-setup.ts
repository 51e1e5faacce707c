import { join } from "node:path";
import type { BackendSetup } from "@evenkeel/core";
import { addonFile, addonFolder, digestOfAddon, type Addon } from "./addon.ts";
import { run } from "./command.ts";
import { compilerArguments, findCompiler } from "./compiler.ts";
import type { InstallOptions } from "./install-options.ts";
import { lockedSetup } from "./locked-setup.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { pythonIn, venvFolder } from "./receipt.ts";
import { removeLeftovers, replaceFolder } from "./replace-folder.ts";
import { makeVenv, staysAsItIs } from "./venv-setup.ts";

export interface AddonOptions extends Addon {
  readonly description: string;
}

/** A Python environment with the library, and the addon built against it. What of the two is whole stays. */
export function addonSetup(options: AddonOptions): BackendSetup {
  const { venv, description } = options;
  return lockedSetup({ ...venv, description, tool: "pip" }, (install) => installAddon(options, install));
}

async function installAddon(addon: Addon, install: InstallOptions): Promise<void> {
  const { signal, onProgress } = install;
  const keepsVenv = await staysAsItIs(addon.venv, install);
  if (keepsVenv) await removeLeftovers(addonFolder(addon));
  if (keepsVenv && addonFile(addon) !== null) return;
  // What is missing is said before hundreds of megabytes are fetched.
  onProgress("looking for a compiler", null);
  const compiler = await findCompiler(signal);
  // The addon lies in the environment and goes with it.
  if (!keepsVenv) await makeVenv(addon.venv, install);
  onProgress("building the addon", null);
  const asked = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const packages = await run(pythonIn(venvFolder(addon.venv)), asked, { signal });
  await replaceFolder(addonFolder(addon), async (building) => {
    const file = join(building, `${addon.name}.node`);
    await run(compiler, compilerArguments(addon, packages.trim(), file), { signal });
    await leaveReceipt(building, digestOfAddon(addon));
  });
}
