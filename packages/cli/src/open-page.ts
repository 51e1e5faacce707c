import { explainError } from "@evenkeel/core";
import open from "open";
import { say } from "./terminal.ts";

/** Shows a page in the user's browser. Where none can be started that is said, and nothing else fails. */
export async function openPage(file: string): Promise<void> {
  try {
    await open(file);
  } catch (error) {
    say(`--open: no browser could be started (${explainError(error).message}); open ${file}`);
  }
}
