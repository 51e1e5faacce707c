import {
  armsOf,
  coldStartsOf,
  columnOf,
  mainArm,
  standingsOf,
  type ColumnId,
  type Run,
  type RunData,
  type Standing,
  type Summary,
} from "@evenkeel/analysis";
import { barChart, type Bar } from "../../charts/bar-chart.ts";
import { bare, integer, significant, withUnit } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart } from "../../table.ts";
import { armWords } from "../../words/threads.ts";

type Measured = Standing & { readonly summary: Summary };
type Arm = ReturnType<typeof mainArm>;

function measured(run: Run, workload: string, column: ColumnId, arm: Arm): Measured[] {
  const standings = standingsOf(run, workload, columnOf(column), arm) ?? [];
  return standings.flatMap((one) => (one.summary === null ? [] : [{ ...one, summary: one.summary }]));
}

function ranks({ comparable, disqualified }: Standing): boolean {
  return comparable && disqualified === null;
}

/** Images a second of training, a chart a thread count: equal threads and each backend's default side by side. */
export function trainingRateCharts({ run }: RunData, workload: string, series: readonly Series[]): Chart[] {
  return armsOf(run).flatMap((arm) => {
    const found = measured(run, workload, "train-rate", arm);
    if (found.length === 0) return [];
    const id = `training-rate-${slug(workload)}${arm === mainArm(run) ? "" : `-${arm}`}`;
    const title = `Training speed of ${workload}, ${armWords(arm)}`;
    return [
      {
        id,
        title,
        caption: `Median with the smallest and the largest round.${found.every(ranks) ? "" : " Pale: not ranked."}`,
        svg: barChart(
          found.map((one) => barOf(one, styleOf(series, one.backend))),
          "images/s",
        ),
        table: dataTable(
          `data-${id}`,
          `${title}, images/s, measured`,
          ["backend", "#median", "#smallest", "#largest", "#n", "ranked"],
          found.map((one) => [one.backend, ...figures(one.summary), ranks(one) ? "yes" : "no"]),
        ),
      },
    ];
  });
}

function figures({ value, min, max, unit, n }: Summary): string[] {
  return [bare(value, unit), bare(min, unit), bare(max, unit), integer(n)];
}

function barOf(one: Measured, style: Series, kind = ""): Bar {
  const { value, min, max, unit } = one.summary;
  const shown = (bytesOrOther: number) => (unit === "bytes" ? bytesOrOther / 2 ** 20 : bytesOrOther);
  return {
    series: style,
    label: kind === "predicting" ? "" : one.backend,
    parts: [shown(value)],
    low: shown(min),
    high: shown(max),
    text: kind === "" ? bare(value, unit) : `${bare(value, unit)} ${kind}`,
    title: `${one.backend}${kind === "" ? "" : ` ${kind}`}\n${withUnit(value, unit)}`,
    light: kind === "predicting" || (kind === "" && !ranks(one)),
  };
}

/** Memory above the baseline of training and of predicting, backend by backend; null where neither was measured. */
export function memoryChart({ run }: RunData, workload: string, series: readonly Series[]): Chart | null {
  const arm = mainArm(run);
  const training = measured(run, workload, "train-memory", arm);
  const predicting = measured(run, workload, "predict-memory", arm);
  const rows = run.backends.flatMap(({ id }) => {
    const [train, predict] = [training, predicting].map((all) => all.find(({ backend }) => backend === id));
    const style = styleOf(series, id);
    const bars = [
      ...(train === undefined ? [] : [barOf(train, style, "training")]),
      ...(predict === undefined ? [] : [barOf(predict, style, "predicting")]),
    ];
    return bars.length === 0 ? [] : [{ backend: id, train, predict, bars }];
  });
  if (rows.length === 0) return null;
  const title = `Memory of ${workload}`;
  const text = (one: Measured | undefined) =>
    one === undefined
      ? "not measured"
      : `${bare(one.summary.value, one.summary.unit)}${ranks(one) ? "" : " (not ranked)"}`;
  return {
    id: `memory-${slug(workload)}`,
    title,
    caption:
      "Peak above the baseline of an empty cell, median with the smallest and the largest process. Full colour: training; pale: predicting.",
    svg: barChart(
      rows.flatMap(({ backend, bars }) => bars.map((bar, index) => ({ ...bar, label: index === 0 ? backend : "" }))),
      "MiB above baseline",
    ),
    table: dataTable(
      `data-memory-${slug(workload)}`,
      `${title} above the baseline in MiB, measured`,
      ["backend", "#training", "#predicting"],
      rows.map(({ backend, train, predict }) => [backend, text(train), text(predict)]),
    ),
  };
}

/** Import, model and first prediction, one after another; null where no process recorded the parts. */
export function coldStartChart(data: RunData, workload: string, series: readonly Series[]): Chart | null {
  const found = coldStartsOf(data, workload);
  if (found.length === 0) return null;
  const title = `Cold start of ${workload}`;
  return {
    id: `cold-start-${slug(workload)}`,
    title,
    caption:
      "From full colour to pale: importing the library, loading the model, the first prediction; medians over processes, the line from the smallest to the largest whole.",
    svg: barChart(
      found.map(({ backend, importMs, modelMs, firstPredictionMs, minMs, maxMs, medianMs }) => ({
        series: styleOf(series, backend),
        label: backend,
        parts: [importMs, modelMs, firstPredictionMs],
        low: minMs,
        high: maxMs,
        text: significant(medianMs),
        title: `${backend}\nimport ${significant(importMs)} ms\nmodel ${significant(modelMs)} ms\nfirst prediction ${significant(firstPredictionMs)} ms`,
      })),
      "ms",
    ),
    table: dataTable(
      `data-cold-start-${slug(workload)}`,
      `${title} in ms, measured, medians over n processes`,
      ["backend", "#import", "#model", "#first prediction", "#all", "#smallest", "#largest", "#n"],
      found.map((one) => [
        one.backend,
        ...[one.importMs, one.modelMs, one.firstPredictionMs, one.medianMs, one.minMs, one.maxMs].map((ms) =>
          significant(ms),
        ),
        integer(one.n),
      ]),
    ),
  };
}
