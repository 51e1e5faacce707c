import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { projectRoot } from "./project.ts";

/** A checkout puts no `evenkeel` on the PATH; a bundle has no pnpm. */
const typed = existsSync(resolve(projectRoot, "pnpm-workspace.yaml")) ? "npx -y pnpm@12 evenkeel" : "evenkeel";

/** A remedy with the command as one can type it here: backends say `evenkeel setup <id>`. */
export function asTyped(remedy: string): string {
  return remedy.replaceAll(/\bevenkeel (?=setup\b)/g, `${typed} `);
}
