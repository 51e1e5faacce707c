import type { BackendSetup } from "@evenkeel/core";
import { venvSetup } from "@evenkeel/setup";
import { environments, type PythonBackendId } from "./environments.ts";

/** How `evenkeel setup` brings a backend. */
export function pythonSetup(id: PythonBackendId): BackendSetup {
  return venvSetup(environments[id]);
}
