import { EvenkeelError, foreignText } from "@evenkeel/core";
import type { Store } from "@evenkeel/history";
import { say } from "../../terminal.ts";
import { leftOut } from "./store-option.ts";
import { machineOf } from "./words.ts";

/** What became of a file of findings. */
export interface FindingsOutcome {
  readonly file: string;
  readonly machine: string | null;
  readonly added: number;
  readonly changed: number;
  /** Why it was not taken. */
  readonly reason: string | null;
}

/** What others decided, from the files beside run folders in `folder`; one that is refused stops none of the others. */
export async function importFindings(store: Store, folder: string): Promise<FindingsOutcome[]> {
  const { findingsFilesIn, keepFindings, readFindingsFile, StoreError } = await import("@evenkeel/history");
  const outcomes: FindingsOutcome[] = [];
  for (const file of await findingsFilesIn(folder)) {
    try {
      const findings = await readFindingsFile(file);
      const { added, changed } = await keepFindings(store, findings);
      const { fingerprint, name } = findings.machine;
      say(`findings of ${foreignText(machineOf(fingerprint, name), 80)}: ${countsOf(added, changed)}`);
      outcomes.push({ file, machine: fingerprint, added, changed, reason: null });
    } catch (error) {
      if (!(error instanceof EvenkeelError) || error instanceof StoreError) throw error;
      leftOut(error);
      outcomes.push({ file, machine: null, added: 0, changed: 0, reason: error.message });
    }
  }
  return outcomes;
}

function countsOf(added: number, changed: number): string {
  return added + changed === 0 ? "nothing new" : `${added} new, ${changed} changed`;
}
