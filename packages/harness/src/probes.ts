import type { Availability, BackendIdentity } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { probeLimitSeconds } from "./budget.ts";
import type { Clock } from "./clock.ts";
import { ask, type Outcome } from "./launcher/ask.ts";
import type { Launcher } from "./launcher/launcher.ts";
import { takingAnyThreads, type PlannedBackend } from "./plan-threads.ts";
import { jobs } from "./protocol/jobs.ts";

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
  { launcher, clock, signal, onProbe }: ProbeOptions = {},
): Promise<ProbedBackend[]> {
  const limits = { hardSeconds: probeLimitSeconds };
  const probed: ProbedBackend[] = [];
  for (const [index, { id, title, device, ours, variables }] of backends.entries()) {
    onProbe?.({ id, title, device }, index);
    const job = { kind: "probe", backend: id } as const;
    const outcome = await ask(jobs.probe, job, { childModule, variables, launcher, clock, limits, signal });
    probed.push({ id, title, device, ...(ours !== undefined && { ours }), availability: availabilityOf(outcome) });
  }
  return probed;
}

/** What a plan has to know of a probed backend. One that cannot run here is planned as if it took any threads. */
export function plannedBackend({ id, availability }: ProbedBackend): PlannedBackend {
  if (availability.state === "unavailable") return takingAnyThreads({ id });
  const { takesThreads = true, runtime } = availability;
  return { id, takesThreads, defaultThreads: runtime.threads };
}

/** Probed backends as `run.json` keeps them; of those that can run here with what `installedBytes` says. */
export function backendRecords(
  probed: readonly ProbedBackend[],
  installedBytes: (backend: string) => Promise<number | null> = async () => null,
): Promise<Run["backends"]> {
  return Promise.all(
    probed.map(async (backend) => {
      const bytes = backend.availability.state === "available" ? await installedBytes(backend.id) : null;
      return { ...backendRecord(backend), ...(bytes !== null && { installedBytes: bytes }) };
    }),
  );
}

function backendRecord({ id, title, device, ours, availability }: ProbedBackend): Run["backends"][number] {
  const identity = { id, title, device, ...(ours !== undefined && { ours }) };
  if (availability.state === "available") return { ...identity, runtime: availability.runtime, reason: null };
  const { reason: code, message, remedy } = availability;
  return { ...identity, runtime: null, reason: { code, message, remedy } };
}

function availabilityOf(outcome: Outcome<Availability>): Availability {
  if (outcome.state === "replied") return outcome.reply;
  const { message, remedy } = outcome.reason;
  return { state: "unavailable", reason: "broken", message, remedy };
}
