import { roundsForClaims, type Run } from "@evenkeel/analysis";
import { duration, integer, percent, plural, sentenceList } from "../format.ts";

type Cause = ReturnType<typeof roundsForClaims>["excluded"][number]["reason"];

const words: Readonly<Record<Cause["by"], (value: number) => string>> = {
  others: (value) => `other programs took ${percent(value, 0)} of the processors`,
  host: (value) => `the host gave ${percent(value, 0)} of their time to other machines`,
  quota: (value) => `a CPU quota held the run up for ${percent(value, 0)} of the time`,
  "slower-processors": (value) => `the processors ran ${percent(value, 0)} slower than in the other rounds`,
  heat: (value) => `the processors slowed down for their heat, ${plural(value, "time")}`,
  pause: (value) => `the run paused for ${duration(value)}`,
};

/**
 * Which rounds were disturbed, and by what; null where none was, and of a run of one round, which claims nothing.
 */
export function disturbedRoundsText(run: Pick<Run, "plan" | "rounds">): string | null {
  const { kept, excluded } = roundsForClaims(run);
  const count = kept.length + excluded.length;
  if (excluded.length === 0 || count < 2) return null;
  const causes = [...Map.groupBy(excluded, ({ reason }) => reason.by)].map(([by, alike]) => {
    const most = Math.max(...alike.map(({ reason }) => reason.value));
    const which = sentenceList(alike.map(({ round }) => integer(round)));
    const atMost = alike.length === 1 ? "" : ", at the most";
    return `${alike.length === 1 ? "round" : "rounds"} ${which} (${words[by](most)}${atMost})`;
  });
  const left =
    kept.length === 0
      ? `All ${count} rounds were disturbed, and none counts for a claim`
      : `${excluded.length} of ${count} rounds ${excluded.length === 1 ? "was" : "were"} disturbed and left out of claims`;
  return `${left}: ${causes.join("; ")}. Their values stay in the tables.`;
}

/** How a run ended that went on until it was decided, or why it goes on. */
export function decisionText({ maxRounds, decidedAfter, why }: NonNullable<Run["untilDecided"]>): string {
  return decidedAfter === null
    ? `not within at most ${plural(maxRounds, "round")}: ${why}`
    : `after ${decidedAfter} of at most ${plural(maxRounds, "round")}: ${why}`;
}
