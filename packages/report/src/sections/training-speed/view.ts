import {
  passesOfStep,
  trainingSpeedsOf,
  type RunData,
  type Spread,
  type StepTime,
  type TrainingSpeed,
} from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { keyOf } from "../../charts/series-key.ts";
import { integer, percent, plural, sentenceList, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import type { Series } from "../../series.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";
import { trainingSpeedChart } from "./training-speed-chart.ts";

/** Left out where no step times were taken. */
export const trainingSpeed: Section = {
  name: "training-speed",
  contents: "Training speed",
  view: ({ data, series }) => trainingSpeedView(data, series),
};

/** Step times beside the baselines: a chart a number of threads, a table a workload. Null where there are none. */
export function trainingSpeedView(data: RunData, series: readonly Series[]) {
  const speeds = trainingSpeedsOf(data);
  const { tasks, rounds } = data.run.experiment;
  const stepTime = tasks["step-time"];
  if (speeds.length === 0 || stepTime === undefined) return null;
  const threads = [...new Set(speeds.map((speed) => speed.threads))];
  return {
    words: wordsOf(stepTime, rounds),
    key: keyOf(series),
    charts: threads.flatMap((count) => {
      const own = speeds.filter((speed) => speed.threads === count);
      return trainingSpeedChart(count, own, series) ?? [];
    }),
    tables: speeds.map((speed) => tableOf(speed, stepTime)),
  };
}

type Settings = NonNullable<Run["experiment"]["tasks"]["step-time"]>;

function wordsOf({ baselines }: Settings, rounds: number): string[] {
  const [first] = baselines;
  const ratios =
    first === undefined
      ? "."
      : `; ratios are taken round by round, to ${first} and to the fastest of ${sentenceList(baselines)} in the same round, with the smallest and the largest.`;
  return [
    `A step is forward, backward and optimizer. Times are medians over ${plural(rounds, "round")}, by the harness's clock around each call: of a backend in a process of its own the way there and back is part of it${ratios}`,
    `GFLOP/s count a step as ${passesOfStep} forward passes, whatever the algorithm saves; the peak beside them is the best product of two 1024×1024 matrices that any backend reached here on as many threads.`,
    "The round trip is a message between two spinning threads and back, read before each cell: about 100 ns where the host keeps the cores together, over 400 where it does not, and then whatever uses two threads is slow.",
  ];
}

function tableOf({ workload, threads, times, peakGflops, roundTripNs }: TrainingSpeed, settings: Settings): DataTable {
  const { batchSizes, baselines } = settings;
  const backends = [...new Set(times.map(({ backend }) => backend))];
  const columns = batchSizes.flatMap((size) => [
    `#batch ${size}, ms`,
    ...(baselines.length > 0 ? [`#÷ ${baselines[0]}`] : []),
    ...(baselines.length > 1 ? ["#÷ fastest baseline"] : []),
  ]);
  const largest = Math.max(...batchSizes);
  const rows = backends.map((backend): [string, ...string[]] => {
    const at = (size: number) => times.find((time) => time.backend === backend && time.batchSize === size);
    const roundTrip = roundTripNs.get(backend);
    return [
      backend,
      ...batchSizes.flatMap((size) => timeTexts(at(size), Math.min(2, baselines.length))),
      gflopsText(at(largest)),
      roundTrip === undefined ? "–" : roundTripText(roundTrip),
    ];
  });
  const peak = peakGflops === null ? "" : `; peak ${significant(peakGflops)} GFLOP/s`;
  return dataTable(
    `step-time-${slug(workload)}-${threads}`,
    `${workload}, ${plural(threads, "thread")}${peak}`,
    ["backend", ...columns, `#GFLOP/s at ${largest}`, "#round trip, ns"],
    rows,
  );
}

/** The median, and so many ratios to baselines. */
function timeTexts(time: StepTime | undefined, ratios: number): string[] {
  const texts =
    time === undefined
      ? ["–", "–", "–"]
      : [significant(time.ms.median), ratioText(time.toFirst), ratioText(time.toFastest)];
  return texts.slice(0, 1 + ratios);
}

function ratioText(ratio: Spread | null): string {
  if (ratio === null) return "–";
  const [middle, low, high] = [ratio.median, ratio.min, ratio.max].map((value) => value.toFixed(2));
  return ratio.n === 1 ? `${middle}` : `${middle}\u00A0(${low}–${high})`;
}

function roundTripText({ median, min, max, n }: Spread): string {
  return n === 1 ? integer(median) : `${integer(median)}\u00A0(${integer(min)}–${integer(max)})`;
}

function gflopsText(time: StepTime | undefined): string {
  if (time === undefined) return "–";
  const share = time.shareOfPeak === null ? "" : `\u00A0(${percent(time.shareOfPeak, 0)})`;
  return `${significant(time.gflops)}${share}`;
}
