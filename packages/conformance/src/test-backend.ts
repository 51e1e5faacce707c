import type { Backend } from "@evenkeel/core";
import { describe } from "vitest";
import { testBatchSizes, testTrainingMode } from "./suite/batches.ts";
import { testLayers } from "./suite/layers.ts";
import { testDeterminism, testLifecycle } from "./suite/lifecycle.ts";
import { testLosses } from "./suite/losses.ts";
import { testOptimizers } from "./suite/optimizers.ts";
import { subjectOf } from "./suite/subject.ts";
import { testWeights } from "./suite/weights.ts";
import { testZoo } from "./suite/zoo.ts";
import type { Tolerances } from "./tolerances.ts";

/**
 * Registers the vitest tests that every backend must pass: all that the contract of core promises, measured against the
 * float64 oracle. A backend's own test file is one call. Where the backend is not available, all of it is skipped with
 * the reason; a backend that is `broken` fails.
 */
export function testBackend(backend: Backend, tolerances: Tolerances): void {
  const subject = subjectOf(backend, tolerances);
  describe(`${backend.id} conforms`, () => {
    describe("lifecycle", () => {
      testLifecycle(subject);
    });
    describe("layers", () => {
      testLayers(subject);
    });
    describe("batches", () => {
      testBatchSizes(subject);
      if (backend.supports.training) testTrainingMode(subject);
    });
    describe("zoo", () => {
      testZoo(subject);
    });
    if (!backend.supports.training) return;
    describe("losses", () => {
      testLosses(subject);
    });
    describe("optimizers", () => {
      testOptimizers(subject);
    });
    describe("weights", () => {
      testWeights(subject);
    });
    describe("determinism", () => {
      testDeterminism(subject);
    });
  });
}
