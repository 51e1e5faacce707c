import { machineLoadSchema, processorStateSchema, type CellResult, type ProcessorState } from "@evenkeel/core";
import { tasks } from "@evenkeel/tasks";
import { z } from "zod";
import { disturbanceOf, disturbanceSchema } from "./disturbance.ts";

/** How the machine fared over a round: what its timed cells saw, so that it can be made again from them. */
export const roundRecordSchema = z.strictObject({
  round: z.int().positive(),
  /** Of the first of its timed cells. */
  startedAt: z.iso.datetime(),
  /** Of the last of them. */
  finishedAt: z.iso.datetime(),
  /** Means over its timed cells, weighted by their time; the load average at the beginning. */
  machineLoad: machineLoadSchema,
  /** Of the timed cells: the mean frequency, the highest temperature, all throttling. */
  processors: processorStateSchema.exactOptional(),
  /** The longest time between two cells in which nothing of the run ran, in seconds. */
  longestPauseSeconds: z.number().nonnegative(),
  /** Null of a round that the rule lets count. */
  disturbed: disturbanceSchema.nullable(),
});
export type RoundRecord = z.infer<typeof roundRecordSchema>;

interface Rounds {
  readonly plan: readonly { readonly id: string; readonly round: number }[];
  readonly cells: readonly CellResult[];
}

/** A record for every round whose cells are all settled and in which something was timed, in order. */
export function roundRecordsOf({ plan, cells }: Rounds): RoundRecord[] {
  const settled = new Map(cells.map((cell) => [cell.id, cell]));
  const rounds = [...Map.groupBy(plan, ({ round }) => round)].toSorted(([one], [other]) => one - other);
  const seen = rounds.flatMap(([round, planned]) => {
    const own = planned.flatMap(({ id }) => settled.get(id) ?? []);
    return own.length < planned.length ? [] : (observed(round, own) ?? []);
  });
  return seen.map((one) => ({
    ...one,
    disturbed: disturbanceOf(
      one,
      seen.filter((other) => other !== one),
    ),
  }));
}

type Observed = Omit<RoundRecord, "disturbed">;

/** Null where no cell of the round was timed. */
function observed(round: number, cells: readonly CellResult[]): Observed | null {
  const ran = cells
    .filter(({ wallSeconds }) => wallSeconds > 0)
    .toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  const timed = ran.filter(({ task }) => tasks[task].repeats.rounds);
  const [first, last] = [timed[0], timed.at(-1)];
  if (first === undefined || last === undefined) return null;
  const processors = processorsOver(timed);
  return {
    round,
    startedAt: first.startedAt,
    finishedAt: new Date(endOf(last)).toISOString(),
    machineLoad: {
      loadPerCore: first.machineLoad?.loadPerCore ?? null,
      othersShare: meanShare(timed, "othersShare"),
      stolenShare: meanShare(timed, "stolenShare"),
      throttledShare: meanShare(timed, "throttledShare"),
      waitingShare: meanShare(timed, "waitingShare"),
    },
    ...(processors !== null && { processors }),
    longestPauseSeconds: longestPause(ran.slice(ran.indexOf(first), ran.indexOf(last) + 1)),
  };
}

function endOf({ startedAt, wallSeconds }: CellResult): number {
  return Date.parse(startedAt) + 1000 * wallSeconds;
}

type Share = "othersShare" | "stolenShare" | "throttledShare" | "waitingShare";

/** Null where no cell tells. */
function meanShare(cells: readonly CellResult[], name: Share): number | null {
  const known = cells.flatMap(({ machineLoad, wallSeconds }) => {
    const share = machineLoad?.[name] ?? null;
    return share === null ? [] : [{ share, wallSeconds }];
  });
  const seconds = sum(known.map(({ wallSeconds }) => wallSeconds));
  return seconds === 0 ? null : rounded(sum(known.map(({ share, wallSeconds }) => share * wallSeconds)) / seconds, 4);
}

function processorsOver(cells: readonly CellResult[]): ProcessorState | null {
  const states = cells.flatMap(({ processors }) => processors ?? []);
  if (states.length === 0) return null;
  const known = (name: keyof ProcessorState) => states.flatMap((state) => state[name] ?? []);
  const [frequencies, temperatures, events] = [
    known("frequencyMHz"),
    known("temperatureCelsius"),
    known("throttleEvents"),
  ];
  return {
    frequencyMHz: frequencies.length === 0 ? null : rounded(sum(frequencies) / frequencies.length, 0),
    temperatureCelsius: temperatures.length === 0 ? null : Math.max(...temperatures),
    throttleEvents: events.length === 0 ? null : sum(events),
  };
}

/** In seconds, of cells in the order in which they began. */
function longestPause(cells: readonly CellResult[]): number {
  const pauses = cells.slice(1).map((cell, index) => Date.parse(cell.startedAt) - endOf(cells[index] ?? cell));
  return rounded(Math.max(0, ...pauses) / 1000, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
