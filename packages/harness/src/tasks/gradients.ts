import type { Backend, CheckResult, LayerKind, LoadOptions, ModelSpec } from "@evenkeel/core";
import { tasks } from "@evenkeel/tasks";
import { trainedSpec } from "./cell-network.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";

/** The gradient gate, given from outside: it never rejects for what a backend does. */
export type RunChecks = (
  backend: Backend,
  options: Partial<LoadOptions> & {
    readonly layers: ReadonlySet<LayerKind>;
    readonly models: readonly ModelSpec[];
    readonly random?: { readonly count: number; readonly seed: number } | null;
    readonly onCheck: (result: CheckResult, done: number, of: number) => Promise<void>;
  },
) => Promise<CheckResult[]>;

/**
 * Holds the backend against the oracle: each layer kind that the model is made of, and the model itself. What an
 * earlier cell of the run has found of a layer kind is taken over. All of it or nothing: the time budget does not cut a
 * proof short, only the limit at which a cell is killed does.
 */
export async function gradients(
  { job, store, reporter }: Pick<TaskContext, "job" | "store" | "reporter">,
  backend: Backend,
  runChecks: RunChecks,
): Promise<TaskOutcome> {
  const { threads } = job;
  const spec = trainedSpec(job);
  const kinds = new Set(spec.layers.map(({ kind }) => kind));
  const known = await knownChecks({ job, store }, kinds);
  const found = await runChecks(backend, {
    layers: new Set([...kinds].filter((kind) => known.every(({ subject }) => subject !== kind))),
    models: [spec],
    threads,
    onCheck: (_result, done, of) => reporter.tell("checking", done / of, () => ({})),
  });
  const checks = [...known, ...found];
  await store.writeSamples("gradients", { checks });
  return { measurements: tasks.gradients.measurements({ checks }), limits: [] };
}

async function knownChecks(
  { job: { checkedIn }, store }: Pick<TaskContext, "job" | "store">,
  kinds: ReadonlySet<string>,
): Promise<readonly CheckResult[]> {
  const earlier = checkedIn === null ? null : await store.readSamples(checkedIn, "gradients");
  return earlier?.checks.filter(({ scope, subject }) => scope === "layer" && kinds.has(subject)) ?? [];
}
