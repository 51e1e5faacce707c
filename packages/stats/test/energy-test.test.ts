import { randomStream, type RandomStream } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { energyTest, type TwoReadings } from "../src/index.ts";

/** Labels of one image: its own one, or another with the given probability, at each of two times. */
function labels(random: RandomStream, flips: readonly [before: number, now: number], times = 3): TwoReadings {
  const draw = (flip: number) => (random.uniform() < flip ? 1 + random.below(9) : 0);
  const read = [
    ...Array.from({ length: times }, () => draw(flips[0])),
    ...Array.from({ length: times }, () => draw(flips[1])),
  ];
  return { before: times, distances: read.map((one) => read.map((other) => (one === other ? 0 : 1))) };
}

/** Share of simulated pairs of readings of 20 images in which the test finds a change at 5%. */
function found(flips: readonly [before: number, now: number], simulations: number): number {
  const random = randomStream(3, `energy:${flips.join()}`);
  const p = Array.from(
    { length: simulations },
    () =>
      energyTest(
        Array.from({ length: 20 }, () => labels(random, flips)),
        random,
        99,
      ).p,
  );
  return p.filter((value) => value <= 0.05).length / simulations;
}

describe("energyTest", () => {
  it("raises as many false alarms as it says, however much the readings scatter", () => {
    const simulations = 400;
    // Three standard deviations of a rate of 5%.
    const bound = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / simulations);
    // 0 and 4.2%: a label that is alone among six says nothing of the time when it was read.
    for (const flip of [0.05, 0.3]) expect(found([flip, flip], simulations), String(flip)).toBeLessThanOrEqual(bound);
  });

  it("finds changes, the less the readings scatter the surer", () => {
    // 98 of 100 with this seed; where only 20% of the later labels are others it is 19 of 100.
    expect(found([0.02, 0.5], 100)).toBeGreaterThan(0.9);
    const apart = [0, 0, 0, 1, 1, 1].map((one) => [0, 0, 0, 1, 1, 1].map((other) => Math.abs(one - other)));
    const alike = apart.map((row) => row.map(() => 0));
    const changed = (count: number) =>
      energyTest(
        Array.from({ length: 20 }, (_, index) => ({ before: 3, distances: index < count ? apart : alike })),
        randomStream(2, "swap"),
      ).p;
    // Two of the 20 ways to deal six readings are as far apart.
    expect(changed(1)).toBeCloseTo(2 / 20, 1);
    expect(changed(2)).toBeLessThan(0.03);
    expect(changed(4)).toBeLessThan(0.003);
  });

  it("cannot decide with one reading a time, without things, or without differences", () => {
    const random = randomStream(1, "energy");
    const apart: TwoReadings = {
      before: 1,
      distances: [
        [0, 1],
        [1, 0],
      ],
    };
    expect(
      energyTest(
        Array.from({ length: 50 }, () => apart),
        random,
      ).p,
    ).toBe(1);
    expect(energyTest([], random)).toEqual({ estimate: 0, p: 1 });
    const alike: TwoReadings = { before: 2, distances: Array.from({ length: 4 }, () => [0, 0, 0, 0]) };
    expect(energyTest([alike, alike], random)).toEqual({ estimate: 0, p: 1 });
  });

  it("estimates how much farther the times are apart", () => {
    const apart = [0, 0, 1, 1].map((one) => [0, 0, 1, 1].map((other) => Math.abs(one - other)));
    const { estimate, p } = energyTest(
      Array.from({ length: 8 }, () => ({ before: 2, distances: apart })),
      randomStream(1, "e"),
    );
    expect(estimate).toBe(1);
    expect(p).toBe(0.001);
  });
});
