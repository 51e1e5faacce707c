import type { GateCase } from "./gate-case.ts";

/** What is checked of the oracle, as it cannot be held against itself: its gradients are the slopes of its loss. */
export function oracleCases(cases: readonly GateCase[]): GateCase[] {
  return cases.flatMap((one) => {
    const parts = one.parts.filter(({ work, onKinks }) => work === "gradients" && !onKinks);
    const slopes = parts.map((part) => ({ ...part, work: "slopes", quantities: ["gradients"] }) as const);
    return slopes.length === 0 ? [] : [{ ...one, parts: slopes }];
  });
}
