import { UsageError } from "@evenkeel/core";
import type { Experiment } from "@evenkeel/tasks";

/** Most rounds where nobody says how many. */
const usualMaxRounds = 24;

/** What the command line says of a run that goes on until it is decided. */
export interface UntilDecidedFlags {
  readonly untilDecided?: true;
  readonly maxRounds?: number;
}

/**
 * The experiment's own rule as the flags change it; an experiment without one has none unless it is asked for. Throws
 * `UsageError` for the most rounds of a run that does as many as are asked for.
 */
export function untilDecidedOf(
  { untilDecided: own, rounds }: Pick<Experiment, "untilDecided" | "rounds">,
  { untilDecided, maxRounds }: UntilDecidedFlags,
): Pick<Experiment, "untilDecided"> {
  if (untilDecided === undefined && own === undefined) {
    if (maxRounds === undefined) return {};
    throw new UsageError("a run does as many rounds as are asked for, unless it goes on until it is decided", {
      where: "--max-rounds",
      remedy: "add --until-decided, or say --rounds instead",
    });
  }
  return { untilDecided: { maxRounds: maxRounds ?? own?.maxRounds ?? Math.max(usualMaxRounds, 2 * rounds) } };
}
