export { maxRelativeDifference, pairedAgreement, relativeDifference } from "./agreement.ts";
export { autoregression, longRunFactor, type FitBias } from "./autocorrelation.ts";
export { benjaminiHochberg } from "./benjamini-hochberg.ts";
export { fewestToResample, medianInterval } from "./bootstrap.ts";
export {
  classificationMetrics,
  type ClassificationInput,
  type ClassificationMetrics,
  type ClassMetrics,
} from "./classification.ts";
export { clipSpikes } from "./clip-spikes.ts";
export { clopperPearson } from "./clopper-pearson.ts";
export { detectableStep, type LevelSoFar } from "./detectable-step.ts";
export { tQuantile } from "./distributions.ts";
export { energyTest, type EnergyTest, type TwoReadings } from "./energy-test.ts";
export {
  judgeLosses,
  lossEnvelopes,
  lossEnvelopesOf,
  lossVerdict,
  predictionEnvelope,
  predictionVerdict,
  weakest,
  type LossEnvelope,
  type LossJudgement,
  type ParityVerdict,
} from "./envelopes.ts";
export { equivalenceConfidence, isEquivalent } from "./equivalence.ts";
export { mean, sum } from "./mean.ts";
export { bestLine, lineBias, lineResiduals, theilSenSlope, type LineFit } from "./line-fit.ts";
export { accuracyDifferenceInterval, mcnemarMidP, type PairedCounts } from "./mcnemar.ts";
export { fewestPairs, pairedDifference, type PairedDifference } from "./paired-difference.ts";
export { earnedPercentile, minimumSamples, type EarnedPercentile, type Percentile } from "./percentile.ts";
export { imagesNeeded, minimumDetectableEffect, pairsNeeded, sampleDeviation, type Aim } from "./power.ts";
export { median, medianAbsoluteDeviation, quantile } from "./quantile.ts";
export { levelOfLook, plannedLooks, sequentialP, type Looks } from "./sequential.ts";
export type { Predictions } from "./scores.ts";
export { besagClifford, driftTest, stepTest, type SieveOptions, type SieveTest } from "./sieve-test.ts";
export { fewestPairsToDecide, signFlip, type SignFlip } from "./sign-flip.ts";
export { argmax, logSoftmax } from "./softmax.ts";
export { standardNormal } from "./standard-normal.ts";
export { bestStep, stepBias, stepResiduals, type Sides, type StepFit } from "./step-fit.ts";
