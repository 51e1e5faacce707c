import {
  queryDistributionsOf,
  serverLoadsOf,
  workloadIds,
  type LatencyDistribution,
  type RunData,
  type ServerLoad,
} from "@evenkeel/analysis";
import { integer, plural, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";
import { earnedText, rateChart } from "./rate-chart.ts";

const serverWords =
  "Queries of one image arrive at random, as a Poisson process of a seeded stream, and wait for nothing; one worker predicts " +
  "them in the order in which they came. A query's latency counts from its scheduled arrival, so that waiting, and any delay of the " +
  "harness, is part of it. Searched is the highest rate at which the stated percentile of latency stays within the bound: from half " +
  "of what single predictions would allow, by bisection to 5%. Rates above what one worker can serve are not tried. " +
  "It is the server scenario of MLPerf Inference (Reddi et al., ISCA 2020; the inference rules and LoadGen of MLCommons), whose trials are far longer.";

const queryWords = (images: number) =>
  `A query is one call with ${plural(images, "image")}, one query after another: MLPerf's multi-stream scenario, ` +
  "whose figure is the 99th percentile.";

/** What a service would see of each backend: random arrivals within a latency bound, and queries of several images. */
export const serving: Section = {
  name: "serving",
  contents: "Serving",
  view({ data }) {
    const [server, queries] = [serverView(data), queryView(data)];
    return server === null && queries === null ? null : { server, queries };
  },
};

function serverView(data: RunData) {
  const workloads = workloadIds(data.run).map((workload) => ({ workload, loads: serverLoadsOf(data, workload) }));
  const served = workloads.filter(({ loads }) => loads.length > 0);
  if (served.length === 0) return null;
  const all = served.flatMap(({ loads }) => loads);
  const each = all.some(({ timesSingle }) => timesSingle !== null)
    ? " Every backend has a bound of its own here, in medians of its own single predictions: their rates do not rank."
    : "";
  return {
    words: `${serverWords}${each}`,
    tables: served.map(({ workload, loads }) => serverTable(workload, loads)),
    charts: served.flatMap(({ workload, loads }) =>
      loads.filter(({ round }) => round === loads[0]?.round).flatMap((load) => rateChart(workload, load) ?? []),
    ),
  };
}

function serverTable(workload: string, loads: readonly ServerLoad[]): DataTable {
  return dataTable(
    `data-server-${slug(workload)}`,
    `Random arrivals of single images of ${workload}, measured`,
    ["backend", "#round", "#queries/s", "bound", "#p50 (ms)", "#p90 (ms)", "#p99 (ms)", "#n", "#begun late"],
    loads.map((load) => {
      const best = load.rates.find(({ ratePerSecond }) => ratePerSecond === load.bestPerSecond);
      return [
        load.backend,
        integer(load.round),
        load.bestPerSecond === null ? "none within the bound" : significant(load.bestPerSecond),
        boundText(load),
        best === undefined ? "" : earnedText(best.p50),
        best === undefined ? "" : earnedText(best.p90),
        best === undefined ? "" : earnedText(best.p99),
        best === undefined ? "" : integer(best.n),
        best === undefined ? "" : integer(best.late),
      ];
    }),
  );
}

/** `p90 within 8.1 ms (4 × a single prediction)`. */
function boundText({ percentile, boundMs, timesSingle }: ServerLoad): string {
  const origin = timesSingle === null ? "" : ` (${significant(timesSingle)} × a single prediction)`;
  return `${percentile} within ${significant(boundMs)} ms${origin}`;
}

function queryView(data: RunData) {
  const found = workloadIds(data.run).flatMap((workload) => {
    const queries = queryDistributionsOf(data, workload);
    return queries === null ? [] : [{ workload, ...queries }];
  });
  const [first] = found;
  if (first === undefined) return null;
  return {
    words: queryWords(first.imagesPerQuery),
    tables: found.map(({ workload, distributions }) => queryTable(workload, distributions)),
  };
}

function queryTable(workload: string, distributions: readonly LatencyDistribution[]): DataTable {
  return dataTable(
    `data-queries-${slug(workload)}`,
    `Time of one query of ${workload} in ms, measured`,
    ["backend", "#n", "#min", "#p50", "#p90", "#p99", "#max"],
    distributions.map(({ backend, n, minMs, p50Ms, p90, p99, maxMs }) => [
      backend,
      integer(n),
      significant(minMs),
      significant(p50Ms),
      earnedText(p90),
      earnedText(p99),
      significant(maxMs),
    ]),
  );
}
