import { agreementEnvelopes, type Disagreement, type PairAgreement } from "@evenkeel/analysis";
import { percent, plural, scientific, sentenceList, significant } from "../../format.ts";

/** Who computes something else, as a result's subject and detail. */
export function disagreementWords({ pairs: all, judged, overAllSteps, inconclusive, differing, worst }: Disagreement): {
  readonly subject: string;
  readonly detail: string;
} {
  if (judged === 0) return { subject: "too little work to compare", detail: "" };
  if (worst === null) {
    return {
      subject: "none",
      detail: `${judged} of ${plural(all, "pair")} could be judged, ${overAllSteps === 0 ? "none" : overAllSteps} of them over the first ${agreementEnvelopes.steps} steps, ${withinWords(inconclusive)}`,
    };
  }
  const pairs = sentenceList(differing.map(({ backends }) => backends.join(" with ")));
  return { subject: pairs, detail: `at worst ${distance(worst)}` };
}

function withinWords(inconclusive: number): string {
  if (inconclusive === 0) return "all within the reference envelopes";
  return `${inconclusive} outside the reference envelopes but no further than rounding alone can carry`;
}

function distance({ loss, predictions }: PairAgreement): string {
  const parts: string[] = [];
  if (loss?.judged && loss.excess > 1) {
    const { envelope, relative } = loss.judged;
    parts.push(
      `losses ${significant(relative, 2)} apart (relative) at step ${envelope.steps}, envelope ${scientific(envelope.relative)}`,
    );
  }
  if (predictions?.outside) parts.push(`the same prediction for ${percent(predictions.share)} of the images`);
  return parts.join(", ");
}
