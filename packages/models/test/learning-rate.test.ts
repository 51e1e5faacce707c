import { readFileSync } from "node:fs";
import {
  BackendError,
  learningRateScheduleSchema,
  type LearningRateSchedule,
  type TrainingRecipe,
} from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { findModel, hasSchedule, learningRateAt, learningRateOf, rateOfStep } from "../src/index.ts";

interface Fixture {
  readonly torch: string;
  readonly learningRate: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly cases: readonly { readonly schedule: LearningRateSchedule; readonly rates: readonly number[] }[];
}

/** Made by make-torch-schedules.py. */
const fixture = JSON.parse(readFileSync(new URL("fixtures/torch-schedules.json", import.meta.url), "utf8")) as Fixture;
const { learningRate, stepsPerEpoch, epochs } = fixture;

function recipeOf(schedule?: LearningRateSchedule): TrainingRecipe {
  const optimizer = { kind: "sgd", learningRate, momentum: 0 } as const;
  const { recipe } = findModel("keras-mlp");
  return { ...recipe, optimizer, epochs, ...(schedule !== undefined && { schedule }) };
}

describe("learningRateAt", () => {
  it("has a case of every kind, with and without warm-up", () => {
    const kinds = learningRateScheduleSchema.options.map((option) => option.shape.kind.value);
    expect(new Set(fixture.cases.map(({ schedule }) => schedule.kind))).toEqual(new Set(kinds));
    expect(fixture.cases.filter(({ schedule }) => schedule.warmUpEpochs !== undefined)).toHaveLength(3);
  });

  it.each(fixture.cases.map(({ schedule, rates }) => [JSON.stringify(schedule), schedule, rates] as const))(
    "%s: is PyTorch's rate at every step, as a float32",
    (_, schedule, rates) => {
      expect(rates).toHaveLength(epochs * stepsPerEpoch);
      const recipe = recipeOf(schedule);
      for (const [step, rate] of rates.entries()) {
        const own = learningRateAt(recipe, { step, stepsPerEpoch });
        expect(Math.fround(own)).toBe(own);
        // A float32 has 24 bits; PyTorch's own rates come with what 42 products round in float64.
        expect(Math.abs(own - rate), `step ${step}: ${own}, PyTorch ${rate}`).toBeLessThanOrEqual(
          2 ** -24 * rate * 1.001,
        );
      }
    },
  );

  it("changes with every step, but for step, which changes where its epochs end", () => {
    const changesOf = (schedule: LearningRateSchedule) => {
      const rates = Array.from({ length: epochs * stepsPerEpoch }, (_, step) =>
        learningRateAt(recipeOf(schedule), { step, stepsPerEpoch }),
      );
      return rates.flatMap((rate, step) => (step > 0 && rate !== rates[step - 1] ? [step] : []));
    };
    expect(changesOf({ kind: "step", everyEpochs: 2, factor: 0.1 })).toEqual([14, 28]);
    expect(changesOf({ kind: "cosine" })).toHaveLength(41);
    expect(changesOf({ kind: "exponential", factorPerEpoch: 0.5 })).toHaveLength(41);
    expect(changesOf({ kind: "constant", warmUpEpochs: 1 })).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("stays where it ended after the last epoch", () => {
    const at = (step: number) =>
      learningRateAt(recipeOf({ kind: "cosine", finalFactor: 0.25 }), { step, stepsPerEpoch });
    expect(at(42)).toBe(Math.fround(0.25 * learningRate));
    expect(at(63)).toBe(at(42));
  });

  it("is the optimizer's own, unrounded, where nothing changes it", () => {
    for (const schedule of [undefined, { kind: "constant" }, { kind: "constant", warmUpEpochs: 0 }] as const) {
      const recipe = recipeOf(schedule);
      expect(hasSchedule(recipe)).toBe(false);
      expect(rateOfStep(recipe, { step: 3, stepsPerEpoch })).toEqual({});
      expect(learningRateAt(recipe, { step: 3, stepsPerEpoch })).toBe(learningRate);
      expect(learningRateOf(recipe, {})).toBe(learningRate);
    }
  });
});

describe("learningRateOf", () => {
  const recipe = recipeOf({ kind: "cosine" });

  it("is what the batch says under a schedule", () => {
    expect(learningRateOf(recipe, rateOfStep(recipe, { step: 0, stepsPerEpoch }))).toBe(Math.fround(learningRate));
    expect(learningRateOf(recipe, { learningRate: 0.125 })).toBe(0.125);
  });

  it("is refused where a schedule gave the batch none", () => {
    expect(() => learningRateOf(recipe, {})).toThrow(BackendError);
    expect(() => learningRateOf(recipe, {})).toThrow(/rate of its step by the schedule "cosine"/);
  });
});

describe("the schema of a schedule", () => {
  it.each([
    { kind: "step", everyEpochs: 0, factor: 0.1 },
    { kind: "step", everyEpochs: 1.5, factor: 0.1 },
    { kind: "step", everyEpochs: 1, factor: 1 },
    { kind: "cosine", finalFactor: -0.1 },
    { kind: "exponential" },
    { kind: "exponential", factorPerEpoch: 0 },
    { kind: "constant", warmUpEpochs: -1 },
    { kind: "polynomial" },
    { kind: "cosine", factor: 0.1 },
  ])("refuses %o", (schedule) => {
    expect(learningRateScheduleSchema.safeParse(schedule).success).toBe(false);
  });
});
