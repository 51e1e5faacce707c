import { accuracyErrors, oneRoundFloor, type Sameness } from "@evenkeel/analysis";
import { percent } from "../format.ts";

const words: Readonly<Record<Sameness, string>> = {
  spread: "closer than their spread over rounds",
  floor: `within ${percent(oneRoundFloor, 0)}, which one round does not tell apart`,
  images: `within ${accuracyErrors} standard errors of an accuracy on so many images`,
};

/** Why values count as about the same. */
export function samenessWords(by: Sameness): string {
  return words[by];
}

/** The rule, for the note of a table. */
export const samenessRule =
  `Nobody is best among values closer than their spread over rounds (the middle half of four and more), of one round than ${percent(oneRoundFloor, 0)}, ` +
  `of accuracies than ${accuracyErrors} standard errors on so many images; or of one sample, after limited work, on a ` +
  `software adapter, or with a failure at the gate.`;
