import type { MachineLoad, ProcessorState } from "@evenkeel/core";
import { z } from "zod";

/**
 * From where on a round is disturbed, and left out of claims. Fixed before any run, and asked of the machine alone,
 * never of the times: what is left out does not depend on who would win. 5% of the processors' time over a whole
 * round moves its times by about as much, the smallest difference between two backends that a reader acts on.
 */
export const disturbedFrom = {
  /** Other programs took so much of the processors. */
  othersShare: 0.05,
  /** The host gave so much of their time to other machines. */
  stolenShare: 0.05,
  /** A quota held the run up for so much of the time. */
  throttledShare: 0.05,
  /** The processors' frequency lay so far below the mean of the other rounds. */
  slowerShare: 0.1,
  /** Its cells lie so many seconds apart: an interruption, after which they no longer met one machine. */
  pauseSeconds: 300,
} as const;

/** What disturbed a round, and how much: a share, in seconds of a pause, in events of heat. */
export const disturbanceSchema = z.strictObject({
  by: z.enum(["others", "host", "quota", "slower-processors", "heat", "pause"]),
  value: z.number(),
});
export type Disturbance = z.infer<typeof disturbanceSchema>;

/** What the rule asks of a round. */
interface Seen {
  readonly machineLoad: Pick<MachineLoad, "othersShare" | "stolenShare" | "throttledShare">;
  readonly processors?: ProcessorState;
  readonly longestPauseSeconds: number;
}

/**
 * The first of the rule's reasons that holds for a round, beside the others of its run; null of one that counts.
 * Throttling for heat counts where most of the others went without: a machine that always throttles is steady.
 */
export function disturbanceOf(round: Seen, others: readonly Seen[]): Disturbance | null {
  const { othersShare, stolenShare, throttledShare } = round.machineLoad;
  const events = round.processors?.throttleEvents ?? 0;
  const heated = others.filter((other) => (other.processors?.throttleEvents ?? 0) > 0);
  const isUnusual = events > 0 && others.length > 0 && 2 * heated.length < others.length;
  const found: readonly [Disturbance["by"], number | null, number][] = [
    ["others", othersShare, disturbedFrom.othersShare],
    ["host", stolenShare, disturbedFrom.stolenShare],
    ["quota", throttledShare, disturbedFrom.throttledShare],
    ["slower-processors", slowerThan(round, others), disturbedFrom.slowerShare],
    ["heat", isUnusual ? events : null, 1],
    ["pause", round.longestPauseSeconds, disturbedFrom.pauseSeconds],
  ];
  for (const [by, value, from] of found) if (value !== null && value >= from) return { by, value };
  return null;
}

/** By what share the frequency lies below the mean of the other rounds; null where either is not known. */
function slowerThan({ processors }: Seen, others: readonly Seen[]): number | null {
  const own = processors?.frequencyMHz ?? null;
  const known = others.flatMap((other) => other.processors?.frequencyMHz ?? []);
  if (own === null || known.length === 0) return null;
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  return Number((1 - own / mean).toFixed(4));
}
