import type { BackendSetup } from "@evenkeel/core";
import type { InstallOptions } from "./install-options.ts";
import { withLock } from "./lock.ts";
import { venvFolder, type Venv } from "./receipt.ts";
import { naming, type Setup } from "./setup-error.ts";

interface LockedSetup extends Setup, Pick<Venv, "name" | "root"> {
  readonly description: string;
}

/** A setup whose work is done under the lock of its folder in `.cache/backends`, and whose errors name it. */
export function lockedSetup(setup: LockedSetup, work: (install: InstallOptions) => Promise<void>): BackendSetup {
  return {
    description: setup.description,
    folder: venvFolder(setup),
    install: (install) => naming(setup, install, () => withLock(venvFolder(setup), install, () => work(install))),
  };
}
