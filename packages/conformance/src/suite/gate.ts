import type { LoadOptions, ModelSpec } from "@evenkeel/core";
import { layerSpecs, networkSpecs, planCases, runCase } from "@evenkeel/gate";
import { zoo } from "@evenkeel/models";
import { describe, expect } from "vitest";
import { isWhole } from "../whole.ts";
import type { Subject } from "./subject.ts";

/** What is measured: one thread, and the backend's own default. */
const threadCounts: Readonly<Record<string, LoadOptions>> = {
  "on one thread": { threads: 1 },
  "on its own threads": { threads: null },
};

/** The small network of each layer kind that its optimizers, batch sizes and special values are tried on. */
const firstSpecs: ReadonlySet<ModelSpec> = new Set(Object.values(layerSpecs).map(([first]) => first));

/** Whether threads have anything to divide: rows, filters or images of more than a handful. */
function mayBeDivided(spec: ModelSpec): boolean {
  return firstSpecs.has(spec) || networkSpecs.includes(spec) || zoo.has(spec.name) || spec.input.height > 32;
}

/** What a driver that computes on the processor does in about a second. */
function isQuick(spec: ModelSpec): boolean {
  return firstSpecs.has(spec) || networkSpecs.includes(spec) || (zoo.has(spec.name) && spec.input.height <= 28);
}

/**
 * The gradient gate: each layer kind, small networks of all kinds, and every network of the zoo, on each thread count
 * that is measured, as a backend may compute otherwise on several. Unless the suite is whole, a backend's own threads
 * are tried where there is something to divide, and a software adapter, which never ranks, on what is quick.
 */
export function testGate({ backend, check, supports }: Subject): void {
  const models = [...networkSpecs, ...zoo.values()];
  // Shared, so that the oracle computes once.
  const cases = planCases(backend, { models }).filter(({ spec }) => supports(spec));
  const counts = Object.entries(threadCounts).filter(([, { threads }]) => threads !== null || backend.supports.threads);
  describe.each(counts)("%s", (_, options) => {
    for (const one of cases) {
      if (options.threads === null && !isWhole && !mayBeDivided(one.spec)) continue;
      const body = async () => {
        const results = await runCase(backend, one, options);
        expect(results).not.toHaveLength(0);
        expect(results.filter(({ verdict }) => verdict === "failed" || verdict === "error")).toEqual([]);
      };
      check(one.id, body, { softwareToo: isQuick(one.spec) });
    }
  });
}
