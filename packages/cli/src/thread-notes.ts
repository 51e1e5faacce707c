import type { Run } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";

/** Thread counts above what the process may use: their threads wait for each other. */
export function tooManyThreads({ threads, tasks }: Experiment, usable: number): string[] {
  const asked = [...threads, ...(tasks["step-time"]?.threads ?? [])].filter((count) => count !== "default");
  const above = [...new Set(asked)].filter((count) => count > usable);
  if (above.length === 0) return [];
  const cores = `${usable} core${usable === 1 ? "" : "s"}`;
  return [`warning: --threads ${above.join(",")}: this process may use ${cores}, and more threads wait for each other`];
}

/** Backends that took fewer threads than the experiment lists, each once. */
export function fewerThreads({ cells, experiment }: Run): string[] {
  const least = Math.min(...experiment.threads.map((count) => (count === "default" ? Infinity : count)));
  const lines = cells.flatMap(({ state, backend, variant, runtime, device }) => {
    const asked = variant.threads ?? (Number.isFinite(least) && !experiment.threads.includes("default") ? least : null);
    const onCores = device === "cpu" || device === "wasm";
    if (state !== "completed" || !onCores || asked === null || runtime.threads >= asked) return [];
    return [`${backend}: took ${runtime.threads} of ${asked} threads asked for, and is not ranked beside them`];
  });
  return [...new Set(lines)];
}
