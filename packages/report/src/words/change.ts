import type { Change, ColumnId } from "@evenkeel/analysis";
import { percent, significant, withUnit } from "../format.ts";
import { intervalWords } from "./claims.ts";
import { columnTitle } from "./columns.ts";
import { armWords } from "./threads.ts";

/** A metric of a backend in two runs, in words. */
export interface ChangeWords {
  readonly metric: string;
  readonly threads: string;
  readonly values: readonly [string, string];
  /** The second ÷ the first, or accuracies' difference; of two machines the ratios to the baseline in each. */
  readonly change: string;
  readonly verdict: string;
}

/** What became of a backend from the first run to the second. */
export function changeWords({ metric, threads, summaries: [first, second], ratios, claim }: Change): ChangeWords {
  const title = columnTitle(metric as ColumnId);
  const values = [withUnit(first.value, first.unit), withUnit(second.value, second.unit)] as const;
  return {
    metric: title,
    threads: armWords(threads),
    values,
    change: claim === null ? ratioWords(ratios) : effectWords(claim.effect),
    verdict: claim === null ? "another machine: not compared" : verdictWords(claim),
  };
}

function ratioWords(ratios: Change["ratios"]): string {
  return ratios === null ? "–" : `${significant(ratios[0])}, then ${significant(ratios[1])} of the baseline`;
}

function effectWords({ kind, value }: NonNullable<Change["claim"]>["effect"]): string {
  if (kind === "ratio") return value.toFixed(3);
  return Math.abs(value) < 1 ? `${value < 0 ? "" : "+"}${percent(value)}` : significant(value);
}

function verdictWords(claim: NonNullable<Change["claim"]>): string {
  if (claim.p === null) return `too few ${claim.over} (${claim.n}; ${claim.needed ?? "more"} can decide)`;
  return `${claim.verdict.replaceAll("-", " ")} (${intervalWords(claim)})`;
}
