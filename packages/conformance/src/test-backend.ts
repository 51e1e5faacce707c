import type { Backend } from "@evenkeel/core";
import { describe } from "vitest";
import { testClock } from "./suite/clock.ts";
import { testGate } from "./suite/gate.ts";
import { testDeterminism, testLifecycle } from "./suite/lifecycle.ts";
import { subjectOf } from "./suite/subject.ts";
import { testWeights } from "./suite/weights.ts";

/**
 * Registers the vitest tests that every backend must pass: all that the contract of core promises of a backend and its
 * model objects, and the gradient gate. A backend's own test file is one call. Where the backend is not available, all
 * of it is skipped with the reason; a backend that is `broken` fails.
 */
export function testBackend(backend: Backend): void {
  const subject = subjectOf(backend);
  describe(`${backend.id} conforms`, () => {
    describe("lifecycle", () => {
      testLifecycle(subject);
    });
    // What takes no spec has nothing that could be proved layer by layer.
    if (!backend.supports.sources.has("spec")) return;
    describe("clock", () => {
      testClock(subject);
    });
    describe("gate", () => {
      testGate(subject);
    });
    if (!backend.supports.training) return;
    describe("weights", () => {
      testWeights(subject);
    });
    describe("determinism", () => {
      testDeterminism(subject);
    });
  });
}
