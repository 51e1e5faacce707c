import type { Limit, TaskName } from "@evenkeel/core";
import { duration, significant } from "../format.ts";

/** What is done in a unit of each task. */
const verbs: Readonly<Record<TaskName, string>> = {
  gradients: "checked",
  train: "trained",
  evaluate: "evaluated",
  latency: "took",
  throughput: "measured",
  "step-time": "measured",
  overhead: "measured",
  "multi-stream": "took",
  server: "tried",
  "time-to-accuracy": "trained and evaluated",
};

/** All of them, of a cell of that task: `trained 3 of 375 steps; evaluated 200 of 2000 images`. */
export function limitList(limits: readonly Limit[], task: TaskName): string {
  return limits
    .map((limit) => `${ofWeights(limit, task) ? "weights of limited training: " : ""}${limitRange([limit])}`)
    .join("; ");
}

/** Each kind once, with how far the least and the most came: rounds are rarely cut at the same step. */
export function limitWords(limits: readonly Limit[]): string {
  const kinds = Map.groupBy(limits, (limit) => JSON.stringify({ ...limit, done: null, unitMs: null }));
  return `limited: ${[...kinds.values()].map(limitRange).join("; ")}`;
}

/**
 * What was cut short, of limits that are alike but for how much was done and what it took:
 * `trained 3 to 9 of 375 steps (budget 12 s; a step takes 1.3 to 1.4 s)`.
 */
export function limitRange(alike: readonly Limit[]): string {
  const [least, ...others] = alike.toSorted((a, b) => a.done - b.done);
  if (least === undefined) return "";
  const { work, planned, unit, batchSize, done } = least;
  if (work === "train" && planned === null) return "untrained: no training of this backend left weights";
  const most = others.at(-1)?.done ?? done;
  const budget = budgetText(least, alike);
  if (batchSize !== undefined && most === 0) return `batch ${batchSize}: one call, warm-up included${budget}`;
  const reached = most === done ? String(done) : `${done} to ${most}`;
  return `${verbs[work]} ${reached}${planned === null ? "" : ` of ${planned}`} ${unit}${budget}`;
}

/** ` (budget 12 s; a step takes 1.3 s)`; older runs do not say what one takes. */
function budgetText(limit: Limit, alike: readonly Limit[]): string {
  const took = alike.flatMap(({ unitMs }) => unitMs ?? []);
  const parts = [
    ...(limit.seconds === null ? [] : [`budget ${limit.seconds} s`]),
    ...(took.length === 0 ? [] : [`${unitName(limit)} ${timeRange(Math.min(...took), Math.max(...took))}`]),
  ];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function unitName({ work, unit }: Limit): string {
  const call = work === "step-time" ? "a step" : "a call";
  const names: Readonly<Record<Limit["unit"], string>> = {
    steps: "a step takes",
    images: "an image takes",
    samples: "a prediction takes",
    calls: `${call} takes`,
    "batch sizes": `${call} of the last one takes`,
    rates: "a prediction takes",
  };
  return names[unit];
}

function timeRange(leastMs: number, mostMs: number): string {
  const [least, most] = [timeText(leastMs), timeText(mostMs)];
  return least === most ? least : `${least} to ${most}`;
}

function timeText(ms: number): string {
  return ms < 1000 ? `${significant(ms, 2)} ms` : duration(ms / 1000);
}

/** A cell that does not train repeats what cut the training of its weights short. */
function ofWeights({ work, planned }: Limit, task: TaskName): boolean {
  return work === "train" && task !== "train" && planned !== null;
}
