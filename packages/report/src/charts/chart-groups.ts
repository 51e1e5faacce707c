import { workloadIds } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import type { Chart } from "../table.ts";

/** One kind of chart, of every workload that has it. */
export interface ChartGroup {
  readonly title: string;
  readonly charts: readonly Chart[];
}

/** The same chart of every workload side by side; a group without any is left out. */
export function chartGroups(
  run: Run,
  kinds: readonly [title: string, chart: (workload: string) => Chart | null][],
): ChartGroup[] {
  return kinds.flatMap(([title, chart]) => {
    const charts = workloadIds(run)
      .map(chart)
      .filter((drawn) => drawn !== null);
    return charts.length === 0 ? [] : [{ title, charts }];
  });
}
