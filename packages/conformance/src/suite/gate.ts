import { networkSpecs, planCases, runCase } from "@evenkeel/gate";
import { zoo } from "@evenkeel/models";
import { expect } from "vitest";
import { options, type Subject } from "./subject.ts";

/** The gradient gate: each layer kind, small networks of all kinds, and every network of the zoo. */
export function testGate({ backend, check, supports }: Subject): void {
  const models = [...networkSpecs, ...zoo.values()];
  for (const one of planCases(backend, { models }).filter(({ spec }) => supports(spec))) {
    check(one.id, async () => {
      const results = await runCase(backend, one, options);
      expect(results).not.toHaveLength(0);
      expect(results.filter(({ verdict }) => verdict === "failed" || verdict === "error")).toEqual([]);
    });
  }
}
