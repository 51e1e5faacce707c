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

/** What was cut short, as a phrase: `trained 3 of 375 steps (budget 12 s)`. */
export function limitText({ work, done, planned, unit, seconds, batchSize }: Limit): string {
  if (work === "train" && planned === null) return "untrained: no training of this backend left weights";
  const budget = seconds === null ? "" : ` (budget ${seconds} s)`;
  if (batchSize !== undefined && done === 0) return `batch ${batchSize}: one call, warm-up included${budget}`;
  return `${verbs[work]} ${done}${planned === null ? "" : ` of ${planned}`} ${unit}${budget}`;
}

/** All of them, of a cell of that task: `trained 3 of 375 steps; evaluated 200 of 2000 images`. */
export function limitList(limits: readonly Limit[], task: TaskName): string {
  return limits
    .map((limit) => `${ofWeights(limit, task) ? "weights of limited training: " : ""}${limitText(limit)}`)
    .join("; ");
}

/** The first of several, and how many more there are: rounds are rarely cut at the same step. */
export function limitWords([first, ...others]: readonly Limit[]): string {
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `limited: ${first === undefined ? "" : limitText(first)}${more}`;
}

/** A cell that does not train repeats what cut the training of its weights short. */
function ofWeights({ work, planned }: Limit, task: TaskName): boolean {
  return work === "train" && task !== "train" && planned !== null;
}
