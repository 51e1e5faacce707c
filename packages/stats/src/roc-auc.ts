/**
 * Area under the ROC curve of a score against a yes/no truth: the probability that a random positive scores above a
 * random negative, ties counting half (Mann–Whitney U by midranks). Null unless both kinds are present, and for a score
 * that is not a number, which has no rank.
 */
export function rocAuc(scores: ArrayLike<number>, positive: (index: number) => boolean): number | null {
  if (Array.prototype.some.call(scores, Number.isNaN)) return null;
  const order = Int32Array.from({ length: scores.length }, (_, index) => index);
  order.sort((a, b) => compare(scores[a] ?? 0, scores[b] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let begin = 0; begin < order.length;) {
    let end = begin + 1;
    while (end < order.length && scores[order[end] ?? -1] === scores[order[begin] ?? -1]) end += 1;
    const midrank = (begin + 1 + end) / 2;
    for (let tied = begin; tied < end; tied += 1) {
      if (!positive(order[tied] ?? -1)) continue;
      positives += 1;
      rankSum += midrank;
    }
    begin = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Also of infinite values, whose difference is not a number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
