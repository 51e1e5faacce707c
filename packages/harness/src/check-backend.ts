import type { CheckResult, LayerKind, ModelSpec } from "@evenkeel/core";
import { checkLimitSeconds } from "./budget.ts";
import { systemClock } from "./clock.ts";
import type { Variables } from "./launcher/launcher.ts";
import { processLauncher } from "./launcher/process-launcher.ts";
import { supervise, type Supervised } from "./launcher/supervise.ts";
import type { Job } from "./messages.ts";
import { describeDeath } from "./probes.ts";

export interface CheckBackendOptions {
  readonly backend: string;
  /** Of the backend's registry entry. */
  readonly variables?: Variables | undefined;
  /** The module that a cell's process runs. */
  readonly childModule: URL;
  readonly layers: readonly LayerKind[];
  readonly models: readonly ModelSpec[];
  readonly threads: number | null;
  readonly signal?: AbortSignal | undefined;
  /** What is checked, and how much is done (0–1), about once a second. */
  readonly onProgress?: (subject: string, fraction: number) => void;
}

/** What the gate said of a backend, or how its process failed. */
export type CheckOutcome =
  | { readonly state: "checked"; readonly checks: readonly CheckResult[] }
  | { readonly state: "failed" | "interrupted"; readonly message: string };

/** The gradient gate on one backend, in a process of its own: what crashes there takes nothing else along. Never rejects. */
export async function checkBackend(options: CheckBackendOptions): Promise<CheckOutcome> {
  const { backend, variables, childModule, layers, models, threads, signal, onProgress } = options;
  const job: Job = { kind: "checks", backend, layers: [...layers], models: [...models], threads };
  const supervised = await supervise(processLauncher(childModule, variables), job, {
    clock: systemClock,
    limits: { hardSeconds: checkLimitSeconds, memoryBytes: Number.POSITIVE_INFINITY },
    signal,
    onProgress: ({ phase, fraction }) => onProgress?.(phase, fraction),
  });
  return outcomeOf(supervised);
}

function outcomeOf({ ending, exit }: Supervised): CheckOutcome {
  switch (ending.kind) {
    case "reported":
      if (ending.message.kind === "checked") return { state: "checked", checks: ending.message.checks };
      return {
        state: "failed",
        message: ending.message.kind === "error" ? ending.message.message : "answered something else",
      };
    case "killed":
      return ending.why === "interrupted"
        ? { state: "interrupted", message: "interrupted" }
        : { state: "failed", message: `no end within ${checkLimitSeconds} s` };
    case "garbled":
      return { state: "failed", message: `answered what was not asked: ${ending.detail}` };
    default:
      return { state: "failed", message: describeDeath(exit) };
  }
}
