import { measurementCatalog, type Run } from "@evenkeel/core";
import { lossEnvelopes, predictionEnvelope } from "@evenkeel/stats";
import { accuracyChart } from "../charts/accuracy-chart.ts";
import { latencyChart } from "../charts/latency-chart.ts";
import { lossChart } from "../charts/loss-chart.ts";
import { lossDifferenceChart } from "../charts/loss-difference-chart.ts";
import { seriesKey } from "../charts/series-key.ts";
import { throughputChart } from "../charts/throughput-chart.ts";
import { tradeOffChart } from "../charts/trade-off-chart.ts";
import { moment, percent, plural, scientific, sentenceList, significant, unitName } from "../format.ts";
import { commandLine, slug } from "../html.ts";
import { agreementTableOf } from "./agreement-table.ts";
import { cellListOf } from "./cell-list.ts";
import { classReportsOf } from "./classes.ts";
import { comparisonOf } from "./comparison.ts";
import { foldTableOf } from "./fold-table.ts";
import { evaluatedOn } from "./folds.ts";
import { gapsOf } from "./gaps.ts";
import { gateSectionOf } from "./gate-section.ts";
import { gateOf } from "./gate.ts";
import { answersOf, caveat } from "./headline.ts";
import { epochAccuraciesOf, lossCurvesOf, lossDifferencesOf } from "./loss-curves.ts";
import { datasetsOf, environmentOf, modelsOf, runtimesOf } from "./provenance.ts";
import { modelNames, trains, type RunData } from "./run-data.ts";
import { seriesOf, type Series } from "./series.ts";
import { batchRatesOf, latencyDistributionsOf, tradeOffsOf } from "./speed.ts";
import { dataTable, type Chart } from "./table.ts";
import { trainingWords } from "./training-words.ts";

/** Everything the page says, in the order it says it. */
export function reportView(data: RunData) {
  const { run } = data;
  const { experiment, command } = run;
  const series = seriesOf(run);
  const comparison = comparisonOf(data);
  const gates = gateOf(data);
  const gate = gates === null ? null : gateSectionOf(gates, trains(run));
  const agreement = modelNames(run).map((model) => agreementTableOf(data, model));
  return {
    title: experiment.title,
    description: experiment.description,
    runId: run.runId,
    facts: factsOf(run),
    banner: banner(run),
    answers: answersOf(data).map(({ model, answers }) => ({ id: `answers-${slug(model)}`, model, answers })),
    caveat: caveat(run),
    key: series.map((style) => ({ svg: seriesKey(style), backend: style.backend })),
    comparison,
    gate,
    /** Columns of the comparison table with its row heads. */
    spanned: comparison.columns.length + 1,
    trainingWords: trainingWords(run),
    folds: foldTableOf(data),
    evaluated: evaluatedOn(run),
    learning: learningCharts(data, series),
    /** Whom the charts of the learning leave out. */
    notCompared: gate?.sentences.filter(({ verdict }) => verdict === "failed") ?? [],
    agreement: agreement.filter(({ rows }) => rows.length > 0),
    differences: differenceCharts(data, series),
    speed: speedCharts(data, series),
    classes: classReportsOf(data),
    envelopes: envelopeWords(run),
    gaps: gapsOf(data),
    provenance: { machine: [environmentOf(run), runtimesOf(run)], inputs: [datasetsOf(run), modelsOf(run)] },
    command: commandLine(command),
    guide: guide(),
    cells: cellListOf(data),
  };
}
export type ReportView = ReturnType<typeof reportView>;

interface ChartGroup {
  readonly title: string;
  readonly charts: readonly Chart[];
}

function learningCharts(data: RunData, series: readonly Series[]): ChartGroup[] {
  return chartGroups(data, [
    ["Loss", (model) => lossChart(model, lossCurvesOf(data, model), series)],
    ["Accuracy", (model) => accuracyChart(model, epochAccuraciesOf(data, model), series, evaluatedOn(data.run))],
  ]);
}

function differenceCharts(data: RunData, series: readonly Series[]): readonly Chart[] {
  return modelNames(data.run).flatMap((model) => {
    const differences = lossDifferencesOf(data, model);
    return differences === null ? [] : [lossDifferenceChart(model, differences, series)];
  });
}

function speedCharts(data: RunData, series: readonly Series[]): ChartGroup[] {
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

/** When, where and how much, in a line. */
function factsOf({ startedAt, environment, experiment, cells, plan }: Run): string[] {
  const { cpu, cores, memoryBytes, operatingSystem, node } = environment;
  return [
    moment(startedAt),
    `${cpu}, ${plural(cores, "core")}, ${significant(memoryBytes / 2 ** 30, 2)} GiB`,
    `${operatingSystem}, Node.js ${node}`,
    [...foldWords(experiment), plural(experiment.rounds, "round"), `seed ${experiment.seed}`].join(", "),
    `${cells.filter(({ state }) => state === "completed").length} of ${plural(plan.length, "cell")} completed`,
  ];
}

function foldWords({ crossValidationFolds: folds }: Run["experiment"]): string[] {
  return folds === undefined ? [] : [`${folds}-fold cross-validation`];
}

function banner({ state, cells, plan }: Run): string | null {
  if (state === "finished") return null;
  const open = plan.length - cells.length;
  const what = state === "interrupted" ? "This run was interrupted" : "This run has not finished, or was killed";
  return `${what}: ${plural(open, "cell")} of ${plan.length} ${open === 1 ? "is" : "are"} missing below.`;
}

function envelopeWords(run: Run): string {
  const losses = lossEnvelopes.map(({ steps, relative }) => `${scientific(relative)} at step ${steps}`);
  return (
    `Reference envelopes: relative difference of the losses ${sentenceList(losses)}; ` +
    `the same answer to at least ${percent(predictionEnvelope.share, 0)} of the ${evaluatedOn(run).images} after ${plural(predictionEnvelope.epochs, "epoch")}. ` +
    `A pair outside them is not proved to differ: a near-tie in one pooling window is enough to part two correct float32 ` +
    `trainings, and PyTorch's own two CPU kernels were seen up to ${percent(Math.max(...lossEnvelopes.map(({ reach }) => reach)), 0)} and ` +
    `${percent(1 - predictionEnvelope.reach, 0)} of the answers apart (docs/parity.md). ` +
    `After more epochs the share is shown, not judged.`
  );
}

function guide() {
  const rows = Object.entries(measurementCatalog).map(([name, { unit, meaning }]): [string, ...string[]] => [
    name,
    unitName(unit),
    meaning,
  ]);
  return dataTable("measurements-table", "Every measurement there is", ["name", "unit", "meaning"], rows);
}
