import { randomStream, type RandomStream } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  autoregression,
  besagClifford,
  bestLine,
  bestStep,
  clipSpikes,
  detectableStep,
  driftTest,
  lineBias,
  lineResiduals,
  longRunFactor,
  standardNormal,
  stepBias,
  stepResiduals,
  stepTest,
  theilSenSlope,
} from "../src/index.ts";

const sides = { fewestBefore: 4, fewestAfter: 2 };

/** An autoregression with a standard deviation of 1. */
function wandering(n: number, phi: number, random: RandomStream): Float64Array {
  let value = standardNormal(random);
  return Float64Array.from({ length: n }, () => {
    const kept = value;
    value = phi * value + Math.sqrt(1 - phi * phi) * standardNormal(random);
    return kept;
  });
}

const series = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 40 })
  .map((values) => Float64Array.from(values));

describe("bestStep", () => {
  it("finds the step that is there, with the levels on either side", () => {
    const step = bestStep(Float64Array.of(1, 2, 1, 2, 1, 2, 11, 12, 11), sides);
    expect(step.at).toBe(6);
    expect(step.before).toBeCloseTo(1.5, 12);
    expect(step.after).toBeCloseTo(34 / 3, 12);
    // Two-sample t with pooled variance, by hand: 9.8333 ÷ √((1.5 + 0.66667) ÷ 7 · (1 ÷ 6 + 1 ÷ 3)).
    expect(step.residualSquares).toBeCloseTo(1.5 + 2 / 3, 12);
    expect(step.t).toBeCloseTo((34 / 3 - 1.5) / Math.sqrt(((1.5 + 2 / 3) / 7) * (1 / 6 + 1 / 3)), 9);
  });

  it("leaves less squared distance than a step anywhere else", () => {
    fc.assert(
      fc.property(series, (values) => {
        const step = bestStep(values, sides);
        const left = new Float64Array(values.length);
        for (let at = sides.fewestBefore; at <= values.length - sides.fewestAfter; at += 1) {
          const [before, after] = [mean(values.subarray(0, at)), mean(values.subarray(at))];
          stepResiduals(values, { ...step, at, before, after }, left);
          const squares = left.reduce((sum, value) => sum + value * value, 0);
          expect(step.residualSquares).toBeLessThanOrEqual(squares * (1 + 1e-9) + 1e-6);
        }
      }),
    );
  });

  it("has no scatter left of two constant levels, and refuses too few values", () => {
    expect(bestStep(Float64Array.of(3, 3, 3, 3, 5, 5), sides)).toMatchObject({
      at: 4,
      residualSquares: 0,
      t: Infinity,
    });
    expect(bestStep(Float64Array.of(3, 3, 3, 3, 3, 3), sides).t).toBe(0);
    expect(() => bestStep(Float64Array.of(1, 2, 3, 4, 5), sides)).toThrow(RangeError);
  });
});

