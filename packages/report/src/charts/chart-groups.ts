import { workloadIds } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import type { Chart } from "../table.ts";

/** One kind of chart, of every workload that has it. */
export interface ChartGroup {
  /** Empty where charts of all kinds stand side by side. */
  readonly title: string;
  readonly charts: readonly Chart[];
}

/**
 * The same chart of every workload side by side; a group without any is left out. Of one workload all kinds stand side
 * by side.
 */
export function chartGroups(
  run: Run,
  kinds: readonly [title: string, chart: (workload: string) => Chart | readonly Chart[] | null][],
): ChartGroup[] {
  const groups = kinds.flatMap(([title, chart]) => {
    const charts = workloadIds(run)
      .map(chart)
      .flatMap((drawn) => drawn ?? []);
    return charts.length === 0 ? [] : [{ title, charts }];
  });
  if (workloadIds(run).length > 1 || groups.length === 0) return groups;
  return [{ title: "", charts: groups.flatMap(({ charts }) => charts) }];
}
