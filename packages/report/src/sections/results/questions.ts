import {
  columnOf,
  disagreementOf,
  epochsOf,
  fastestStepsOf,
  isLimited,
  isMeasured,
  leaderOf,
  leavesResults,
  workloadIds,
  standingsOf,
  type ColumnId,
  type Leader,
  type Ranked,
  type RunData,
  type Summary,
} from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { plural, sentenceList, significant, times, withUnit } from "../../format.ts";
import { foldCount } from "../../words/folds.ts";
import { limitWords } from "../../words/limits.ts";
import { disagreementWords } from "./disagreement.ts";

/** One result: `question: subject, detail`. */
export interface Result {
  readonly id: string;
  readonly question: string;
  /** The backend, or what stands in its place. */
  readonly subject: string;
  readonly detail: string;
  /** Whether the subject is a backend that leads. */
  readonly leads: boolean;
}

/** The results of one workload, in the order they are asked. */
export interface WorkloadResults {
  readonly workload: string;
  readonly results: readonly Result[];
}

/** What was measured in this run, workload by workload, over completed and comparable work only. */
export function resultsOf(data: RunData): WorkloadResults[] {
  return workloadIds(data.run).map((workload) => ({
    workload,
    results: isMeasured(data.run, workload)
      ? [
          ...questions.flatMap((question) => resultOf(data.run, workload, question) ?? []),
          ...fastestSteps(data, workload),
          ...(leavesResults(data.run) ? [disagreement(data, workload)] : []),
        ]
      : [{ id: "none", question: "Results", subject: "none", detail: "no measuring cell completed", leads: false }],
  }));
}

type Lead = Extract<Leader, { state: "leads" }>;

interface Question {
  readonly column: ColumnId;
  readonly ask: (run: Run, workload: string) => string;
  /** What the value is of its samples, where that is no matter of course. */
  readonly statistic?: (run: Run, summary: Summary) => string;
  /** How the runner-up compares with the best. */
  readonly compare: (lead: Lead) => string;
}

const nextName = ({ next: { backend, summary, outcome } }: Lead) =>
  `${backend} (${withUnit(summary.value, summary.unit)}${isLimited(outcome) ? ", limited" : ""})`;
const nextIs = (lead: Lead) => `next is ${nextName(lead)}`;
const rate = (lead: Lead) => (lead.ratio === null ? nextIs(lead) : `${times(lead.ratio)} ${nextName(lead)}`);
const takes = (what: string) => (lead: Lead) =>
  lead.ratio === null ? nextIs(lead) : `${nextName(lead)} takes ${times(lead.ratio)} as ${what}`;

const questions: readonly Question[] = [
  { column: "train-rate", ask: () => "Fastest to train", compare: rate },
  { column: "p50", ask: () => "Fastest single prediction", statistic: () => " median", compare: takes("long") },
  { column: "throughput", ask: () => "Most images a second", compare: rate },
  { column: "train-memory", ask: () => "Least memory above baseline while training", compare: takes("much") },
  { column: "predict-memory", ask: () => "Least memory above baseline while predicting", compare: takes("much") },
  { column: "accuracy", ask: accuracyQuestion, statistic: deviation, compare: accuracyGap },
];

function resultOf(run: Run, workload: string, question: Question): Result | null {
  const column = columnOf(question.column);
  const standings = standingsOf(run, workload, column);
  const leader = standings === null ? null : leaderOf(standings, column);
  if (leader === null) return null;
  const base = { id: column.id, question: question.ask(run, workload) };
  if (leader.state === "none") return { ...base, subject: noneWords[leader.why], detail: "", leads: false };
  const { best } = leader;
  const value = `${withUnit(best.summary.value, best.summary.unit)}${question.statistic?.(run, best.summary) ?? ""}`;
  const note = noteOn(best);
  switch (leader.state) {
    case "alone":
      return { ...base, subject: best.backend, detail: `${value}${note}; the only one to compare`, leads: false };
    case "tied":
      return { ...base, subject: sentenceList(leader.backends), detail: `${value} each`, leads: true };
    case "leads": {
      const detail = `${value}${note}${note === "" ? "," : ";"} ${question.compare(leader)}`;
      return { ...base, subject: best.backend, detail, leads: true };
    }
  }
}

const noneWords: Readonly<Record<Extract<Leader, { state: "none" }>["why"], string>> = {
  "work-cut-short": "no backend did the whole work",
  "not-comparable": "no backend is comparable",
  "not-measured": "not measured",
};

function noteOn({ outcome }: Ranked): string {
  return isLimited(outcome) ? `, ${limitWords(outcome.limits)}` : "";
}

/** Who takes least time for a training step, on each number of threads. */
function fastestSteps(data: RunData, workload: string): Result[] {
  return fastestStepsOf(data, workload).map(({ threads, batchSize, best, leads }) => {
    const { ms, toFastest } = best;
    const ratio = toFastest === null ? "" : `, ${significant(toFastest.median, 2)} of the fastest baseline's`;
    return {
      id: `step-time-${threads}`,
      question: `Fastest training step, batch ${batchSize}, ${plural(threads, "thread")}`,
      subject: best.backend,
      detail: `${significant(ms.median)} ms${ratio}`,
      leads,
    };
  });
}

function accuracyQuestion(run: Run, workload: string): string {
  const epochs = epochsOf(run, workload);
  const what = run.experiment.crossValidationFolds === undefined ? "Most accurate" : "Most accurate on held-out folds";
  return epochs === null ? what : `${what} after ${plural(epochs, "epoch")}`;
}

/** What stands behind an accuracy in cross-validation. */
function deviation(run: Run, { deviation: spread, folds }: Summary): string {
  return spread === null ? "" : ` ± ${(100 * spread).toFixed(2)} over ${foldCount(run, folds ?? 0)}`;
}

function accuracyGap(lead: Lead): string {
  return `${(100 * lead.difference).toFixed(2)} percentage points above ${nextName(lead)}`;
}

function disagreement(data: RunData, workload: string): Result {
  return {
    id: "agreement",
    question: "Who disagrees",
    leads: false,
    ...disagreementWords(disagreementOf(data, workload)),
  };
}
