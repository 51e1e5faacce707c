import { hostTensor, type Batch, type Weights } from "@evenkeel/core";
import { expect, it } from "vitest";
import { StepJudge } from "../../src/cause/judge.ts";
import { stepAcross } from "../../src/cause/kinks.ts";
import { gradientRecipe, type Step } from "../../src/step.ts";
import { poolingNetwork as spec } from "../fixtures/network.ts";

/** The float32 after 0.5. */
const justMore = 0.5 + 2 ** -24;

it("sees that two images took the other side of a kink, where that nearly cancels", async () => {
  // The first pooled value speaks for class 0 and against class 1; the others for none.
  const weights: Weights = new Map([
    ["conv.kernel", hostTensor([1, 1, 2, 1], Float32Array.of(1, 1))],
    ["conv.bias", hostTensor([1], Float32Array.of(0))],
    [
      "logits.kernel",
      hostTensor(
        [9, 3],
        Float32Array.from({ length: 27 }, (_, at) => [0.5, -0.5][at] ?? 0),
      ),
    ],
    ["logits.bias", hostTensor([3], new Float32Array(3))],
  ]);
  const image = Array.from({ length: 36 }, () => [0, 0]);
  image.splice(0, 2, [0.5, 0], [0, justMore]);
  const images = hostTensor([2, 6, 6, 2], Float32Array.from([...image, ...image].flat()));
  const batch: Batch = { images, labels: Int32Array.of(0, 1), dropoutMasks: new Map() };
  const recipe = gradientRecipe(spec.recipe);
  const acrossAt = (at: number): Promise<Step> =>
    stepAcross(spec, weights, batch, recipe, { layer: "pool", at, value: 0.5, against: justMore });
  const judge = await StepJudge.at({ spec, weights, batch, recipe });
  const [first, second] = [await acrossAt(0), await acrossAt(image.length)];
  const slots = [...judge.step.gradients].map(([slot, here]) => {
    const both = (value: number, at: number) =>
      (first.gradients.get(slot)?.[at] ?? 0) + (second.gradients.get(slot)?.[at] ?? 0) - value;
    return [slot, here.map(both)] as const;
  });
  const { right, kinks } = await judge.judge({ ...judge.step, gradients: new Map(slots) });
  expect(right).toBe(true);
  expect(kinks.map(({ position }) => position)).toEqual([
    [0, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
});
