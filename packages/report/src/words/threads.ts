import type { Run } from "@evenkeel/analysis";
import { plural, sentenceList } from "../format.ts";

type Arm = Run["experiment"]["threads"][number];

/** The threads of a table: `1 thread each`, or each backend's default. */
export function armWords(arm: Arm): string {
  return arm === "default" ? "each backend's default threads" : `${plural(arm, "thread")} each`;
}

/** What the sentences of a run's results are of, and which other thread counts it measured. */
export function threadsSentence({ experiment: { threads } }: Run): string {
  const [main = "default", ...others] = threads;
  const sameCount = main === "default" ? "; only those that took most threads are ranked" : "";
  const more = others.length === 0 ? "" : ` Another table below: ${sentenceList(others.map(armWords))}.`;
  return `Ranked at ${armWords(main)}${sameCount}.${more} Nothing is ranked across thread counts.`;
}

/** What charts that hold one thread count a backend are of; empty where the run measured no other. */
export function chartThreadsSentence({ experiment: { threads } }: Run): string {
  const [main = "default", ...others] = threads;
  return others.length === 0 ? "" : `Charts of ${armWords(main)}; the comparison has the others.`;
}
