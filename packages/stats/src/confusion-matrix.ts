/** Counts by [actual class][predicted class]. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): number[][] {
  const counts = Array.from({ length: classCount }, () => Array.from({ length: classCount }, () => 0));
  for (let index = 0; index < labels.length; index += 1) {
    const row = counts[labels[index] ?? -1];
    const column = predicted[index] ?? -1;
    if (row?.[column] === undefined) throw new RangeError(`sample ${index}: a class outside 0–${classCount - 1}`);
    row[column] += 1;
  }
  return counts;
}
