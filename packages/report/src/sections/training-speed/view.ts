import {
  passesOfStep,
  trainingSpeedsOf,
  referencesOf,
  roundCountOf,
  type RunData,
  type Spread,
  type StepTime,
  type TrainingSpeed,
} from "@evenkeel/analysis";
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

/** Step times beside the references: a chart a number of threads, a table a workload. Null where there are none. */
export function trainingSpeedView(data: RunData, series: readonly Series[]) {
  const speeds = trainingSpeedsOf(data);
  const stepTime = data.run.experiment.tasks["step-time"];
  if (speeds.length === 0 || stepTime === undefined) return null;
  const references = referencesOf(data.run);
  const threads = [...new Set(speeds.map((speed) => speed.threads))];
  return {
    words: wordsOf(references, { rounds: roundCountOf(data.run), speeds }),
    key: keyOf(series),
    charts: threads.flatMap((count) => {
      const own = speeds.filter((speed) => speed.threads === count);
      return trainingSpeedChart(count, own, series) ?? [];
    }),
    tables: speeds.map((speed) => tableOf(speed, stepTime.batchSizes, references)),
  };
}

function wordsOf(
  references: readonly string[],
  { rounds, speeds }: { rounds: number; speeds: readonly TrainingSpeed[] },
): string[] {
  const [first] = references;
  const ratios =
    first === undefined
      ? "."
      : `; ratios are taken round by round, to ${first} and to the fastest reference in the same round (${sentenceList(references)}), with the smallest and the largest.`;
  const all = speeds.flatMap(({ times }) => times);
  const missing = references.filter((reference) => !all.some(({ backend }) => backend === reference));
  const without =
    missing.length === 0
      ? ""
      : ` ${sentenceList(missing)} left no times here: no ratios are taken to ${missing.length === 1 ? "it" : "them"}.`;
  return [
    `A step is forward, backward and optimizer. Times are medians over ${plural(rounds, "round")}, by the harness's clock around each call: of a backend in a process of its own the way there and back is part of it${ratios}${without}`,
    ...(all.some(({ computeShare }) => computeShare !== null)
      ? ["Computing is the share of that time that the backend itself says it computed; it ranks nothing."]
      : []),
    peakWords(speeds),
    ...(speeds.some(({ roundTripNs }) => roundTripNs.size > 0) ? [roundTripWords] : []),
  ];
}

const roundTripWords =
  "The round trip is a message between two spinning threads and back, read before each cell: about 100 ns where the host keeps the cores together, over 400 where it does not, and then whatever uses two threads is slow.";

function peakWords(speeds: readonly TrainingSpeed[]): string {
  const count = `GFLOP/s count a step as ${passesOfStep} forward passes, whatever the algorithm saves`;
  if (speeds.every(({ peakGflops }) => peakGflops === null)) return `${count}.`;
  const above = speeds.some(({ times }) => times.some(({ shareOfPeak }) => (shareOfPeak ?? 0) > 1));
  const peak = `${count}; the share beside them is of the best product of two 1024×1024 matrices that any backend reached here on as many threads.`;
  return above
    ? `${peak} A share above 100% is no contradiction: a step does less arithmetic than that count, since its first layer needs no gradient of its input, and the peak was read at another moment.`
    : peak;
}

function tableOf(
  { workload, threads, times, peakGflops, roundTripNs }: TrainingSpeed,
  batchSizes: readonly number[],
  references: readonly string[],
): DataTable {
  const backends = [...new Set(times.map(({ backend }) => backend))];
  const [first] = references;
  const hasFirst = times.some(({ toFirst }) => toFirst !== null);
  const hasFastest = references.length > 1 && times.some(({ toFastest }) => toFastest !== null);
  const largest = Math.max(...batchSizes);
  const columns = batchSizes.flatMap((size) => [
    `#batch ${size}, ms`,
    ...(hasFirst ? [`#÷ ${first}`] : []),
    ...(hasFastest ? ["#÷ fastest reference"] : []),
  ]);
  const rows = backends.map((backend): [string, ...string[]] => {
    const at = (size: number) => times.find((time) => time.backend === backend && time.batchSize === size);
    const own = times.filter((time) => time.backend === backend);
    const roundTrip = roundTripNs.get(backend);
    return [
      backend,
      ...batchSizes.flatMap((size) => [
        msText(at(size)),
        ...(hasFirst ? [backend === first ? "reference" : ratioText(at(size), "toFirst")] : []),
        ...(hasFastest ? [ratioText(at(size), "toFastest")] : []),
      ]),
      gflopsText(at(largest)),
      computingText(at(largest)),
      integer(own.reduce((sum, { steps }) => sum + steps, 0)),
      ...(roundTripNs.size === 0 ? [] : [roundTrip === undefined ? "not read" : roundTripText(roundTrip)]),
    ];
  });
  const peak = peakGflops === null ? "" : `; peak ${significant(peakGflops)} GFLOP/s`;
  return dataTable(
    `step-time-${slug(workload)}-${threads}`,
    `${workload}, ${plural(threads, "thread")}${peak}`,
    [
      "backend",
      ...columns,
      `#GFLOP/s at ${largest}${peakGflops === null ? "" : ", of peak"}`,
      `#computing at ${largest}`,
      "#n, steps",
      ...(roundTripNs.size === 0 ? [] : ["#round trip, ns"]),
    ],
    rows,
  );
}

/** Stands where a batch size gave no time: the budget ended before it, or after a call that warmed up. */
const notReached = "not reached";

function msText(time: StepTime | undefined): string {
  return time === undefined ? notReached : significant(time.ms.median);
}

function ratioText(time: StepTime | undefined, to: "toFirst" | "toFastest"): string {
  if (time === undefined) return notReached;
  const ratio = time[to];
  if (ratio === null) return time.ranks ? "no reference" : "not ranked";
  return spreadText(ratio, (value) => value.toFixed(2));
}

/** `0.43 (0.31–0.62)`, broken before the bracket alone; the median where all rounds gave the same. */
function spreadText({ median, min, max }: Spread, text: (value: number) => string): string {
  const [middle, low, high] = [median, min, max].map(text);
  return low === high ? `${middle}` : `${middle} (${low}\u2060–\u2060${high})`;
}

function roundTripText(ns: Spread): string {
  return spreadText(ns, integer);
}

function gflopsText(time: StepTime | undefined): string {
  if (time === undefined) return notReached;
  const share = time.shareOfPeak === null ? "" : ` (${percent(time.shareOfPeak, 0)})`;
  return `${significant(time.gflops)}${share}`;
}

function computingText(time: StepTime | undefined): string {
  if (time === undefined) return notReached;
  return time.computeShare === null ? "not told" : percent(time.computeShare, 0);
}
