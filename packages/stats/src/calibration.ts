/**
 * Expected calibration error (Guo et al. 2017): samples binned by confidence into equal-width bins (lower edge
 * excluded), the mean over samples of |accuracy − mean confidence| of their bin.
 */
export function expectedCalibrationError(
  confidences: ArrayLike<number>,
  correct: ArrayLike<boolean>,
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, correct: 0 }));
  for (let index = 0; index < confidences.length; index += 1) {
    const confidence = confidences[index] ?? 0;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    if (bin === undefined) continue;
    bin.confidence += confidence;
    bin.correct += Number(correct[index]);
  }
  return sums.reduce((sum, bin) => sum + Math.abs(bin.correct - bin.confidence), 0) / confidences.length;
}
