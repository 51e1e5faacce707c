import { venvPython } from "@evenkeel/setup";
import { environments, type PythonBackendId } from "./environments.ts";

/** The environment variable with which users bring a Python of their own; it wins over the one that was set up. */
export const pythonVariable = "EVENKEEL_PYTHON";

/** The Python that a backend runs on, or null where there is none. */
export function interpreterOf(id: PythonBackendId): string | null {
  const own = process.env[pythonVariable];
  return own === undefined || own === "" ? venvPython(environments[id]) : own;
}
