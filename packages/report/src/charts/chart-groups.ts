import { evaluatedOn } from "../view-model/folds.ts";
import { epochAccuraciesOf, lossCurvesOf, lossDifferencesOf } from "../view-model/loss-curves.ts";
import { modelNames, type RunData } from "../view-model/run-data.ts";
import type { Series } from "../view-model/series.ts";
import { batchRatesOf, latencyDistributionsOf, tradeOffsOf } from "../view-model/speed.ts";
import type { Chart } from "../view-model/table.ts";
import { accuracyChart } from "./accuracy-chart.ts";
import { latencyChart } from "./latency-chart.ts";
import { lossChart } from "./loss-chart.ts";
import { lossDifferenceChart } from "./loss-difference-chart.ts";
import { throughputChart } from "./throughput-chart.ts";
import { tradeOffChart } from "./trade-off-chart.ts";

/** One kind of chart, of every model that has it. */
interface ChartGroup {
  readonly title: string;
  readonly charts: readonly Chart[];
}

/** Loss by step and accuracy by epoch. */
export function learningCharts(data: RunData, series: readonly Series[]): ChartGroup[] {
  return chartGroups(data, [
    ["Loss", (model) => lossChart(model, lossCurvesOf(data, model), series)],
    ["Accuracy", (model) => accuracyChart(model, epochAccuraciesOf(data, model), series, evaluatedOn(data.run))],
  ]);
}

/** How far the losses of the backends lie apart, a chart a model. */
export function differenceCharts(data: RunData, series: readonly Series[]): readonly Chart[] {
  return modelNames(data.run).flatMap((model) => {
    const differences = lossDifferencesOf(data, model);
    return differences === null ? [] : [lossDifferenceChart(model, differences, series)];
  });
}

/** Latency, throughput, and what they cost. */
export function speedCharts(data: RunData, series: readonly Series[]): ChartGroup[] {
  return chartGroups(data, [
    ["Latency", (model) => latencyChart(model, latencyDistributionsOf(data, model), series)],
    ["Throughput", (model) => throughputChart(model, batchRatesOf(data, model), series)],
    [
      "Time, memory and accuracy",
      (model) => tradeOffChart(model, tradeOffsOf(data, model), series, evaluatedOn(data.run)),
    ],
  ]);
}

/** The same chart of every model side by side; a group without any is left out. */
function chartGroups(
  data: RunData,
  kinds: readonly [title: string, chart: (model: string) => Chart | null][],
): ChartGroup[] {
  return kinds.flatMap(([title, chart]) => {
    const charts = modelNames(data.run)
      .map(chart)
      .filter((drawn) => drawn !== null);
    return charts.length === 0 ? [] : [{ title, charts }];
  });
}
