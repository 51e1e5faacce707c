import { installation, type Installation } from "./installation.ts";

/**
 * A command of Evenkeel as it can be typed: in a checkout's root, which puts no `evenkeel` on the PATH, or beside the
 * folder that a bundle was unpacked into, where there is no pnpm.
 */
export function commandLine(args: string, where: Installation = installation): string {
  return where === "checkout" ? `npx -y pnpm@12 evenkeel ${args}` : `evenkeel/evenkeel ${args}`;
}
