import type { Run, Task } from "@evenkeel/core";
import { predictionEnvelope } from "@evenkeel/stats";
import { percent, plural, scientific, sentenceList, significant, times, withUnit } from "../format.ts";
import { agreementOf, excess, type PairAgreement } from "./agreement.ts";
import { columnOf, type Column } from "./columns.ts";
import { foldCount } from "./folds.ts";
import { gateSentences } from "./gate/sentences.ts";
import { gateOf } from "./gate/backend-gates.ts";
import { limitWords, type Summary } from "./outcome.ts";
import { epochsOf, modelNames, trains, type RunData } from "./run-data.ts";
import { trainingSpeedsOf, usualBatchSize } from "./training-speed.ts";
import { ranked, standingsOf, type Standing } from "./standings.ts";

/** One answer: `question: subject, detail`. */
export interface Answer {
  readonly id: string;
  readonly question: string;
  /** The backend, or what stands in its place. */
  readonly subject: string;
  readonly detail: string;
  /** Whether the subject is a backend that leads. */
  readonly leads: boolean;
}

export interface ModelAnswers {
  readonly model: string;
  readonly answers: readonly Answer[];
}

type Ranked = Standing & { readonly summary: Summary };

/** What was measured in this run, model by model, over completed and comparable work only. */
export function answersOf(data: RunData): ModelAnswers[] {
  return modelNames(data.run).map((model) => ({
    model,
    answers: measured(data.run, model)
      ? [
          ...questions.flatMap((question) => answer(data.run, model, question) ?? []),
          ...fastestSteps(data, model),
          ...(givesAnswers(data.run) ? [disagreement(data, model)] : []),
        ]
      : [{ id: "none", question: "Results", subject: "none", detail: "no measuring cell completed", leads: false }],
  }));
}

/** Whether any task leaves losses or answers; the others only take times. */
function givesAnswers({ experiment }: Run): boolean {
  const answering = new Set<Task>(["train", "evaluate", "latency", "throughput"]);
  return experiment.tasks.some((task) => answering.has(task));
}

/** Whether there is anything to ask about: the gate proves, it does not measure. */
function measured({ cells }: Run, model: string): boolean {
  return cells.some((cell) => cell.model === model && cell.task !== "gradients" && cell.state === "completed");
}

/** The limit of every answer above: one run holds no test of its differences. */
export function caveat({ experiment }: Run): string {
  return `One run, ${plural(experiment.rounds, "round")}: differences are not tested.`;
}

/** What the gradient gate found and the answers, as plain lines of text: their spaces may break, a terminal is no page. */
export function headlineLines(data: RunData): string[] {
  const gates = gateOf(data);
  const proofs = gates === null ? [] : gateSentences(gates, trains(data.run)).map(({ text }) => text);
  const lines = answersOf(data).flatMap(({ model, answers }) => answers.map((line) => sentence(model, line)));
  const all = lines.length === 0 ? [] : [...proofs, ...lines, caveat(data.run)];
  return all.map((line) => line.replaceAll("\u00A0", " "));
}

function sentence(model: string, { question, subject, detail }: Answer): string {
  return `${question}, ${model}: ${subject}${detail === "" ? "" : `, ${detail}`}`;
}

interface Question {
  readonly column: Column;
  readonly ask: (run: Run, model: string) => string;
  /** What the value is of its samples, where that is no matter of course. */
  readonly statistic?: (run: Run, summary: Summary) => string;
  /** How the runner-up compares with the best. */
  readonly compare: (best: Ranked, next: Ranked) => string;
}

const nextName = ({ backend, summary, outcome }: Ranked) =>
  `${backend} (${withUnit(summary.value, summary.unit)}${outcome.limits.length > 0 ? ", limited" : ""})`;
const rate = (best: Ranked, next: Ranked) => `${times(best.summary.value / next.summary.value)} ${nextName(next)}`;
const takes = (what: string) => (best: Ranked, next: Ranked) =>
  best.summary.value === 0
    ? `next is ${nextName(next)}`
    : `${nextName(next)} takes ${times(next.summary.value / best.summary.value)} as ${what}`;

const questions: readonly Question[] = [
  { column: columnOf("train-rate"), ask: () => "Fastest to train", compare: rate },
  { column: columnOf("p50"), ask: () => "Fastest single answer", statistic: () => " median", compare: takes("long") },
  { column: columnOf("throughput"), ask: () => "Most images a second", compare: rate },
  { column: columnOf("train-memory"), ask: () => "Least memory above baseline while training", compare: takes("much") },
  {
    column: columnOf("answer-memory"),
    ask: () => "Least memory above baseline while answering",
    compare: takes("much"),
  },
  { column: columnOf("accuracy"), ask: accuracyQuestion, statistic: deviation, compare: accuracyGap },
];

