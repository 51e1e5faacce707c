import type { EvenkeelError } from "@evenkeel/core";
import { leftOut } from "./store-option.ts";

/** What became of a folder, or of one run of another tool's file. */
export interface Outcome {
  readonly folder: string;
  readonly state: "imported" | "known" | "not-ended" | "refused";
  readonly runId: string | null;
  readonly points: number;
  /** Why it was not imported. */
  readonly reason: string | null;
  /** Whether that makes the exit code 1. */
  readonly fails: boolean;
}

/** Says why it was not imported. */
export function failed(folder: string, error: EvenkeelError, state: Outcome["state"] = "refused"): Outcome {
  leftOut(error);
  return { folder, state, runId: null, points: 0, reason: error.message, fails: true };
}
