import {
  agreementEnvelopes,
  agreementOf,
  lossDifferencesOf,
  workloadIds,
  type PairAgreement,
  type RunData,
} from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { integer, percent, plural, scientific, sentenceList, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { evaluatedOn } from "../../words/folds.ts";
import type { Section } from "../section.ts";
import { lossDifferenceChart } from "./loss-difference-chart.ts";

/** One pair of backends. */
export interface AgreementRow {
  readonly id: string;
  readonly pair: string;
  readonly steps: string;
  readonly largest: string;
  readonly last: string;
  readonly predictions: string;
  readonly verdict: PairAgreement["verdict"];
  readonly words: string;
  /** What the verdict rests on. */
  readonly because: string;
}

/** All pairs of a workload. */
export interface AgreementTable {
  readonly id: string;
  readonly workload: string;
  readonly rows: readonly AgreementRow[];
  /** Null of two backends: their one row says as much. */
  readonly matrix: AgreementMatrix | null;
  /** Many pairs stay folded below their matrix. */
  readonly open: boolean;
}

/** Every backend against every other. */
export interface AgreementMatrix {
  readonly backends: readonly string[];
  readonly rows: readonly { readonly backend: string; readonly cells: readonly MatrixCell[] }[];
}

interface MatrixCell {
  readonly verdict: PairAgreement["verdict"] | "same";
  readonly words: string;
  readonly notes: readonly string[];
  readonly href: string | null;
}

/** Every pair of backends, workload by workload; left out where no two of them left samples. */
export const agreement: Section = {
  name: "agreement",
  contents: "Same results?",
  view({ data, series }) {
    const workloads = workloadIds(data.run);
    const tables = workloads.map((workload) => agreementTableOf(data, workload)).filter(({ rows }) => rows.length > 0);
    if (tables.length === 0) return null;
    const differences = workloads.flatMap((workload) => {
      const found = lossDifferencesOf(data, workload);
      return found === null ? [] : [lossDifferenceChart(workload, found, series)];
    });
    return {
      tables,
      differences,
      steps: agreementEnvelopes.steps,
      images: evaluatedOn(data.run).images,
      envelopes: envelopeWords(data.run),
    };
  },
};

const words = {
  agrees: "agrees",
  inconclusive: "outside, within rounding's reach",
  differs: "differs",
  "too-little-work": "too little work to compare",
} as const;

/** Every pair of backends of a workload: how far apart, judged by which envelope. */
export function agreementTableOf(data: RunData, workload: string): AgreementTable {
  const id = `agreement-${slug(workload)}`;
  const pairs = agreementOf(data, workload);
  const rows = pairs.map((pair) => ({
    id: anchorOf(id, pair),
    pair: pair.backends.join(" – "),
    ...lossWords(pair),
    predictions: predictionWords(pair),
    verdict: pair.verdict,
    words: words[pair.verdict],
    because: because(pair),
  }));
  const matrix = pairs.length < 2 ? null : matrixOf(id, pairs);
  return { id, workload, rows, matrix, open: pairs.length <= mostOpen };
}

/** More pairs than this stay folded. */
const mostOpen = 6;

function anchorOf(id: string, { backends }: PairAgreement): string {
  return `${id}.${backends.map(slug).join(".")}`;
}

function matrixOf(id: string, pairs: readonly PairAgreement[]): AgreementMatrix {
  const backends = [...new Set(pairs.flatMap((pair) => pair.backends))];
  const pairOf = (one: string, other: string) =>
    pairs.find((pair) => pair.backends.includes(one) && pair.backends.includes(other));
  return {
    backends,
    rows: backends.map((backend) => ({
      backend,
      cells: backends.map((other): MatrixCell => {
        const pair = backend === other ? undefined : pairOf(backend, other);
        if (pair === undefined) return { verdict: "same", words: "itself", notes: [], href: null };
        return {
          verdict: pair.verdict,
          words: shortWords[pair.verdict],
          notes: matrixNotes(pair),
          href: anchorOf(id, pair),
        };
      }),
    })),
  };
}

const shortWords: Readonly<Record<PairAgreement["verdict"], string>> = {
  agrees: "agrees",
  inconclusive: "outside",
  differs: "differs",
  "too-little-work": "too little work",
};

/** Where a pair that lies outside parts, and how often it predicts alike. */
function matrixNotes({ verdict, loss, predictions }: PairAgreement): string[] {
  const parts = verdict === "agrees" || loss === null || loss.partsAt === null ? [] : [`from step ${loss.partsAt}`];
  return [...parts, ...(predictions === null ? [] : [`${percent(predictions.share, 1)} alike`])];
}

function lossWords({ loss }: PairAgreement): Pick<AgreementRow, "steps" | "largest" | "last"> {
  if (loss === null) return { steps: "0", largest: "no common step", last: "no common step" };
  return {
    steps: integer(loss.steps),
    largest: `${significant(loss.largestRelative, 2)}${loss.largestRelative === 0 ? "" : ` at step ${loss.atStep}`}`,
    last: `${significant(loss.lastAbsolute, 2)} at step ${loss.steps}`,
  };
}

function predictionWords({ predictions }: PairAgreement): string {
  if (predictions === null) return "not comparable";
  const weights = predictions.weights === "initial" ? ", initial weights" : "";
  return `${percent(predictions.share)} of ${plural(predictions.images, "image")}${weights}`;
}

function because({ loss, predictions }: PairAgreement): string {
  const parts = [
    ...(loss?.judged
      ? [`losses within ${scientific(loss.judged.envelope.relative)} at step ${loss.judged.envelope.steps}`]
      : []),
    ...(predictions?.judged ? [`${percent(agreementEnvelopes.predictions.share, 0)} the same predictions`] : []),
  ];
  return parts.length === 0 ? "" : `asked: ${parts.join("; ")}`;
}

/** What the verdicts are held against, and what they do not prove. */
function envelopeWords(run: Run): string {
  const { losses, steps, predictions, lossReach, predictionReach } = agreementEnvelopes;
  const asked = losses.map(({ steps: at, relative }) => `${scientific(relative)} at step ${at}`);
  return (
    `Reference envelopes: relative difference of the losses ${sentenceList(asked)}; ` +
    `the same prediction for at least ${percent(predictions.share, 0)} of the ${evaluatedOn(run).images} after ${plural(predictions.epochs, "epoch")}. ` +
    `A pair outside them is not proved to differ: a near-tie in one pooling window is enough to part two correct float32 ` +
    `trainings, and PyTorch's own two CPU kernels were seen up to ${percent(lossReach, 0)} and ` +
    `${percent(predictionReach, 0)} of the predictions apart (docs/parity.md). Further than that, at any of the first ${steps} steps, it differs. ` +
    `Losses after step ${steps} are kept, drawn above and not judged: rounding alone carries correct trainings further apart with every step, and no bound on it is known. ` +
    `After more epochs the share is shown, not judged.`
  );
}
