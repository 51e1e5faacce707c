import { describe, expect, it } from "vitest";
import { judge } from "../src/judge.ts";
import type { Pair } from "../src/lesson/differences.ts";
import { conv, smallSpec, toLogits } from "../src/specs/small-spec.ts";

const spec = smallSpec("tiny", [2, 2, 1], [conv(1, [1, 1]), ...toLogits()]);
const name = { id: "conv2d/tiny", scope: "layer", subject: "conv2d" } as const;
const expected = [0.25, -1, 0.5, 0.125, 0, 0.75];

function judged(...pairs: readonly Pair[]) {
  return judge(name, spec, "gradients", pairs, 1e-3);
}

function pair(data: readonly number[], rest: Partial<Pair> = {}): Pair {
  return { tensor: "conv2d.kernel", shape: [2, 3], expected, got: { shape: [2, 3], data }, ...rest };
}

/** The expected values with one of them changed. */
const off = (index: number, by: number) => expected.map((value, i) => (i === index ? value + by : value));

describe("judge", () => {
  it("passes what is inside the tolerance, and still says by how much the worst tensor is off", () => {
    expect(judged(pair(expected), pair(off(0, 2 ** -12), { tensor: "logits.kernel" }))).toEqual({
      ...name,
      id: "conv2d/tiny/gradients",
      quantity: "gradients",
      verdict: "passed",
      tensor: "logits.kernel",
      maxAbsolute: 2 ** -12,
      maxRelative: 2 ** -12,
      maxUlp: 2 ** 13,
      tolerance: 1e-3,
      message: "",
    });
  });

  it("names the worst tensor, its layer's kind, its element by coordinates and both values; then the others", () => {
    const result = judged(pair(off(0, 0.0625), { tensor: "logits.bias" }), pair(off(5, 0.25)));
    expect(result).toMatchObject({ verdict: "failed", tensor: "conv2d.kernel", maxRelative: 0.25 });
    expect(result.message).toBe(
      "conv2d.kernel (conv2d) differs at [1, 2]: got 1, expected 0.75, off by 2.5e-1 (allowed 0.001); logits.bias too",
    );
  });

  it("says what all elements have in common", () => {
    expect(judged(pair(expected.map(() => 0))).message).toMatch(/; all of it is 0$/);
    expect(judged(pair(expected.map((value) => value * 1.01))).message).toMatch(
      /; all of it is 1\.01 times what is expected$/,
    );
    expect(judged(pair(expected.map((value) => -value))).message).toMatch(/; all of it is -1 times what is expected$/);
    expect(judged(pair(expected.toReversed())).message).not.toContain("all of it");
  });

  it("judges by the scale given, and by 1 where only zeros are expected", () => {
    expect(judged(pair(off(0, 0.01), { scale: 100 })).verdict).toBe("passed");
    const zeros = { expected: [0, 0, 0, 0, 0, 0] };
    expect(judged(pair([0, 0, 5e-4, 0, 0, 0], zeros))).toMatchObject({ verdict: "passed", maxUlp: null });
    expect(judged(pair([0, 0, 0.5, 0, 0, 0], zeros)).message).toMatch(
      /got 0\.5, expected 0, off by 5\.0e-1 \(allowed 0\.001\)$/,
    );
  });

  it("fails what cannot be measured", () => {
    expect(judged(pair(off(3, Number.NaN)))).toMatchObject({ verdict: "failed", maxAbsolute: null, maxRelative: null });
    expect(judged(pair(expected, { got: null })).message).toBe("conv2d.kernel (conv2d) is missing");
    expect(judged(pair(expected, { got: { shape: [3, 2], data: expected } })).message).toBe(
      "conv2d.kernel (conv2d) has another shape: got [3, 2], expected [2, 3]",
    );
  });

  it("does not take an empty comparison for a pass", () => {
    expect(() => judged()).toThrow("conv2d/tiny: nothing to compare for gradients");
  });
});
