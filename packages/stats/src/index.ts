export { maxRelativeDifference, pairedAgreement, relativeDifference } from "./agreement.ts";
export {
  classificationMetrics,
  type ClassificationInput,
  type ClassificationMetrics,
  type ClassMetrics,
} from "./classification.ts";
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
export { fewestPairs, pairedDifference, type PairedDifference } from "./paired-difference.ts";
export { earnedPercentile, minimumSamples, type EarnedPercentile, type Percentile } from "./percentile.ts";
export { median, medianAbsoluteDeviation, quantile } from "./quantile.ts";
export type { Predictions } from "./scores.ts";
export { argmax } from "./softmax.ts";
