import type { Availability, BackendIdentity } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { probeLimitSeconds } from "./budget.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { Launcher } from "./launcher/launcher.ts";
import { processLauncher } from "./launcher/process-launcher.ts";
import { supervise, type Supervised } from "./launcher/supervise.ts";

export interface ProbedBackend extends BackendIdentity {
  readonly availability: Availability;
}

export interface ProbeOptions {
  readonly launcher?: Launcher;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Before each probe. */
  readonly onProbe?: (backend: BackendIdentity, index: number) => void;
}

/**
 * Asks each backend whether it can run here, each in a process of its own, one after another. Never rejects: a backend
 * whose probe crashes or hangs is unavailable as `broken`.
 */
export async function probeBackends(
  backends: readonly BackendIdentity[],
  childModule: URL,
  { launcher = processLauncher, clock = systemClock, signal, onProbe }: ProbeOptions = {},
): Promise<ProbedBackend[]> {
  const limits = { hardSeconds: probeLimitSeconds, memoryBytes: Number.POSITIVE_INFINITY };
  const probed: ProbedBackend[] = [];
  for (const [index, { id, title, device, variables }] of backends.entries()) {
    onProbe?.({ id, title, device }, index);
    const child = launcher(childModule, variables);
    const result = await supervise(child, { kind: "probe", backend: id }, { clock, limits, signal });
    probed.push({ id, title, device, availability: availabilityOf(result) });
  }
  return probed;
}

/** A probed backend as `run.json` keeps it. */
export function backendRecord({ id, title, device, availability }: ProbedBackend): Run["backends"][number] {
  if (availability.state === "available") return { id, title, device, runtime: availability.runtime, reason: null };
  const { reason: code, message, remedy } = availability;
  return { id, title, device, runtime: null, reason: { code, message, remedy } };
}

function availabilityOf({ ending, exit }: Supervised): Availability {
  if (ending.kind === "reported" && ending.message.kind === "probed") return ending.message.availability;
  return { state: "unavailable", reason: "broken", message: howItBroke(ending, exit), remedy: null };
}

function howItBroke(ending: Supervised["ending"], exit: Supervised["exit"]): string {
  switch (ending.kind) {
    case "killed":
      return ending.why === "interrupted" ? "interrupted" : `no answer within ${probeLimitSeconds} s`;
    case "garbled":
      return `answered what was not asked: ${ending.detail}`;
    case "reported":
      return ending.message.kind === "error" ? ending.message.message : `answered with "${ending.message.kind}"`;
    default:
      return describeDeath(exit);
  }
}

/** One line about a process that ended without a word, with the error it wrote last, or else its last line. */
export function describeDeath({ exitCode, signal, log }: Supervised["exit"]): string {
  const how =
    signal === null ? `the process exited with code ${exitCode ?? "unknown"}` : `the process was ended by ${signal}`;
  const lines = log.split("\n").map((line) => line.trim());
  const telling = lines.findLast((line) => /^\w*error\b.*: /i.test(line)) ?? lines.findLast((line) => line !== "");
  const last = telling ?? "";
  return last === "" ? how : `${how}: ${last.slice(0, 300)}`;
}
