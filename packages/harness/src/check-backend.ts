import type { CheckResult, LayerKind, ModelSpec } from "@evenkeel/core";
import { checkLimitSeconds } from "./budget.ts";
import { ask } from "./launcher/ask.ts";
import type { Failure } from "./launcher/failure.ts";
import type { Variables } from "./launcher/launcher.ts";
import { jobs } from "./protocol/jobs.ts";

export interface CheckBackendOptions {
  readonly backend: string;
  /** Of the backend's registry entry. */
  readonly variables?: Variables | undefined;
  /** The module that a cell's process runs. */
  readonly childModule: URL;
  readonly layers: readonly LayerKind[];
  readonly models: readonly ModelSpec[];
  /** Networks drawn at random, from a seed on. */
  readonly random?: { readonly count: number; readonly seed: number } | null;
  readonly threads: number | null;
  readonly signal?: AbortSignal | undefined;
  /** What is checked, and how much is done (0–1), about once a second. */
  readonly onProgress?: (subject: string, fraction: number) => void;
}

/** What the gate said of a backend, or why it came to no end. */
export type CheckOutcome =
  | { readonly state: "checked"; readonly checks: readonly CheckResult[] }
  | { readonly state: "failed" | "interrupted"; readonly reason: Failure };

/**
 * The gradient gate on one backend, in a process of its own: what crashes there takes nothing else along. Never
 * rejects.
 */
export async function checkBackend(options: CheckBackendOptions): Promise<CheckOutcome> {
  const { backend, variables, childModule, layers, models, random = null, threads, signal, onProgress } = options;
  const job = { kind: "checks", backend, layers: [...layers], models: [...models], random, threads } as const;
  const outcome = await ask(jobs.checks, job, {
    childModule,
    variables,
    limits: { hardSeconds: checkLimitSeconds },
    signal,
    onProgress: ({ phase, fraction }) => onProgress?.(phase, fraction),
  });
  if (outcome.state === "replied") return { state: "checked", checks: outcome.reply.checks };
  return { state: outcome.state === "interrupted" ? "interrupted" : "failed", reason: outcome.reason };
}
