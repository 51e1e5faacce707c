import { isOfSeed, type CompletedCell, type MeasurementName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { foldOf } from "./folds.ts";

/**
 * The cells whose values of a measurement count. A time counts from every cell. What a seed determines counts once
 * for each seed and fold: a second round of the same is the same work, and adds neither to n nor to the spread.
 */
export function distinctWork(run: Run, cells: readonly CompletedCell[], name: MeasurementName): CompletedCell[] {
  const having = cells.filter(({ measurements }) => measurements[name] !== undefined);
  if (!isOfSeed(name)) return having;
  const byWork = Map.groupBy(having, ({ seed, round }) => JSON.stringify([seed, foldOf(run, round)]));
  return [...byWork.values()].flatMap(([first]) => first ?? []);
}
