import type { HostTensor } from "@evenkeel/core";
import { logSoftmax } from "@evenkeel/stats";
import type { ServedModel } from "./served-model.ts";

/** Natural logarithms of the probabilities of one image's classes; a model of labels is certain of one. */
export function logProbabilities({ data }: HostTensor, { predictor, labels }: ServedModel): Float64Array {
  switch (predictor.outputs) {
    case "logits":
      return logSoftmax(data);
    case "probabilities":
      return Float64Array.from(data, Math.log);
    case "labels":
      return Float64Array.from(labels, (_, index) => (index === data[0] ? 0 : Number.NEGATIVE_INFINITY));
  }
}

/** Class indices, the likeliest first, equals in their own order. */
export function byProbability(logs: Float64Array): number[] {
  return [...logs.keys()].sort((a, b) => {
    const [first = 0, second = 0] = [logs[a], logs[b]];
    return first === second ? a - b : second - first;
  });
}
