import { batchRatesOf, latencyDistributionsOf, tradeOffsOf } from "@evenkeel/analysis";
import { chartGroups } from "../../charts/chart-groups.ts";
import { keyOf } from "../../charts/series-key.ts";
import { evaluatedOn } from "../../words/folds.ts";
import type { Section } from "../section.ts";
import { latencyChart } from "./latency-chart.ts";
import { throughputChart } from "./throughput-chart.ts";
import { tradeOffChart } from "./trade-off-chart.ts";

/** Latency, throughput, and what they cost. */
export const speed: Section = {
  name: "speed",
  contents: "Speed and memory",
  view({ data, series }) {
    const { run } = data;
    const groups = chartGroups(run, [
      ["Latency", (model) => latencyChart(model, latencyDistributionsOf(data, model), series)],
      ["Throughput", (model) => throughputChart(model, batchRatesOf(data, model), series)],
      [
        "Time, memory and accuracy",
        (model) => tradeOffChart(model, tradeOffsOf(data, model), series, evaluatedOn(run)),
      ],
    ]);
    return groups.length === 0 ? null : { key: keyOf(series), groups };
  },
};
