import { hostTensor, type HostTensor } from "@evenkeel/core";
import { defineFault, share } from "./fault.ts";

/** A provider whose model changes little by little: more and more images are taken for the next class. */
export const driftingLabels = defineFault({
  summary: "a growing share of images gets the prediction of the next class",
  parameters: {
    growth: share(0.05, "what that share grows by with every 1,000 requests"),
    most: share(1, "where it stops"),
  },
  start: ({ growth, most }, { random, served: { labels, predictor } }) => ({
    predict: async ({ index }, images, next) => {
      const predicted = await next(images);
      const chance = Math.min(most, (growth * index) / 1000);
      const moved = Array.from({ length: images.shape[0] ?? 0 }, () => random.uniform() < chance);
      return predictor.outputs === "labels"
        ? nextLabels(predicted, moved, labels.length)
        : nextScores(predicted, moved);
    },
  }),
});

function nextLabels({ shape, data }: HostTensor, moved: readonly boolean[], classes: number): HostTensor {
  return hostTensor(
    shape,
    data.map((label, image) => (moved[image] === true ? (label + 1) % classes : label)),
  );
}

/** Each class of a moved image gets the score of the class before it. */
function nextScores({ shape, data }: HostTensor, moved: readonly boolean[]): HostTensor {
  const classes = shape[1] ?? 1;
  const shifted = data.map((score, at) => {
    const image = Math.floor(at / classes);
    if (moved[image] !== true) return score;
    return data[image * classes + ((at + classes - 1) % classes)] ?? score;
  });
  return hostTensor(shape, shifted);
}
