import type { CheckResult } from "@evenkeel/core";
import type { GateCase } from "../cases/gate-case.ts";
import { drawSteady, isSteady, randomCase } from "./random-cases.ts";
import { describeDrawn, shrink } from "./shrink.ts";

/** `count` networks, the first from `seed`, each following one from the next. */
export interface RandomNetworks {
  readonly count: number;
  readonly seed: number;
}

/** The checks of a random network are at most so many. */
export const mostQuantities = 5;

/**
 * Draws the network of a seed and checks it. Where it fails, every message says the smallest network around it that
 * fails, too; the seed alone draws it again.
 */
export async function checkRandom(
  seed: number,
  run: (one: GateCase) => Promise<CheckResult[]>,
): Promise<readonly CheckResult[]> {
  const fails = (results: readonly CheckResult[]) =>
    results.some(({ verdict }) => verdict === "failed" || verdict === "error");
  const { drawn, one } = await drawSteady(seed);
  const results = await run(one);
  if (!fails(results)) return results;
  const smallest = await shrink(drawn, async (smaller) => {
    const smallerCase = randomCase(seed, smaller);
    return (await isSteady(smallerCase)) && fails(await run(smallerCase));
  });
  return results.map((result) =>
    fails([result]) ? { ...result, message: `${result.message}; smallest: ${describeDrawn(smallest)}` } : result,
  );
}
