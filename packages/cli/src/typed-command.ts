import { bundledBackends } from "./project.ts";

/** A checkout puts no `evenkeel` on the PATH; a bundle has no pnpm. */
const typed = bundledBackends === null ? "npx -y pnpm@12 evenkeel" : "evenkeel";

/** A remedy with the command as one can type it here: backends say `evenkeel setup <id>`, and `pnpm install` where a package lacks. */
export function asTyped(remedy: string): string {
  const command = remedy.replaceAll(/\bevenkeel (?=setup\b)/g, `${typed} `);
  return bundledBackends === null
    ? command
    : command.replaceAll(
        /^pnpm install.*/g,
        "this bundle lacks it: make one with it, by `evenkeel bundle --backend …` in a checkout",
      );
}
