import { equivalenceConfidence, fewestPairsToDecide } from "@evenkeel/stats";

/** What every claim is held to; why, and with which error rates: docs/methods.md. */
export const claimRules = {
  /** Of a two-sided sign-flip test: with fewer, no values whatever reach 0.05. */
  fewestRounds: fewestPairsToDecide,
  /** Most p of what is claimed: the level of the 95% intervals beside it. */
  level: 0.05,
  /** Expected share of false ones among the claims that a run makes in a metric (Benjamini–Hochberg). */
  falseDiscoveryRate: 0.1,
  confidence: 0.95,
  equivalenceConfidence,
  /** A ratio nearer to 1 is not worth a claim. */
  leastRatio: 1.03,
  /** The same between two runs, whose cells did not meet the machine in the same minutes. */
  leastRatioBetweenRuns: 1.05,
  /** Equivalent: the 90% interval lies inside 1 ÷ this to this; of accuracies, inside ± this share. */
  equivalentRatio: 1.03,
  equivalentAccuracy: 0.0025,
} as const;