describe("bestLine", () => {
  it("is the least-squares line, and leaves nothing that slopes", () => {
    fc.assert(
      fc.property(series, (values) => {
        const line = bestLine(values);
        const left = new Float64Array(values.length);
        lineResiduals(values, line, left);
        const size = Math.max(1, ...values.map(Math.abs));
        expect(Math.abs(left.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8 * size * values.length);
        expect(Math.abs(bestLine(left).slope)).toBeLessThan(1e-9 * size);
      }),
    );
    expect(bestLine(Float64Array.of(1, 3, 5, 7))).toMatchObject({ middle: 4, slope: 2, residualSquares: 0 });
    expect(() => bestLine(Float64Array.of(1, 2))).toThrow(RangeError);
  });

  it("Theil and Sen's slope is the line's, whatever one value in ten does", () => {
    const values = Float64Array.from({ length: 30 }, (_, index) => 5 + 0.25 * index);
    for (const spiked of [4, 13, 22]) values[spiked] = 1000;
    expect(theilSenSlope(values)).toBeCloseTo(0.25, 12);
    expect(bestLine(values).slope).not.toBeCloseTo(0.25, 1);
  });
});

describe("autoregression", () => {
  // Of 1,500 series the mean's standard error is below 0.006.
  it.each([
    [40, 0.3],
    [40, 0.5],
    [60, 0.5],
    [120, 0.5],
    [120, 0.7],
  ])("of %i values is known to a few hundredths on average where φ is %d", (n, phi) => {
    const random = randomStream(1, `phi:${n}:${phi}`);
    let ofStep = 0;
    let ofLine = 0;
    const left = new Float64Array(n);
    for (let run = 0; run < 1500; run += 1) {
      const values = wandering(n, phi, random);
      stepResiduals(values, bestStep(values, sides), left);
      ofStep += autoregression(left, stepBias) / 1500;
      lineResiduals(values, bestLine(values), left);
      ofLine += autoregression(left, lineBias) / 1500;
    }
    expect(Math.abs(ofStep - phi)).toBeLessThan(0.08);
    expect(Math.abs(ofLine - phi)).toBeLessThan(0.08);
  });

  it("is between 0 and 0.9, and 0.2 drawn out where nothing is seen", () => {
    expect(
      autoregression(
        Float64Array.from({ length: 50 }, (_, index) => (index % 2 ? 1 : -1)),
        stepBias,
      ),
    ).toBe(0);
    expect(
      autoregression(
        Float64Array.from({ length: 50 }, (_, index) => index - 25),
        stepBias,
      ),
    ).toBe(0.9);
    expect(longRunFactor(0.5)).toBeCloseTo(Math.sqrt(3), 12);
  });
});

describe("clipSpikes", () => {
  it("pulls in what lasts one value or two, and leaves levels alone", () => {
    const random = randomStream(2, "spikes");
    const values = Float64Array.from({ length: 40 }, (_, index) => (index < 25 ? 0 : 20) + standardNormal(random));
    const spiked = values.slice();
    for (const index of [3, 12, 13, 30, 39]) spiked[index] = (values[index] as number) + 50;
    const clipped = clipSpikes(spiked, 3);
    for (const index of [3, 12, 13, 30, 39]) {
      expect(Math.abs((clipped[index] as number) - (values[index] as number))).toBeLessThan(9);
    }
    const moved = clipSpikes(values, 4).filter((value, index) => value !== values[index]);
    expect(moved.length).toBeLessThanOrEqual(1);
  });

  it("leaves a new level of two values at the end, or the beginning, where it is", () => {
    const values = Float64Array.of(0, 1, 0, 1, 0, 1, 100, 101);
    expect(clipSpikes(values, 3)).toEqual(values);
    expect(clipSpikes(values.toReversed(), 3)).toEqual(values.toReversed());
    expect(clipSpikes(values.subarray(0, 7), 3)[6]).toBeLessThan(10);
  });

  it("leaves values alone of which most equal their neighbours", () => {
    const values = Float64Array.of(1, 1, 1, 1, 7, 1, 1, 1, 1);
    expect(clipSpikes(values, 3)).toEqual(values);
  });
});

describe("besagClifford", () => {
  it("is as likely to be at most α as α says, wherever it stops", () => {
    const random = randomStream(3, "besag");
    const ps = Array.from({ length: 4000 }, () => {
      const chance = random.uniform();
      return besagClifford(() => random.uniform() < chance, 199, 10);
    });
    for (const level of [0.01, 0.05, 0.2, 0.5]) {
      // Three standard errors of the share above it.
      const bound = level + 3 * Math.sqrt((level * (1 - level)) / ps.length);
      expect(ps.filter((p) => p <= level).length / ps.length).toBeLessThan(bound);
    }
  });

  it("draws no more than it needs", () => {
    let drawn = 0;
    const p = besagClifford(() => (drawn += 1) > 0, 1000, 10);
    expect([p, drawn]).toEqual([1, 10]);
    expect(besagClifford(() => false, 999, 10)).toBe(0.001);
  });
});

const options = { replicates: 499, exceedances: 20 };

describe("tests of a series", () => {
  // Of 500 series a rate of 5% has a standard error of 1 point: the bounds of 8% are 3 of them above nominal. Of 30
  // values with φ 0.5 the tests err in 7 to 8%: what the gates of a proposal make up for.
  it.each([
    [12, 0, 0.08],
    [30, 0, 0.08],
    [30, 0.5, 0.11],
    [60, 0.5, 0.08],
  ])("of %i values with φ %d keep to 5%%, or %d", (n, phi, most) => {
    const random = randomStream(4, `level:${n}:${phi}`);
    let steps = 0;
    let drifts = 0;
    for (let run = 0; run < 500; run += 1) {
      const values = wandering(n, phi, random);
      steps += Number(stepTest(values, sides, { ...options, seed: run }).p <= 0.05);
      drifts += Number(driftTest(values, { ...options, seed: run }).p <= 0.05);
    }
    expect(steps / 500).toBeLessThan(most);
    expect(drifts / 500).toBeLessThan(most);
  });

  it("do not depend on the values' unit or direction, and repeat with the seed", () => {
    const values = wandering(40, 0.3, randomStream(5, "scale"));
    for (const test of [(made: Float64Array) => stepTest(made, sides, { ...options, seed: 7 }), drift]) {
      const { p } = test(values);
      expect(test(values).p).toBe(p);
      expect(test(values.map((value) => 1024 * value)).p).toBeCloseTo(p, 9);
      // Turned round, the innovations are others: the same p but for what is drawn.
      expect(Math.abs(test(values.map((value) => -value)).p - p)).toBeLessThan(0.15);
    }
  });

  it("find what is there", () => {
    const random = randomStream(6, "found");
    const values = wandering(40, 0, random).map((value, index) => value + (index < 30 ? 0 : 4));
    const found = stepTest(values, sides, { ...options, seed: 1 });
    expect(found.p).toBe(1 / 500);
    expect(Math.abs(found.fit.at - 30)).toBeLessThanOrEqual(1);
    expect(drift(wandering(40, 0, random).map((value, index) => value + 0.1 * index)).p).toBe(1 / 500);
  });

  it("refuse what does not scatter", () => {
    expect(() => stepTest(Float64Array.of(1, 1, 1, 1, 2, 2, 2), sides, { ...options, seed: 1 })).toThrow(RangeError);
    expect(() => drift(Float64Array.of(1, 2, 3, 4, 5))).toThrow(RangeError);
  });

  // Of 400 series the standard error is 2 points.
  it.each([
    [20, 10, 0],
    [35, 10, 0],
    [60, 20, 0],
    [60, 20, 0.3],
  ])("%i values and %i after a detectable step, φ %d: found in four cases of five", (before, after, phi) => {
    const random = randomStream(8, `detectable:${before}:${after}`);
    const step = detectableStep({ deviation: 1, phi, before, after }, 0.01, 0.8);
    let found = 0;
    for (let run = 0; run < 400; run += 1) {
      const values = wandering(before + after, phi, random).map((value, index) => value + (index < before ? 0 : step));
      found += Number(stepTest(values, sides, { ...options, seed: run }).p <= 0.01);
    }
    expect(found / 400).toBeGreaterThan(0.74);
    expect(found / 400).toBeLessThan(0.95);
  });

  it("nothing is detectable before there are two values to compare", () => {
    expect(detectableStep({ deviation: 1, phi: 0, before: 1, after: 1 }, 0.01, 0.8)).toBe(Infinity);
    expect(detectableStep({ deviation: 1, phi: 0, before: 0, after: 10 }, 0.01, 0.8)).toBe(Infinity);
  });
});

function drift(values: Float64Array) {
  return driftTest(values, { ...options, seed: 7 });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
