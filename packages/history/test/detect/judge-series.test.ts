import { randomStream } from "@evenkeel/core";
import { standardNormal } from "@evenkeel/stats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeSeries } from "../../src/detect/judge-series.ts";
import type { Judged, JudgeOptions, SeriesValues } from "../../src/detect/judgement.ts";
import { replicatesFor, rules } from "../../src/detect/rules.ts";

const mebibyte = 2 ** 20;

/** Nights about a level, each off by a normal ratio. */
function nights(count: number, level: number, noise: number, label: string): number[] {
  const random = randomStream(1, label);
  return Array.from({ length: count }, () => level * Math.exp(noise * standardNormal(random)));
}

function judged(kind: SeriesValues["kind"], values: readonly number[], options: Partial<JudgeOptions> = {}): Judged {
  const judgement = judgeSeries({ kind, values: Float64Array.from(values) }, { seed: 1, ...options });
  if (judgement.state !== "judged") throw new Error(`unjudged: ${judgement.reason}`);
  return judgement;
}

describe("times and rates", () => {
  it("a step is proposed where it is, with its size and direction", () => {
    const up = judged("time", [...nights(30, 10, 0.02, "a"), ...nights(8, 11.5, 0.02, "b")]);
    expect(up).toMatchObject({ kind: "step", changeAt: 30, lastGoodAt: 29, gatesPassed: true, failed: [], nights: 38 });
    expect(up.effect).toBeCloseTo(0.15, 1);
    expect(up.before).toBeCloseTo(10, 0);
    expect(up.after).toBeCloseTo(11.5, 0);
    expect(up.p).toBeLessThan(0.01);
    const down = judged("rate", [...nights(30, 10, 0.02, "a"), ...nights(8, 8.5, 0.02, "b")]);
    expect(down).toMatchObject({ kind: "step", changeAt: 30, gatesPassed: true });
    expect(down.effect).toBeCloseTo(-0.15, 1);
  });

  it("a step is found on its second night where nights are quiet, and not on its first", () => {
    const before = nights(20, 10, 0.01, "quiet");
    expect(judged("time", [...before, 11.6]).gatesPassed).toBe(false);
    expect(judged("time", [...before, 11.6, 11.5])).toMatchObject({ changeAt: 20, gatesPassed: true });
    const fewest = [10, 10.05, 9.96, 10.03, 9.98];
    expect(judged("time", [...fewest, 11.5, 11.54])).toMatchObject({ changeAt: 5, gatesPassed: true });
  });

  it("seven nights are enough for a large step of quiet nights", () => {
    const values = [10, 10.1, 9.95, 10.05, 11.5, 11.62, 11.49];
    expect(judged("time", values)).toMatchObject({ kind: "step", changeAt: 4, gatesPassed: true });
    expect(judgeSeries({ kind: "time", values: Float64Array.from(values.slice(1)) }, { seed: 1 })).toEqual({
      state: "unjudged",
      reason: "too-few-nights",
    });
  });

  it("a spike is no step, nor is one that has passed", () => {
    const spiked = nights(40, 10, 0.03, "spiked");
    for (const night of [7, 25, 38, 39]) spiked[night] = 18;
    spiked[38] = 10;
    expect(judged("time", spiked).gatesPassed).toBe(false);
    const passed = [...nights(20, 10, 0.02, "p"), ...nights(6, 12, 0.02, "q"), ...nights(14, 10, 0.02, "r")];
    expect(judged("time", passed)).not.toMatchObject({ gatesPassed: true, after: expect.closeTo(12, 0) as number });
  });

  it("two hosts that take turns are no step, whichever ran last", () => {
    for (let run = 0; run < 20; run += 1) {
      const random = randomStream(run, "hosts");
      const values = nights(40, 10, 0.02, `hosts:${run}`).map((value) =>
        random.uniform() < 0.5 ? value : 1.23 * value,
      );
      expect(judged("time", values).gatesPassed).toBe(false);
    }
  });

  it("a slow rise is a drift, of as much as it rose", () => {
    const values = nights(60, 10, 0.02, "drift").map((value, night) => value * 1.15 ** (night / 59));
    const drift = judged("time", values);
    expect(drift).toMatchObject({ kind: "drift", changeAt: 59, lastGoodAt: 0, gatesPassed: true });
    expect(drift.effect).toBeCloseTo(0.15, 1);
    expect(drift.before).toBeCloseTo(10, 0);
  });

  it("a change below the floor is not proposed, however plain; a floor that is asked for holds", () => {
    const small = [...nights(60, 10, 0.002, "s"), ...nights(30, 10.2, 0.002, "t")];
    expect(judged("time", small)).toMatchObject({ failed: ["effect"], gatesPassed: false });
    expect(judged("time", small).p).toBeLessThan(0.01);
    expect(judged("time", small, { floor: 0.01 }).gatesPassed).toBe(true);
    expect(
      judged("time", [...nights(30, 10, 0.02, "a"), ...nights(8, 11.5, 0.02, "b")], { floor: 0.3 }).failed,
    ).toContain("effect");
  });

  it("of two steps the later one is told, though the earlier is larger", () => {
    const values = [...nights(50, 20, 0.02, "1"), ...nights(30, 10, 0.02, "2"), ...nights(8, 11.5, 0.02, "3")];
    const judgement = judged("time", values);
    expect(judgement).toMatchObject({ kind: "step", changeAt: 80, gatesPassed: true });
    expect(judgement.before).toBeCloseTo(10, 0);
  });

  it("looks at the latest 120 nights, and counts from the first", () => {
    const values = [...nights(500, 10, 0.02, "long"), ...nights(10, 12, 0.02, "end")];
    expect(judged("time", values)).toMatchObject({ changeAt: 500, lastGoodAt: 499, nights: rules.window });
    const old = [...nights(50, 8, 0.02, "x"), ...nights(400, 10, 0.02, "y")];
    expect(judged("time", old).gatesPassed).toBe(false);
  });

  it("has no ratio of what is not positive", () => {
    expect(judgeSeries({ kind: "time", values: Float64Array.of(1, 2, 0, 1, 2, 1, 2) }, { seed: 1 })).toEqual({
      state: "unjudged",
      reason: "outside-scale",
    });
  });

  it("says the same of the same values and seed, and of any unit", () => {
    const values = nights(40, 10, 0.05, "same");
    expect(judged("time", values, { seed: 3 })).toEqual(judged("time", values, { seed: 3 }));
    const inSeconds = judged(
      "time",
      values.map((value) => value / 1024),
      { seed: 3 },
    );
    expect(inSeconds.p).toBeCloseTo(judged("time", values, { seed: 3 }).p, 6);
    expect(inSeconds.scatter).toBeCloseTo(judged("time", values, { seed: 3 }).scatter, 9);
  });

  it("always judges positive values, with a p and a place within", () => {
    const anything = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 7, maxLength: 40 });
    const coarse = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 7, maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(anything, coarse), (values) => {
        const { p, changeAt, lastGoodAt, effect, minimumDetectable, failed, gatesPassed } = judged("time", values, {
          replicates: 99,
        });
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(changeAt).toBeLessThanOrEqual(values.length);
        expect(lastGoodAt).toBeLessThan(changeAt);
        expect(Number.isFinite(effect)).toBe(true);
        expect(minimumDetectable).toBeGreaterThanOrEqual(0.0299);
        expect(gatesPassed).toBe(failed.length === 0);
      }),
      { numRuns: 150 },
    );
  });
});

