import type { BackendSetup } from "@evenkeel/core";
import { venvSetup, withNvidiaDriver } from "@evenkeel/setup";
import { pythonVariable } from "@evenkeel/setup/unavailable";
import { environments } from "./environments.ts";
import type { PythonIdentity } from "./identities.ts";

/** How `evenkeel setup` brings a backend. A bundle takes no environment along: one works only where it was made. */
export function pythonSetup({ id, device }: PythonIdentity): BackendSetup {
  const setup: BackendSetup = {
    ...venvSetup(environments[id]),
    portable: () => [],
    neededElsewhere: `${pythonVariable}=<a Python that holds the packages of ${requirementsOf(id)}>`,
  };
  return device === "cuda" ? withNvidiaDriver(id, setup) : setup;
}

/** Paths inside the project, which a bundle has, too. */
function requirementsOf(id: PythonIdentity["id"]): string {
  const names = environments[id].requirements.map(({ pathname }) => pathname.split("/").at(-1));
  return names.map((name) => `packages/backend-python/requirements/${name}`).join(" and ");
}
