import { measurementCatalog, type Run } from "@evenkeel/core";
import { differenceCharts, learningCharts, speedCharts } from "../charts/chart-groups.ts";
import { seriesKey } from "../charts/series-key.ts";
import { moment, plural, significant, unitName } from "../format.ts";
import { commandLine, slug } from "../html.ts";
import { agreementTableOf, envelopeWords } from "./agreement-table.ts";
import { cellListOf } from "./cell-list.ts";
import { classReportsOf } from "./classes.ts";
import { comparisonOf } from "./comparison.ts";
import { foldTableOf } from "./fold-table.ts";
import { evaluatedOn } from "./folds.ts";
import { gapsOf } from "./gaps.ts";
import { gateSectionOf } from "./gate/section.ts";
import { gateOf } from "./gate/backend-gates.ts";
import { answersOf, caveat } from "./headline.ts";
import { interfaceCostOf } from "./interface-cost.ts";
import { datasetsOf, devicesOf, environmentOf, modelsOf, runtimesOf } from "./provenance.ts";
import { modelNames, trains, type RunData } from "./run-data.ts";
import { seriesOf } from "./series.ts";
import { dataTable } from "./table.ts";
import { trainingSpeedSectionOf } from "./training-speed-section.ts";
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
    notCompared: gate?.sentences.filter(({ notCompared }) => notCompared) ?? [],
    agreement: agreement.filter(({ rows }) => rows.length > 0),
    differences: differenceCharts(data, series),
    speed: speedCharts(data, series),
    trainingSpeed: trainingSpeedSectionOf(data, series),
    interfaceCost: interfaceCostOf(data),
    classes: classReportsOf(data),
    envelopes: envelopeWords(run),
    gaps: gapsOf(data),
    provenance: {
      machine: [environmentOf(run), runtimesOf(run)],
      inputs: [devicesOf(run), datasetsOf(run), modelsOf(run)].filter((table) => table !== null),
    },
    command: commandLine(withoutFolder(command)),
    guide: guide(),
    cells: cellListOf(data),
  };
}
export type ReportView = ReturnType<typeof reportView>;

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

/** Where the run's folder lay is nobody's business, and the next run takes one of its own. */
function withoutFolder(command: readonly string[]): string[] {
  return command.filter(
    (word, index) => word !== "--out" && !word.startsWith("--out=") && command[index - 1] !== "--out",
  );
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

function guide() {
  const rows = Object.entries(measurementCatalog).map(([name, { unit, meaning }]): [string, ...string[]] => [
    name,
    unitName(unit),
    meaning,
  ]);
  return dataTable("measurements-table", "Every measurement there is", ["name", "unit", "meaning"], rows);
}
