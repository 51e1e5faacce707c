import { relative, sep } from "node:path";
import { shellWord } from "@evenkeel/core/shell-word";
import { commandLine } from "@evenkeel/setup/command-line";
import { installation, type Installation } from "@evenkeel/setup/installation";
import { projectRoot } from "./project.ts";
import { userFolder } from "./user-folder.ts";

const pnpm = "npx -y pnpm@12";
/** A command beside the folder of a bundle, and not the end of a longer path. */
const beside = new RegExp(String.raw`(?<![\w@%+=:,./~-])${commandLine("", "bundle")}`, "g");

/**
 * Text in which each command of Evenkeel can be typed as it stands in the folder where the user is. Packages word
 * commands for the checkout's root, or beside the folder of a bundle; that is also how pages and run folders keep them.
 * Text that was given by it stays as it is.
 */
export function localCommands(text: string, here: string = userFolder(), where: Installation = installation): string {
  if (where === "bundle") {
    const launcher = () => `${launcherFrom(here)} `;
    // A bundle is made in a checkout: that command stays.
    return text.replaceAll(beside, launcher).replaceAll(/npx -y pnpm@12 evenkeel (?!bundle )/g, launcher);
  }
  const prefix = pnpmFrom(here);
  return prefix === pnpm ? text : text.replaceAll(new RegExp(`${pnpm}(?= [a-z])`, "g"), () => prefix);
}

/** pnpm runs the scripts of the folder it is called in, unless it is told where the root is. */
function pnpmFrom(here: string): string {
  const inside = relative(projectRoot, here);
  if (inside === "") return pnpm;
  return inside.startsWith("..") ? `${pnpm} -C ${shellWord(relative(here, projectRoot))}` : `${pnpm} -w`;
}

function launcherFrom(here: string): string {
  const folder = relative(here, projectRoot);
  return shellWord(`${folder === "" ? "." : folder}${sep}evenkeel`);
}
