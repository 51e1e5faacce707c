import type { BackendSetup } from "@evenkeel/core";
import { venvSetup, withNvidiaDriver } from "@evenkeel/setup";
import { environments, type PythonBackendId } from "./environments.ts";

/** How `evenkeel setup` brings a backend. A bundle takes nothing of that along: on the other machine it needs that one's Python. */
export function pythonSetup(id: PythonBackendId): BackendSetup {
  const setup = venvSetup(environments[id]);
  return { ...(id.endsWith("-cuda") ? withNvidiaDriver(id, setup) : setup), portable: () => [] };
}
