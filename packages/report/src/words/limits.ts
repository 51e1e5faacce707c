import type { Limit, TaskName } from "@evenkeel/core";

/** What is done in a unit of each task. */
const verbs: Readonly<Record<TaskName, string>> = {
  gradients: "checked",
  train: "trained",
  evaluate: "evaluated",
  latency: "took",
  throughput: "measured",
  "step-time": "measured",
  overhead: "measured",
};

/** What was cut short: `trained 3 of 375 steps (budget 12 s)`; of several, `reached` is how far they came. */
export function limitText(limit: Limit, reached = String(limit.done)): string {
  const { work, planned, unit, seconds, batchSize } = limit;
  if (work === "train" && planned === null) return "untrained: no training of this backend left weights";
  const budget = seconds === null ? "" : ` (budget ${seconds} s)`;
  if (batchSize !== undefined && reached === "0") return `batch ${batchSize}: one call, warm-up included${budget}`;
  return `${verbs[work]} ${reached}${planned === null ? "" : ` of ${planned}`} ${unit}${budget}`;
}

/** All of them, of a cell of that task: `trained 3 of 375 steps; evaluated 200 of 2000 images`. */
export function limitList(limits: readonly Limit[], task: TaskName): string {
  return limits
    .map((limit) => `${ofWeights(limit, task) ? "weights of limited training: " : ""}${limitText(limit)}`)
    .join("; ");
}

/** Each kind once, with how far the least and the most came: rounds are rarely cut at the same step. */
export function limitWords(limits: readonly Limit[]): string {
  const kinds = Map.groupBy(limits, (limit) => JSON.stringify({ ...limit, done: null }));
  return `limited: ${[...kinds.values()].map(rangeText).join("; ")}`;
}

/** Alike but for how much was done: `trained 3 to 9 of 375 steps (budget 12 s)`. */
function rangeText(alike: readonly Limit[]): string {
  const [least, ...others] = alike.toSorted((a, b) => a.done - b.done);
  const most = others.at(-1);
  if (least === undefined) return "";
  return limitText(least, most === undefined || most.done === least.done ? undefined : `${least.done} to ${most.done}`);
}

/** A cell that does not train repeats what cut the training of its weights short. */
function ofWeights({ work, planned }: Limit, task: TaskName): boolean {
  return work === "train" && task !== "train" && planned !== null;
}
