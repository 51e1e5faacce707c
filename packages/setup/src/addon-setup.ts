import { copyFile, cp, mkdir, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { BackendError, type BackendSetup } from "@evenkeel/core";
import { addonFile, addonFolder, digestOfAddon, type Addon } from "./addon.ts";
import { requireBuildTools } from "./build-tools.ts";
import { run } from "./command.ts";
import { nodeHeaders } from "./node-headers.ts";
import { leaveReceipt } from "./receipt-file.ts";
import { pythonIn, venvFolder } from "./receipt.ts";
import { venvSetup } from "./venv-setup.ts";

export interface AddonOptions extends Addon {
  readonly description: string;
}

type InstallOptions = Parameters<BackendSetup["install"]>[0];

/** A Python environment with the library, and the addon built against it by node-gyp. What of the two is whole stays. */
export function addonSetup(options: AddonOptions): BackendSetup {
  const venv = venvSetup({ ...options.venv, description: options.description });
  return {
    description: options.description,
    install: async (install) => {
      if (addonFile(options) !== null) return;
      const headers = await beforeDownloading(options, install);
      await venv.install(install);
      await naming(options, () => build(options, headers, install));
    },
  };
}

/** What is missing is said before hundreds of megabytes are fetched. */
function beforeDownloading(addon: Addon, { signal, onProgress }: InstallOptions): Promise<string> {
  return naming(addon, async () => {
    onProgress("looking for a compiler", null);
    await requireBuildTools(signal);
    return nodeHeaders();
  });
}

async function build(addon: Addon, headers: string, { signal, onProgress }: InstallOptions): Promise<void> {
  const folder = addonFolder(addon);
  const python = pythonIn(venvFolder(addon.venv));
  onProgress("building the addon", null);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(addon.gyp, join(folder, "binding.gyp"));
  await cp(fileURLToPath(addon.sources()), join(folder, "sources"), { recursive: true });
  const packages = await run(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], { signal });
  const nodeGyp = fileURLToPath(import.meta.resolve("node-gyp/bin/node-gyp.js"));
  const args = [nodeGyp, "rebuild", `--directory=${folder}`, `--python=${python}`];
  await run(process.execPath, [...args, "--", `-Dsite_packages=${relative(folder, packages.trim())}`], {
    signal,
    // The flag of the same name yields to what npm or a user's .npmrc leaves in the environment.
    env: { npm_config_nodedir: headers },
    onLine: (line) => {
      const object = /^\s*CXX\(target\) (?<object>\S+)/.exec(line)?.groups?.["object"];
      if (object !== undefined) onProgress(`compiling ${basename(object, ".o")}.cc`, null);
    },
  });
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
