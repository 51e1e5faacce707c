import { once } from "node:events";
import { explainError } from "@evenkeel/core";
import open from "open";
import { say } from "./terminal.ts";

/** Shows a page in the user's browser. Where none can be started that is said, and nothing else fails. */
export async function openPage(file: string): Promise<void> {
  try {
    const browser = await open(file);
    // What cannot be started says so at once; a browser's own exit code comes when it is closed.
    const [outcome] = (await Promise.race([once(browser, "spawn"), once(browser, "error")])) as [unknown?];
    if (outcome instanceof Error) throw outcome;
  } catch (error) {
    say(`--open: no browser could be started (${explainError(error).message}); open ${file}`);
  }
}
