import { mkdir, rm } from "node:fs/promises";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { addonFile, addonFolder, digestOfAddon, type Addon } from "./addon.ts";
import { run } from "./command.ts";
import { compilerArguments, findCompiler } from "./compiler.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { pythonIn, venvFolder } from "./receipt.ts";
import { venvSetup } from "./venv-setup.ts";

export interface AddonOptions extends Addon {
  readonly description: string;
}

type InstallOptions = Parameters<BackendSetup["install"]>[0];

/** A Python environment with the library, and the addon built against it. What of the two is whole stays. */
export function addonSetup(options: AddonOptions): BackendSetup {
  const venv = venvSetup({ ...options.venv, description: options.description });
  return {
    description: options.description,
    install: async (install) => {
      if (addonFile(options) !== null) return;
      const { signal, onProgress } = install;
      // What is missing is said before hundreds of megabytes are fetched.
      onProgress("looking for a compiler", null);
      const compiler = await naming(options, () => findCompiler(signal));
      await venv.install(install);
      await naming(options, () => build(options, compiler, install));
    },
  };
}

async function build(addon: Addon, compiler: string, { signal, onProgress }: InstallOptions): Promise<void> {
  const folder = addonFolder(addon);
  onProgress("building the addon", null);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const asked = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const packages = await run(pythonIn(venvFolder(addon.venv)), asked, { signal });
  await run(compiler, compilerArguments(addon, packages.trim()), { signal });
  await leaveReceipt(folder, digestOfAddon(addon));
}

/** An error of `work` with the place where it happened. */
async function naming<T>({ venv }: Addon, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const summary = error instanceof Error ? error.message : String(error);
    throw new BackendError(summary, { where: `setup of ${venv.name}`, cause: error });
  }
}