function answer(run: Run, model: string, { column, ask, statistic, compare }: Question): Answer | null {
  const standings = standingsOf(run, model, column);
  if (standings === null || column.better === null) return null;
  const base = { id: column.id, question: ask(run, model) };
  const [best, next] = ranked(standings, column.better);
  if (best === undefined) {
    return { ...base, subject: nobody(standings), detail: "", leads: false };
  }
  const value = `${withUnit(best.summary.value, best.summary.unit)}${statistic?.(run, best.summary) ?? ""}`;
  const { limits } = best.outcome;
  const note = limits.length > 0 ? `, ${limitWords(limits)}` : "";
  if (next === undefined) {
    return { ...base, subject: best.backend, detail: `${value}${note}; the only one to compare`, leads: false };
  }
  const ties = standings.filter((standing) => standing.best).map(({ backend }) => backend);
  if (ties.length > 1) {
    return { ...base, subject: sentenceList(ties), detail: `${value} each`, leads: true };
  }
  return {
    ...base,
    subject: best.backend,
    detail: `${value}${note}${note === "" ? "," : ";"} ${compare(best, next)}`,
    leads: true,
  };
}

/** Who takes least time for a training step, on each number of threads. */
function fastestSteps(data: RunData, model: string): Answer[] {
  return trainingSpeedsOf(data)
    .filter((speed) => speed.model === model)
    .flatMap(({ threads, times: stepTimes }) => {
      const batchSize = usualBatchSize(stepTimes);
      const rankedTimes = stepTimes
        .filter((time) => time.ranks && time.batchSize === batchSize)
        .toSorted((left, right) => left.ms.median - right.ms.median);
      const [best] = rankedTimes;
      if (best === undefined) return [];
      const ratio =
        best.toFastest === null ? "" : `, ${significant(best.toFastest.median, 2)} of the fastest baseline's`;
      return [
        {
          id: `step-time-${threads}`,
          question: `Fastest training step, batch ${batchSize}, ${plural(threads, "thread")}`,
          subject: best.backend,
          detail: `${significant(best.ms.median)} ms${ratio}`,
          leads: rankedTimes.length > 1,
        },
      ];
    });
}

function nobody(standings: readonly Standing[]): string {
  if (standings.some(({ summary }) => summary !== null)) return "nobody did the whole work";
  return standings.some(({ outcome }) => outcome.state === "not-comparable") ? "nobody is comparable" : "not measured";
}

function accuracyQuestion(run: Run, model: string): string {
  const epochs = epochsOf(run, model);
  const what = run.experiment.crossValidationFolds === undefined ? "Most accurate" : "Most accurate on held-out folds";
  return epochs === null ? what : `${what} after ${plural(epochs, "epoch")}`;
}

/** What stands behind an accuracy in cross-validation. */
function deviation(run: Run, { deviation: spread, folds }: Summary): string {
  return spread === null ? "" : ` ± ${(100 * spread).toFixed(2)} over ${foldCount(run, folds ?? 0)}`;
}

function accuracyGap(best: Ranked, next: Ranked): string {
  const points = (100 * (best.summary.value - next.summary.value)).toFixed(2);
  return `${points} percentage points above ${nextName(next)}`;
}

function disagreement(data: RunData, model: string): Answer {
  const base = { id: "agreement", question: "Who disagrees", leads: false };
  const judged = agreementOf(data, model).filter(({ verdict }) => verdict !== "too-little-work");
  if (judged.length === 0) return { ...base, subject: "too little work to compare", detail: "" };
  const differing = judged.filter(({ verdict }) => verdict === "differs");
  if (differing.length === 0) {
    return {
      ...base,
      subject: "nobody",
      detail: `${plural(judged.length, "pair")} compared, ${inWords(judged)}`,
    };
  }
  const [worst] = differing.toSorted((a, b) => excess(b.loss) - excess(a.loss));
  const pairs = sentenceList(differing.map(({ backends }) => backends.join(" with ")));
  return { ...base, subject: pairs, detail: worst === undefined ? "" : `at worst ${distance(worst)}` };
}

function inWords(judged: readonly PairAgreement[]): string {
  const outside = judged.filter(({ verdict }) => verdict === "inconclusive").length;
  if (outside === 0) return "all within the reference envelopes";
  return `${outside} outside the reference envelopes but no further than rounding alone can carry`;
}

function distance({ loss, predictions }: PairAgreement): string {
  const parts: string[] = [];
  if (loss?.judged && excess(loss) > 1) {
    const { envelope, relative } = loss.judged;
    parts.push(
      `losses ${significant(relative, 2)} apart (relative) at step ${envelope.steps}, envelope ${scientific(envelope.relative)}`,
    );
  }
  if (predictions?.judged && predictions.share < predictionEnvelope.share) {
    parts.push(`the same answer to ${percent(predictions.share)} of the images`);
  }
  return parts.join(", ");
}
