import { join } from "node:path";
import type { BackendSetup } from "@evenkeel/core";
import { addonFile, addonFolder, digestOfAddon, type Addon } from "./addon.ts";
import { run } from "./command.ts";
import { compilerArguments, findCompiler } from "./compiler.ts";
import type { InstallOptions } from "./install-options.ts";
import { withLock } from "./lock.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { pythonIn, venvFolder } from "./receipt.ts";
import { replaceFolder } from "./replace-folder.ts";
import { naming } from "./setup-error.ts";
import { installVenv } from "./venv-setup.ts";

export interface AddonOptions extends Addon {
  readonly description: string;
}

/** A Python environment with the library, and the addon built against it. What of the two is whole stays. */
export function addonSetup(options: AddonOptions): BackendSetup {
  const { name } = options.venv;
  return {
    description: options.description,
    install: (install) =>
      naming({ name, tool: "pip" }, install, () =>
        withLock(venvFolder(options.venv), install, () => installAddon(options, install)),
      ),
  };
}

async function installAddon(addon: Addon, install: InstallOptions): Promise<void> {
  const { signal, onProgress, repair = false } = install;
  // What is missing is said before hundreds of megabytes are fetched.
  onProgress("looking for a compiler", null);
  const compiler = await findCompiler(signal);
  await installVenv(addon.venv, install);
  if (addonFile(addon) !== null && !repair) return;
  onProgress("building the addon", null);
  const asked = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const packages = await run(pythonIn(venvFolder(addon.venv)), asked, { signal });
  await replaceFolder(addonFolder(addon), async (building) => {
    const file = join(building, `${addon.name}.node`);
    await run(compiler, compilerArguments(addon, packages.trim(), file), { signal });
    await leaveReceipt(building, digestOfAddon(addon));
  });
}
