import type { Run } from "@evenkeel/run-folder";
import { referenceKernelLimitSeconds } from "./budget.ts";
import { ask } from "./launcher/ask.ts";
import { referenceKernelVersion } from "./machine/reference-kernel.ts";
import { jobs } from "./protocol/jobs.ts";
import type { SharedRunOptions } from "./run-options.ts";

type Reference = Pick<Run, "referenceKernel">;

/** The reference kernel's time before a run's first cell; nothing where it gave none. */
export async function referenceBefore(options: SharedRunOptions): Promise<Reference> {
  const beforeMs = await referenceTime(options);
  return beforeMs === null ? {} : { referenceKernel: { version: referenceKernelVersion, beforeMs, afterMs: null } };
}

/**
 * The same with the time after the last cell, of a run that came to its end. Where no cell ran since the time that
 * stands there, that one holds; another version's kernel is not taken beside it.
 */
export async function referenceAfter(
  { referenceKernel: known }: Reference,
  { complete, ran }: { readonly complete: boolean; readonly ran: boolean },
  options: SharedRunOptions,
): Promise<Reference> {
  if (known === undefined) return {};
  if (complete && !ran && known.afterMs !== null) return { referenceKernel: known };
  const isTaken = complete && known.version === referenceKernelVersion;
  return { referenceKernel: { ...known, afterMs: isTaken ? await referenceTime(options) : null } };
}

/** In ms, in a process of its own; null where that gave no time or was interrupted. */
async function referenceTime(options: SharedRunOptions): Promise<number | null> {
  if (options.referenceTime !== undefined) return options.referenceTime();
  const { childModule, launcher, machine, clock, signal } = options;
  const limits = { hardSeconds: referenceKernelLimitSeconds };
  const asked = { childModule, launcher, machine, clock, signal, limits };
  const outcome = await ask(jobs.referenceKernel, { kind: "reference-kernel" }, asked);
  return outcome.state === "replied" ? Number(outcome.reply.medianMs.toFixed(3)) : null;
}
