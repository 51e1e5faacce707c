import { fewestPairsToDecide } from "@evenkeel/stats";

/** What a rerun is held to; why: docs/history.md. */
export const confirmationRules = {
  /** Rounds of a rerun unless asked otherwise; the fewest that can decide. */
  rounds: 8,
  fewestRounds: fewestPairsToDecide,
  /** Of the two-sided sign-flip test. */
  level: 0.05,
  confidence: 0.95,
} as const;