describe("memory, accuracy, sizes", () => {
  it("memory needs 3% and 4 MiB", () => {
    const level = 100 * mebibyte;
    const grown = [...nights(30, level, 0.002, "m"), ...nights(10, 1.06 * level, 0.002, "n")];
    expect(judged("memory", grown)).toMatchObject({ kind: "step", changeAt: 30, gatesPassed: true });
    expect(
      judged(
        "memory",
        grown.map((value) => value / 4),
      ).failed,
    ).toEqual(["effect"]);
  });

  it("memory that never differs changes exactly, as it differs for two nights", () => {
    const level = 100 * mebibyte;
    const same = Array.from({ length: 10 }, () => level);
    expect(judged("memory", same)).toMatchObject({ p: 1, exact: true, gatesPassed: false, changeAt: 10 });
    expect(judged("memory", [...same, 1.1 * level]).gatesPassed).toBe(false);
    const grown = judged("memory", [...same, 1.1 * level, 1.11 * level]);
    expect(grown).toMatchObject({ kind: "changed", p: 0, exact: true, gatesPassed: true, changeAt: 10, lastGoodAt: 9 });
    expect(grown.effect).toBeCloseTo(0.105, 9);
  });

  it("an accuracy that repeats to the last digit changes exactly, from a quarter of a point on", () => {
    const same = Array.from({ length: 12 }, () => 0.985);
    expect(judged("accuracy", [...same, 0.981, 0.981])).toMatchObject({
      kind: "changed",
      gatesPassed: true,
      changeAt: 12,
    });
    expect(judged("accuracy", [...same, 0.981, 0.981]).effect).toBeCloseTo(-0.004, 12);
    expect(judged("accuracy", [...same, 0.984, 0.984])).toMatchObject({ exact: true, failed: ["effect"] });
    expect(judged("accuracy", same).minimumDetectable).toBe(0.0025);
    expect(judged("accuracy", [...same, 0.981]).gatesPassed).toBe(false);
    expect(judged("accuracy", [...same, 0.981, 0.988, 0.982, 0.987])).toMatchObject({
      exact: false,
      gatesPassed: false,
    });
  });

  it("an accuracy that scatters is compared by differences, at 0 as elsewhere", () => {
    const random = randomStream(2, "accuracy");
    const about = (level: number, count: number) =>
      Array.from({ length: count }, () => level + 0.001 * standardNormal(random));
    const fallen = judged("accuracy", [...about(0.9, 30), ...about(0.89, 8)]);
    expect(fallen).toMatchObject({ kind: "step", changeAt: 30, gatesPassed: true });
    expect(fallen.effect).toBeCloseTo(-0.01, 2);
    expect(judged("accuracy", about(0, 30)).gatesPassed).toBe(false);
  });

  it("the size of an install is known at once: its last change, of 1% and 1 MiB", () => {
    const size = 200 * mebibyte;
    expect(judged("size", [size, size, 1.1 * size])).toMatchObject({
      kind: "changed",
      p: 0,
      gatesPassed: true,
      changeAt: 2,
      lastGoodAt: 1,
    });
    expect(judged("size", [size, 1.005 * size]).failed).toEqual(["effect"]);
    expect(judged("size", [size, 2 * size, 2 * size, 2 * size, 2.1 * size])).toMatchObject({ changeAt: 4 });
    expect(judged("size", [size, size])).toMatchObject({ p: 1, gatesPassed: false, changeAt: 2 });
    expect(judgeSeries({ kind: "size", values: Float64Array.of(size) }, { seed: 1 }).state).toBe("unjudged");
  });
});

describe("the minimum detectable effect", () => {
  it("grows with scatter, falls with nights, and never below the floor", () => {
    const of = (count: number, noise: number) => judged("time", nights(count, 10, noise, "mde")).minimumDetectable;
    expect(of(40, 0.05)).toBeGreaterThan(of(40, 0.02));
    expect(of(10, 0.05)).toBeGreaterThan(of(100, 0.05));
    expect(of(40, 0.0001)).toBeCloseTo(0.03, 9);
  });

  it("is of the level since the last step", () => {
    const steady = nights(60, 10, 0.02, "steady");
    const stepped = steady.map((value, night) => (night < 53 ? value : 1.3 * value));
    expect(judged("time", stepped).minimumDetectable).toBeGreaterThan(judged("time", steady).minimumDetectable);
  });
});

it("draws enough series for the only change among a thousand to count", () => {
  expect((2 / (replicatesFor(1000) + 1)) * 1000).toBeLessThan(rules.q);
  expect(replicatesFor(1)).toBe(rules.fewestReplicates);
  expect(replicatesFor(1e6)).toBe(rules.mostReplicates);
});
