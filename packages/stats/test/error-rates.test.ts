import { describe, expect, it } from "vitest";
import { noiseModels, steepModel, type NoiseModel } from "./simulation/noise-models.ts";
import {
  accuracyRates,
  falseDiscoveryRate,
  medianCoverage,
  proportionCoverage,
  rankingRates,
  sequentialRates,
} from "./simulation/rates.ts";

const models = (Object.keys(noiseModels) as NoiseModel[]).filter((model) => model !== steepModel);

/** A rate of 5% has a standard error of 0.5 points over so many runs: the bounds of 1.5 points are three of them. */
const runs = 2000;

/** Models under which iterations of a process are no replicates of each other. */
const unkind: ReadonlySet<NoiseModel> = new Set(["processes", "stalls", "slowProcesses", "everything"]);

describe.each(models)("with %s", (model) => {
  it("sign-flips of rounds keep their rate of false alarms and their intervals hold; tests of iterations do not", () => {
    const { signFlip, coverage, equivalent, welch, mannWhitney } = rankingRates(
      model,
      { rounds: 12, iterations: 9 },
      runs,
    );
    expect(signFlip).toBeGreaterThan(0.035);
    expect(signFlip).toBeLessThan(0.065);
    expect(coverage).toBeGreaterThan(0.935);
    expect(coverage).toBeLessThan(0.965);
    expect(equivalent).toBeLessThan(0.065);
    if (!unkind.has(model)) return;
    expect(welch).toBeGreaterThan(0.2);
    expect(mannWhitney).toBeGreaterThan(0.2);
  });

  it("a run that may end at any look has the rate of one that may not, and far more without a rule", () => {
    const { ruled, peeking } = sequentialRates(model, 12, runs);
    expect(ruled).toBeGreaterThan(0.035);
    expect(ruled).toBeLessThan(0.065);
    expect(peeking).toBeGreaterThan(1.5 * ruled);
  });
});

it("drift that outweighs all else within a round makes every procedure claim less, never more", () => {
  expect(rankingRates(steepModel, { rounds: 12, iterations: 9 }, 500).signFlip).toBeLessThan(0.02);
  expect(sequentialRates(steepModel, 12, 500).ruled).toBeLessThan(0.02);
});

describe("accuracies on the same images", () => {
  it.each([
    { images: 2000, onlyFirst: 0.03, onlySecond: 0.03, uneven: 0 },
    { images: 2000, onlyFirst: 0.03, onlySecond: 0.03, uneven: 1 },
    { images: 2000, onlyFirst: 0.008, onlySecond: 0.008, uneven: 0.5 },
  ])("McNemar of $images images, $onlyFirst each, unevenness $uneven", (design) => {
    const { mcnemar, coverage } = accuracyRates(design, runs);
    expect(mcnemar).toBeGreaterThan(0.035);
    expect(mcnemar).toBeLessThan(0.065);
    expect(coverage).toBeGreaterThan(0.935);
    expect(coverage).toBeLessThan(0.965);
  });

  it("a difference of the margin is called equivalent in one case of twenty", () => {
    const { equivalent, coverage } = accuracyRates(
      { images: 5000, onlyFirst: 0.02, onlySecond: 0.012, uneven: 0 },
      runs,
    );
    expect(equivalent).toBeGreaterThan(0.035);
    expect(equivalent).toBeLessThan(0.065);
    expect(coverage).toBeGreaterThan(0.935);
    expect(coverage).toBeLessThan(0.965);
  });
});

describe("claims of a whole run", () => {
  it.each([0, 0.05])(
    "at most one in ten is expected to be false where two of six backends are slower by %d",
    (slower) => {
      expect(falseDiscoveryRate(slower, 600)).toBeLessThan(0.1);
    },
  );
});

describe("intervals of one arm", () => {
  it.each([11, 20])("the bootstrap's hold the median of %i values", (n) => {
    const coverage = medianCoverage(n, 400);
    expect(coverage).toBeGreaterThan(0.92);
    expect(coverage).toBeLessThan(0.985);
  });

  it.each([
    [200, 0.02],
    [500, 0.3],
  ])("Clopper–Pearson's of %i trials hold %d at least as often as they say", (trials, proportion) => {
    expect(proportionCoverage(trials, proportion, runs)).toBeGreaterThan(0.94);
  });
});
