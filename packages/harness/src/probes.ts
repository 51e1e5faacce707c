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
  for (const [index, backend] of backends.entries()) {
    const { id, title, device, variables } = backend;
    onProbe?.({ id, title, device }, index);
    const job = { kind: "probe", backend: id } as const;
    const outcome = await ask(jobs.probe, job, { childModule, variables, launcher, clock, limits, signal });
    probed.push({ ...identityOf(backend), availability: availabilityOf(outcome) });
  }
  return probed;
}

/** What a plan has to know of a probed backend. One that cannot run here is planned as if it took any threads. */
export function plannedBackend(backend: ProbedBackend): PlannedBackend {
  const { availability } = backend;
  const anyThreads = takingAnyThreads(backend);
  if (availability.state === "unavailable") return anyThreads;
  const { takesThreads = true, runtime } = availability;
  return { ...anyThreads, takesThreads, defaultThreads: runtime.threads };
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

function backendRecord(backend: ProbedBackend): Run["backends"][number] {
  const { id, title, device, ours, referenceFor, availability } = backend;
  const identity = {
    id,
    title,
    device,
    ...(ours !== undefined && { ours }),
    ...(referenceFor !== undefined && { referenceFor }),
  };
  if (availability.state === "available") return { ...identity, runtime: availability.runtime, reason: null };
  const { reason: code, message, remedy } = availability;
  return { ...identity, runtime: null, reason: { code, message, remedy } };
}

function availabilityOf(outcome: Outcome<Availability>): Availability {
  if (outcome.state === "replied") return outcome.reply;
  const { message, remedy } = outcome.reason;
  return { state: "unavailable", reason: "broken", message, remedy };
}

/** What a registry says of a backend, without what only its process needs. */
function identityOf({ id, title, device, ours, sources, referenceFor }: BackendIdentity): BackendIdentity {
  return {
    id,
    title,
    device,
    ...(ours !== undefined && { ours }),
    ...(sources !== undefined && { sources }),
    ...(referenceFor !== undefined && { referenceFor }),
  };
}
