import { foreignText } from "@evenkeel/core";

/** Why something could not be done, and the remedy, null where none is known. */
export interface Reason {
  readonly message: string;
  readonly remedy: string | null;
}

/** Both in one line, safe to show: they may come from a run folder of others. */
export function reasonText({ message, remedy }: Reason): string {
  return remedy === null ? foreignText(message) : `${foreignText(message)}; ${foreignText(remedy)}`;
}
