import type { RuntimeInfo } from "@evenkeel/core";
import type { Divergence, Finding, Kink } from "@evenkeel/parity";
import { judgeLosses } from "@evenkeel/stats";
import { describe, expect, it } from "vitest";
import { describeDivergence, describeDivergences } from "../src/divergence-text.ts";

const runtime: RuntimeInfo = { library: "a", version: "1", provider: "p", threads: 1, simd: null, deviceName: null };
const asked = { model: "keras-mlp", steps: 50, seed: 7 } as const;
const flat = Array.from({ length: 50 }, () => 2);
const far = flat.with(49, 1.96);

function pairOf(losses: readonly number[], changes: Partial<Divergence> = {}): Divergence {
  const judged = judgeLosses(flat, losses, ["cpu", "wasm"]);
  return {
    backends: ["left", "right"],
    runtimes: [runtime, runtime],
    steps: [50, losses.length],
    firstLoss: 1.23e-7,
    firstUpdate: { tensor: "conv.kernel", index: 0, position: [0], a: 1, b: 1, relative: 1.94e-3, ulp: 3 },
    losses: judged,
    samePredictions: 0.9875,
    verdict: judged.verdict,
    cause: null,
    ...changes,
  };
}

const finding: Finding = {
  step: 2,
  what: "gradient",
  layer: "pool1",
  tensor: "conv1.kernel",
  position: [0, 2, 0, 17],
  values: [0.012_345_678_9, -0.5],
  oracle: 0.012_345_678_9,
  relative: 0.083,
  ulp: 1_234_567,
  off: ["right"],
};

const kink: Kink = { layer: "pool1", position: [3, 0, 4, 60], value: 0.052_229_912, against: 0.052_229_928, ulp: 4 };

describe("a pair of backends", () => {
  it("inside the envelopes takes one line with the distances", () => {
    expect(describeDivergence(pairOf(flat.with(19, 1.9)), asked)).toBe(
      "left and right: inside the envelopes. keras-mlp, seed 7: losses 1.2e-7 at step 1 (allowed 1e-5), 0 at step 3 (allowed 1e-4), 0 at step 50 " +
        "(allowed 5e-3), 5e-2 at most (step 20 of 50) apart; weights after step 1 at most 1.9e-3 of its largest move " +
        "apart; same prediction for 98.75% of the test images",
    );
  });

  it("of which one was stopped by its time says so", () => {
    const text = describeDivergence(pairOf(flat.slice(0, 4), { samePredictions: null }), asked);
    expect(text).toContain("right did only 4 of 50 steps (--budget)");
    expect(text).not.toContain("same prediction");
  });

  it("with a fault shows step, layer, tensor, element and all three values", () => {
    const text = describeDivergence(pairOf(far, { cause: { finding, rounding: [], steps: 2 } }), asked);
    expect(text.split("\n")).toEqual([
      expect.stringMatching(/^left and right: FAULT in right\. .* 2e-2 at step 50 \(allowed 5e-3\)/),
      "  Step 2, layer pool1, its way back: conv1.kernel [0, 2, 0, 17]",
      "    left     0.0123456789",
      "    right    -0.5",
      "    float64  0.0123456789",
      "    apart by 8.3e-2 of the tensor's largest, 1,234,567 ulp; not what the formulas give: right",
    ]);
  });

  it("parted by rounding names the near-tie and the later steps", () => {
    const kinks = [
      { backend: "left", kinks: [kink] },
      { backend: "right", kinks: [{ ...kink, layer: "relu", position: [1, 7], value: -1e-9, against: 0 }] },
    ];
    const event = { step: 7, tensor: "conv1.kernel", relative: 0.016, kinks };
    const rounding = [event, { ...event, step: 29 }, { ...event, step: 42 }];
    const text = describeDivergence(pairOf(far, { cause: { finding: null, rounding, steps: 50 } }), asked);
    expect(text.split("\n")).toEqual([
      expect.stringContaining("outside the envelopes, by rounding alone"),
      "  Steps 1 to 50, each taken by both from equal weights: both compute what float64 formulas give.",
      "  They part first at step 7: conv1.kernel's gradient is 1.6e-2 of its largest apart, for",
      "    a near-tie at the input of pool1 [3, 0, 4, 60]: 0.052229912 next to the maximum 0.052229928 of its window (4 ulp); left rounds to the other side than float64",
      "    a near-tie at the input of relu [1, 7]: -1e-9 next to 0; right rounds to the other side than float64",
      "  The same kind of thing at steps 29, 42.",
    ]);
  });

  it("further apart than rounding goes is not called right", () => {
    const cause = { finding: null, rounding: [], steps: 50 };
    expect(describeDivergence(pairOf(flat.with(49, 0.2), { cause }), asked)).toMatch(
      /TOO FAR APART .* no step shows a fault[^]*From equal weights no step differs by more than rounding/,
    );
  });
});

describe("several pairs", () => {
  it("are a table, with the causes below it", () => {
    const short = pairOf(flat.slice(0, 4), { backends: ["left", "slow"], samePredictions: null });
    const wrong = pairOf(far, { cause: { finding, rounding: [], steps: 2 } });
    const lines = describeDivergences([short, wrong], asked).split("\n");
    expect(lines[0]).toBe("keras-mlp, seed 7");
    expect(lines[1]).toMatch(
      /^losses apart at step +1 +3 +50 +most +\(step\) +first update +same predictions +verdict$/,
    );
    expect(lines[2]).toMatch(/^allowed +1e-5 +1e-4 +5e-3$/);
    expect(lines[3]).toMatch(/^left and slow +1\.2e-7 +0 +– +0 +1 of 4 +1\.9e-3 +– +inside the envelopes$/);
    expect(lines[4]).toMatch(/^left and right +1\.2e-7 +0 +2e-2 +2e-2 +50 of 50 +1\.9e-3 +98\.75% +FAULT in right$/);
    expect(lines[5]).toBe("slow did only 4 of 50 steps (--budget)");
    expect(lines[6]).toBe("left and right:");
    expect(lines[7]).toBe("  Step 2, layer pool1, its way back: conv1.kernel [0, 2, 0, 17]");
  });
});
