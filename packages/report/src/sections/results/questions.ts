import {
  columnOf,
  disagreementOf,
  epochsOf,
  fastestStepsOf,
  isOverFolds,
  isMeasured,
  leaderOf,
  leavesResults,
  workloadIds,
  standingsOf,
  referencesOf,
  timesToAccuracyOf,
  type Claim,
  type ColumnId,
  type NoLeader,
  type Order,
  type Ranked,
  type RunData,
  type Summary,
} from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { excess, plural, sentenceList, significant, times, withUnit } from "../../format.ts";
import { foldCount } from "../../words/folds.ts";
import { intervalWords, samenessWords, untriedWords } from "../../words/claims.ts";
import { percentShort, reachedByAll } from "../time-to-accuracy/words.ts";
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
          ...timesToTarget(data, workload),
          ...(leavesResults(data.run) ? [disagreement(data, workload)] : []),
        ]
      : [{ id: "none", question: "Results", subject: "none", detail: "no measuring cell completed", leads: false }],
  }));
}

/** How many trainings reached a target accuracy, and when; nothing is ranked by it. */
function timesToTarget(data: RunData, workload: string): Result[] {
  return timesToAccuracyOf(data)
    .filter((one) => one.workload === workload)
    .map((one) => {
      const question = `Time to ${percentShort(one.target)}`;
      return { id: "time-to-accuracy", question, subject: "not ranked", detail: reachedByAll(one), leads: false };
    });
}

interface Question {
  readonly column: ColumnId;
  readonly ask: (run: Run, workload: string) => string;
  /** What the value is of its samples, where that is no matter of course. */
  readonly statistic?: (run: Run, summary: Summary) => string;
  /** How the runner-up compares with the best. */
  readonly compare: (order: Order) => string;
}

const nameOf = (one: Ranked) => `${one.backend} (${valueOf(one)})`;
const nextIs = ({ next }: Order) => `next is ${nameOf(next)}`;
const rate = (order: Order) => {
  if (order.ratio === null) return nextIs(order);
  const little = excess(order.ratio);
  return little === null ? `${times(order.ratio)} ${nameOf(order.next)}` : `${little} above ${nameOf(order.next)}`;
};
const takes = (what: "long" | "much") => (order: Order) => {
  if (order.ratio === null) return nextIs(order);
  const little = excess(order.ratio);
  const more =
    little === null ? `${times(order.ratio)} as ${what}` : `${little} ${what === "long" ? "longer" : "more"}`;
  return `${nameOf(order.next)} takes ${more}`;
};

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
  const leader = standings === null ? null : leaderOf(run, workload, column, standings);
  if (leader === null) return null;
  const base = { id: column.id, question: question.ask(run, workload) };
  if (leader.state === "none") return { ...base, subject: noneWords[leader.why], detail: "", leads: false };
  const { best } = leader;
  const value = `${valueOf(best)}${question.statistic?.(run, best.summary) ?? ""}`;
  switch (leader.state) {
    case "alone":
      return { ...base, subject: best.backend, detail: `${value}; the only one to compare`, leads: false };
    case "untried":
      return {
        ...base,
        subject: `${best.backend} first, not claimed`,
        detail: `${value}, ${question.compare(leader)}; ${isOverFolds(run, column) ? foldsWords : untriedWords(leader.claim)}`,
        leads: false,
      };
    case "tied": {
      const all = [best, ...leader.tied];
      return {
        ...base,
        subject: tiedSubject(all, leader.claim),
        detail: `${sentenceList(all.map(valueOf))}: ${samenessWords(leader.claim)}`,
        leads: false,
      };
    }
    case "leads":
      return {
        ...base,
        subject: best.backend,
        detail: `${value}, ${question.compare(leader)}: ${intervalWords(leader.claim)}`,
        leads: true,
      };
  }
}

function tiedSubject(all: readonly { readonly backend: string }[], { verdict }: Claim): string {
  const what = verdict === "equivalent" ? "about the same" : "not told apart";
  return `${sentenceList(all.map(({ backend }) => backend))} ${what}`;
}

const foldsWords = "folds share their training images, so nothing is claimed";

/** With the batch size that it was reached at, where there is a choice. */
function valueOf({ summary, batchSizes }: Ranked): string {
  const at = batchSizes.length === 0 ? "" : ` at batch ${batchSizes.join(" or ")}`;
  return `${withUnit(summary.value, summary.unit)}${at}`;
}

const noneWords: Readonly<Record<NoLeader, string>> = {
  "other-threads": "nothing comparable on the threads asked for",
  "work-cut-short": "no backend did the whole work",
  "not-comparable": "no backend is comparable",
  "software-adapter": "no backend ran on a device of its own",
  "not-measured": "not measured",
};

/** Who takes least time for a training step, on each number of threads. */
function fastestSteps(data: RunData, workload: string): Result[] {
  return fastestStepsOf(data, workload).map(({ threads, batchSize, best, leads, tied, untried, claim }) => {
    const { ms, toFastest } = best;
    const question = `Fastest training step, batch ${batchSize}, ${plural(threads, "thread")}`;
    const base = { id: `step-time-${threads}`, question, leads };
    // The fastest of the references is no news beside itself.
    const ratio =
      toFastest === null || referencesOf(data.run).includes(best.backend)
        ? ""
        : `, ${significant(toFastest.median, 2)} of the fastest reference's`;
    const detail = `${significant(ms.median)} ms${ratio}`;
    if (untried) {
      return { ...base, subject: `${best.backend} first, not claimed`, detail: `${detail}; ${untriedWords(claim)}` };
    }
    if (claim === null) return { ...base, subject: best.backend, detail };
    if (leads) return { ...base, subject: best.backend, detail: `${detail}: ${intervalWords(claim)}` };
    const all = [best, ...tied];
    const values = all.map((time) => `${significant(time.ms.median)} ms`);
    return { ...base, subject: tiedSubject(all, claim), detail: `${sentenceList(values)}: ${samenessWords(claim)}` };
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

function accuracyGap({ difference, next }: Order): string {
  return `${(100 * difference).toFixed(2)} percentage points above ${nameOf(next)}`;
}

function disagreement(data: RunData, workload: string): Result {
  return {
    id: "agreement",
    question: "Who disagrees",
    leads: false,
    ...disagreementWords(disagreementOf(data, workload)),
  };
}
