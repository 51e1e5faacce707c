import { describe, expect, it } from "vitest";
import { endingOf, tasks, type TimeToAccuracySamples } from "../src/index.ts";

const task = tasks["time-to-accuracy"];

/** Four steps an epoch, two epochs at the most, evaluated twice an epoch with these accuracies. */
function trained(...accuracies: readonly number[]): TimeToAccuracySamples {
  const evaluations = accuracies.map((accuracy, index) => {
    return { steps: 2 * (index + 1), trainingSeconds: 3 * (index + 1), evaluationSeconds: 9, accuracy };
  });
  return {
    target: 0.8,
    mostEpochs: 2,
    evaluationsPerEpoch: 2,
    batchSize: 10,
    trainImages: 39,
    testImages: 20,
    losses: accuracies.flatMap(() => [2, 1]),
    calls: [],
    evaluations,
  };
}

const names = (samples: TimeToAccuracySamples) => Object.keys(task.measurements(samples));

describe("a training to a target", () => {
  it("reached it with the first evaluation that is not below it, after training time alone", () => {
    const samples = trained(0.5, 0.7, 0.8);
    expect(endingOf(samples)).toEqual({ kind: "reached", epochs: 1.5, seconds: 9 });
    expect(task.measurements(samples)).toEqual({
      "timeToAccuracy.reached": { value: 1, unit: "ratio", n: 1, basis: "measured" },
      "timeToAccuracy.epochs": { value: 1.5, unit: "epochs", n: 1, basis: "measured" },
      "timeToAccuracy.seconds": { value: 9, unit: "s", n: 1, basis: "measured" },
      "timeToAccuracy.bestAccuracy": { value: 0.8, unit: "ratio", n: 20, basis: "measured" },
    });
  });

  it("counts the first time, whatever came later", () => {
    expect(endingOf(trained(0.9, 0.1, 0.95))).toMatchObject({ epochs: 0.5, seconds: 3 });
  });

  it("missed it when all epochs were done, and then has neither epochs nor seconds", () => {
    const samples = trained(0.5, 0.7, 0.79, 0.6);
    expect(endingOf(samples)).toEqual({ kind: "missed" });
    expect(task.measurements(samples)).toMatchObject({
      "timeToAccuracy.reached": { value: 0 },
      "timeToAccuracy.bestAccuracy": { value: 0.79 },
    });
    expect(names(samples)).toEqual(["timeToAccuracy.reached", "timeToAccuracy.bestAccuracy"]);
  });

  it("missed nothing when its budget cut it short", () => {
    expect(endingOf(trained(0.5, 0.7, 0.79))).toEqual({ kind: "cut" });
    expect(names(trained(0.5, 0.7, 0.79))).toEqual(["timeToAccuracy.bestAccuracy"]);
    expect(endingOf(trained())).toEqual({ kind: "cut" });
    expect(names(trained())).toEqual([]);
  });

  it("asks for 85% after every epoch where nothing else is said", () => {
    expect(task.settings.parse({})).toEqual({ target: 0.85, evaluationsPerEpoch: 1 });
    expect(task.settings.safeParse({ target: 85 }).success).toBe(false);
    expect(task.settings.safeParse({ target: 0 }).success).toBe(false);
  });
});
