import { foreignText } from "@evenkeel/core";
import { z } from "zod";
import { deliverySeconds, exitGraceSeconds } from "../budget.ts";
import type { Clock } from "../clock.ts";
import type { AnyJob, JobKind } from "../protocol/define-job.ts";
import { messageSchemaOf, type ErrorMessage, type ProgressMessage } from "../protocol/messages.ts";
import type { CellProcess, ProcessExit } from "./launcher.ts";

export interface Limits {
  /** When the process is killed. */
  readonly hardSeconds: number;
  /** What the work itself was given of that, where its caller gave it a budget. */
  readonly budgetSeconds?: number;
  /** Largest peak of the process tree; without it, as much as there is. */
  readonly memoryBytes?: number;
}

/** How a child process came to its end. */
export type Ending<Reply> =
  | { readonly kind: "replied"; readonly reply: Reply }
  | { readonly kind: "refused"; readonly error: ErrorMessage }
  | { readonly kind: "died" }
  | { readonly kind: "killed"; readonly why: "time" | "memory" | "interrupted" }
  | { readonly kind: "garbled"; readonly detail: string };

/** What was seen of a child beside its last message. */
export interface Observed {
  readonly exit: ProcessExit;
  /** The last progress it sent. */
  readonly progress: ProgressMessage | null;
  readonly peakRssBytes: number | null;
  readonly pids: ReadonlySet<number>;
  /** Processor time of its descendants, in clock ticks. */
  readonly descendantTicks: number;
  readonly startedAt: Date;
  readonly wallSeconds: number;
}

export interface Supervised<Reply> extends Observed {
  readonly ending: Ending<Reply>;
}

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ProgressMessage) => void) | undefined;
}

/**
 * Gives a child its job and waits until it has replied, died, or had to be killed. Never rejects. While the child
 * measures, this side only looks at its memory once a second.
 */
export async function supervise<Job extends AnyJob, Reply>(
  child: CellProcess,
  kind: JobKind<Job, Reply>,
  job: Job,
  { clock, limits, signal, onProgress }: SuperviseOptions,
): Promise<Supervised<Reply>> {
  const startedAt = clock.date();
  const startMs = clock.nowMs();
  const { promise, resolve } = Promise.withResolvers<Ending<Reply>>();
  let progress: ProgressMessage | null = null;
  let peak: number | null = null;
  const observe = (bytes: number | null) => {
    if (bytes === null) return;
    peak = Math.max(peak ?? 0, bytes);
    if (limits.memoryBytes !== undefined && peak > limits.memoryBytes) resolve({ kind: "killed", why: "memory" });
  };
  const schema = messageSchemaOf(kind);
  child.onMessage((raw) => {
    const { data: message, error } = schema.safeParse(raw);
    if (message === undefined) return resolve({ kind: "garbled", detail: foreignText(z.prettifyError(error)) });
    if (message.kind === "error") return resolve({ kind: "refused", error: message });
    observe(peakIn(message.kind === "reply" ? message.reply : message));
    if (message.kind === "reply") return resolve({ kind: "replied", reply: message.reply });
    progress = message;
    onProgress?.(message);
  });
  const outOfTime = () => {
    stop.push(clock.after(deliverySeconds * 1000, () => resolve({ kind: "killed", why: "time" })));
  };
  const interrupt = () => resolve({ kind: "killed", why: "interrupted" });
  const stop = [
    clock.after(limits.hardSeconds * 1000, outOfTime),
    clock.every(1000, () => void child.treePeakRssBytes().then(observe)),
    () => signal?.removeEventListener("abort", interrupt),
  ];
  signal?.addEventListener("abort", interrupt);
  if (signal?.aborted) interrupt();
  void child.exited.then(() => resolve({ kind: "died" }));
  await child.send(job);
  const ending = await promise;
  for (const cancel of stop) cancel();
  const wallSeconds = (clock.nowMs() - startMs) / 1000;
  const descendantTicks = await child.descendantTicks();
  const exit = await end(child, ending, clock);
  const seen = { peakRssBytes: peak, pids: child.treePids(), descendantTicks, startedAt, wallSeconds };
  return { ending, exit, progress, ...seen };
}

/** Lets a process that has replied exit by itself, for a moment; any other is killed with its tree. */
async function end(child: CellProcess, { kind }: Ending<unknown>, clock: Clock): Promise<ProcessExit> {
  if (kind !== "replied" && kind !== "refused") {
    child.kill();
    return child.exited;
  }
  const cancel = clock.after(exitGraceSeconds * 1000, () => child.kill());
  const exit = await child.exited;
  cancel();
  return exit;
}

/** Its own peak in bytes, where a message tells it. */
function peakIn(message: unknown): number | null {
  const told = message as { readonly peakRssBytes?: unknown } | null;
  return typeof told?.peakRssBytes === "number" ? told.peakRssBytes : null;
}
