import type { Outcome } from "@evenkeel/analysis";

/** What became of a task, in a table's words. */
export const stateWords: Readonly<Record<Outcome["state"], string>> = {
  completed: "not measured",
  "over-budget": "over budget",
  unavailable: "unavailable",
  "not-comparable": "not comparable",
  failed: "failed",
  "not-run": "not run",
  "not-planned": "not planned",
};
