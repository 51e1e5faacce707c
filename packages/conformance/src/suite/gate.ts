import type { LoadOptions } from "@evenkeel/core";
import { networkSpecs, planCases, runCase } from "@evenkeel/gate";
import { zoo } from "@evenkeel/models";
import { describe, expect } from "vitest";
import type { Subject } from "./subject.ts";

/** What is measured: one thread, and the backend's own default. */
const threadCounts: Readonly<Record<string, LoadOptions>> = {
  "on one thread": { threads: 1 },
  "on its own threads": { threads: null },
};

/**
 * The gradient gate: each layer kind, small networks of all kinds, and every network of the zoo, on each thread count
 * that is measured, as a backend may compute otherwise on several.
 */
export function testGate({ backend, check, supports }: Subject): void {
  const models = [...networkSpecs, ...zoo.values()];
  // Shared, so that the oracle computes once.
  const cases = planCases(backend, { models }).filter(({ spec }) => supports(spec));
  const counts = Object.entries(threadCounts).filter(([, { threads }]) => threads !== null || backend.supports.threads);
  describe.each(counts)("%s", (_, options) => {
    for (const one of cases) {
      check(one.id, async () => {
        const results = await runCase(backend, one, options);
        expect(results).not.toHaveLength(0);
        expect(results.filter(({ verdict }) => verdict === "failed" || verdict === "error")).toEqual([]);
      });
    }
  });
}
