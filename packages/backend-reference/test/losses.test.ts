import { describe, expect, it } from "vitest";
import { lossAndGradient } from "../src/losses.ts";
import { tensor } from "../src/tensor.ts";

const logits = tensor([2, 2], Float64Array.of(0, Math.log(3), Math.log(7), 0));
/** softmax gives 1/4, 3/4 and 7/8, 1/8. */
const labels = Int32Array.of(1, 1);

describe("lossAndGradient, by hand", () => {
  it("cross-entropy", () => {
    const { loss, gradient } = lossAndGradient("cross-entropy", logits, labels);
    expect(loss).toBeCloseTo((Math.log(4 / 3) + Math.log(8)) / 2, 12);
    for (const [index, value] of [1 / 8, -1 / 8, 7 / 16, -7 / 16].entries()) {
      expect(gradient.data[index]).toBeCloseTo(value, 12);
    }
  });

  it("double softmax takes the probabilities for logits", () => {
    const { loss } = lossAndGradient("double-softmax-cross-entropy", logits, labels);
    const sample = (own: number, other: number) => -Math.log(Math.exp(own) / (Math.exp(own) + Math.exp(other)));
    expect(loss).toBeCloseTo((sample(3 / 4, 1 / 4) + sample(1 / 8, 7 / 8)) / 2, 12);
  });

  it("mean squared error averages over samples and classes", () => {
    const { loss, gradient } = lossAndGradient(
      "mean-squared-error",
      tensor([1, 2], Float64Array.of(3, 5)),
      Int32Array.of(0),
    );
    expect(loss).toBe((2 ** 2 + 5 ** 2) / 2);
    expect([...gradient.data]).toEqual([2, 5]);
  });

  it.each(["cross-entropy", "double-softmax-cross-entropy"] as const)("%s stays finite for huge logits", (kind) => {
    const { loss, gradient } = lossAndGradient(kind, tensor([1, 2], Float64Array.of(1e4, -1e4)), Int32Array.of(1));
    expect(loss).toBeCloseTo(kind === "cross-entropy" ? 2e4 : Math.log(1 + Math.E), 12);
    expect(gradient.data.every(Number.isFinite)).toBe(true);
  });
});
