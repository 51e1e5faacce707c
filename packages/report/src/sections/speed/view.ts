import { batchRatesOf, latencyDistributionsOf } from "@evenkeel/analysis";
import { chartGroups } from "../../charts/chart-groups.ts";
import { keyOf } from "../../charts/series-key.ts";
import { busyRunText } from "../../words/machine.ts";
import { chartThreadsSentence } from "../../words/threads.ts";
import type { Section } from "../section.ts";
import { coldStartChart, memoryChart, trainingRateCharts } from "./bar-charts.ts";
import { latencyTimeChart } from "./latency-time-chart.ts";
import { latencyChart } from "./latency-chart.ts";
import { throughputChart } from "./throughput-chart.ts";

/** Latency, throughput, and what they cost. */
export const speed: Section = {
  name: "speed",
  contents: "Speed and memory",
  view({ data, series }) {
    const { run } = data;
    const groups = chartGroups(run, [
      ["Training", (workload) => trainingRateCharts(data, workload, series)],
      ["Latency", (workload) => latencyChart(workload, latencyDistributionsOf(data, workload), series)],
      [
        "Latency in the order of time",
        (workload) => latencyTimeChart(workload, latencyDistributionsOf(data, workload), series),
      ],
      ["Throughput", (workload) => throughputChart(workload, batchRatesOf(data, workload), series)],
      ["Memory", (workload) => memoryChart(data, workload, series)],
      ["Cold start", (workload) => coldStartChart(data, workload, series)],
    ]);
    return groups.length === 0
      ? null
      : { busy: busyRunText(run), threads: chartThreadsSentence(run), key: keyOf(series), groups };
  },
};
