import { venvPython } from "@evenkeel/setup";
import { pythonVariable } from "@evenkeel/setup/unavailable";
import { environments } from "./environments.ts";
import type { PythonBackendId } from "./identities.ts";

export interface Interpreter {
  readonly python: string;
  /** The user's own, named in `EVENKEEL_PYTHON`. */
  readonly isOwn: boolean;
}

/** The Python that a backend runs on, or null where there is none. */
export function interpreterOf(id: PythonBackendId): Interpreter | null {
  const own = process.env[pythonVariable];
  if (own !== undefined && own !== "") return { python: own, isOwn: true };
  const python = venvPython(environments[id]);
  return python === null ? null : { python, isOwn: false };
}
