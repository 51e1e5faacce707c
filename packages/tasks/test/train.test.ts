import { describe, expect, it } from "vitest";
import { tasks, warmUpCalls, type TrainingSamples } from "../src/index.ts";

const call = (steps: number, callMs: number, images = steps * 4) => ({
  steps,
  images,
  callMs,
  computeMs: 1e-6,
  wallMs: callMs + 1,
});
const samples: TrainingSamples = {
  batchSize: 4,
  trainImages: 80,
  testImages: 10,
  timesOnly: false,
  losses: [3, ...Array.from({ length: 18 }, () => 2), 1],
  calls: [call(10, 1000), call(4, 8), call(4, 12), call(2, 50, 5)],
  epochs: [{ seconds: 1.07, testAccuracy: 0.5 }],
};

const values = (of: TrainingSamples) =>
  Object.fromEntries(Object.entries(tasks.train.measurements(of)).map(([name, { value, n }]) => [name, [value, n]]));

describe("what a training's samples say", () => {
  it("leaves warm-up out of speeds, and part-filled batches out of the step's time", () => {
    expect(values(samples)).toMatchObject({
      "train.imagesPerSecond": [(1000 * 37) / 70, 10],
      "train.stepMs": [2.5, 8],
      "train.totalSeconds": [1.074, 1],
    });
  });

  it("takes the backend's own word only where an older run kept nothing else", () => {
    const old = samples.calls.map((one) => ({ ...one, callMs: null, computeMs: one.callMs ?? 0 }));
    const { "train.computeShare": share, ...rest } = values(samples);
    expect(values({ ...samples, calls: old })).toEqual(rest);
    expect(share?.[0]).toBeGreaterThan(0);
  });

  it("tells losses, steps, epochs and accuracy", () => {
    expect(values(samples)).toMatchObject({
      "train.firstLoss": [3, 1],
      "train.finalLoss": [2, 20],
      "train.steps": [20, 1],
      "train.epochs": [1, 1],
      "train.epochSeconds": [1.07, 1],
      "train.testAccuracy": [0.5, 10],
    });
  });

  it("says nothing about what did not happen", () => {
    const unfinished = values({ ...samples, epochs: [] });
    expect(unfinished).not.toHaveProperty(["train.epochSeconds"]);
    expect(unfinished).not.toHaveProperty(["train.testAccuracy"]);
    expect(unfinished["train.epochs"]).toEqual([0, 1]);
    expect(values({ ...samples, losses: [], calls: [], epochs: [] })).toEqual({});
  });

  it("gives times alone where an earlier round trained from the same seed", () => {
    expect(Object.keys(values({ ...samples, timesOnly: true }))).toEqual([
      "train.imagesPerSecond",
      "train.stepMs",
      "train.computeShare",
      "train.epochSeconds",
    ]);
  });

  it("averages the last 50 losses at most", () => {
    const losses = [...Array.from({ length: 50 }, () => 9), ...Array.from({ length: 50 }, () => 1)];
    expect(values({ ...samples, losses })["train.finalLoss"]).toEqual([1, 50]);
  });
});

describe("warmUpCalls", () => {
  it.each([
    [[1, 2, 4, 8, 16, 32, 32], 3],
    [[32, 32, 32, 32], 1],
    [[1, 1, 1], 1],
    [[1], 0],
    [Array.from({ length: 40 }, () => 1), 10],
  ])("of %j are %i", (steps, expected) => {
    expect(warmUpCalls(steps.map((count) => ({ steps: count })))).toBe(expected);
  });
});
