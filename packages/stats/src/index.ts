export { maxRelativeDifference, pairedAgreement, relativeDifference } from "./agreement.ts";
export {
  classificationMetrics,
  type ClassificationInput,
  type ClassificationMetrics,
  type ClassMetrics,
} from "./classification.ts";
export { earnedPercentile, minimumSamples, type EarnedPercentile, type Percentile } from "./percentile.ts";
export { median, medianAbsoluteDeviation, quantile } from "./quantile.ts";
export { argmax } from "./softmax.ts";
