/** Natural logarithms of softmax(logits), stable for any finite logits. */
export function logSoftmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  const logSum = Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return values.map((value) => value - largest - logSum);
}

/**
 * ln(p ÷ (1 − p)) of each class, p being softmax(logits): its logit less the logarithm of the others' summed
 * exponentials. It tells probabilities apart that are rounded to 1 or 0. Infinite where there is no other class.
 */
export function logOdds(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const first = argmax(values);
  const largest = values[first] ?? 0;
  // Rows that differ by a constant have equal odds, and give equal numbers.
  const shifted = values.map((value) => value - largest);
  const exponentials = shifted.map((value) => Math.exp(value));
  // The others' sum is that before a class and that after it: no difference of sums, which would cancel.
  const after = new Float64Array(values.length + 1);
  for (let index = values.length - 1; index >= 0; index -= 1) {
    after[index] = (after[index + 1] ?? 0) + (exponentials[index] ?? 0);
  }
  let before = 0;
  return shifted.map((value, index) => {
    const others = before + (after[index + 1] ?? 0);
    before += exponentials[index] ?? 0;
    // Beside the largest all others may round to 0, so they are shifted by their own largest.
    return value - (index === first ? logSumExp(shifted.filter((_, other) => other !== first)) : Math.log(others));
  });
}

function logSumExp(values: Float64Array): number {
  const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Index of the largest value, the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? Number.NaN) > (values[best] ?? Number.NaN)) best = index;
  }
  return best;
}
