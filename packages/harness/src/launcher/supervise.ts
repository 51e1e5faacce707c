import { z } from "zod";
import { exitGraceSeconds } from "../budget.ts";
import type { Clock } from "../clock.ts";
import {
  childMessageSchema,
  type ChildMessage,
  type FinalMessage,
  type Job,
  type ProgressMessage,
} from "../messages.ts";
import type { CellProcess, ProcessExit } from "./launcher.ts";

export interface Limits {
  readonly hardSeconds: number;
  /** Largest peak of the process tree. */
  readonly memoryBytes: number;
}

/** How a child process came to its end. */
export type Ending =
  | { readonly kind: "reported"; readonly message: FinalMessage }
  | { readonly kind: "died" }
  | { readonly kind: "killed"; readonly why: "time" | "memory" | "interrupted" }
  | { readonly kind: "garbled"; readonly detail: string };

export interface Supervised {
  readonly ending: Ending;
  readonly exit: ProcessExit;
  /** The last progress it sent. */
  readonly progress: ProgressMessage | null;
  readonly peakRssBytes: number | null;
  readonly pids: ReadonlySet<number>;
  readonly startedAt: Date;
  readonly wallSeconds: number;
}

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ProgressMessage) => void;
}

/**
 * Gives a child its job and waits until it has reported, died, or had to be killed. Never rejects. While the child
 * measures, this side only looks at its memory once a second.
 */
export async function supervise(child: CellProcess, job: Job, options: SuperviseOptions): Promise<Supervised> {
  const { clock, limits, signal, onProgress } = options;
  const startedAt = clock.date();
  const startMs = clock.nowMs();
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let progress: ProgressMessage | null = null;
  let peak: number | null = null;
  const observe = (bytes: number | null) => {
    if (bytes === null) return;
    peak = Math.max(peak ?? 0, bytes);
    if (peak > limits.memoryBytes) resolve({ kind: "killed", why: "memory" });
  };
  child.onMessage((raw) => {
    const message = parseMessage(raw);
    if (message.kind === "garbled") return resolve(message);
    if ("peakRssBytes" in message) observe(message.peakRssBytes);
    if (message.kind !== "progress") return resolve({ kind: "reported", message });
    progress = message;
    onProgress?.(message);
  });
  const interrupt = () => resolve({ kind: "killed", why: "interrupted" });
  const stop = [
    clock.after(limits.hardSeconds * 1000, () => resolve({ kind: "killed", why: "time" })),
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
  const exit = await end(child, ending, clock);
  return { ending, exit, progress, peakRssBytes: peak, pids: child.treePids(), startedAt, wallSeconds };
}

/** Lets a process that has reported exit by itself, for a moment; any other is killed with its tree. */
async function end(child: CellProcess, ending: Ending, clock: Clock): Promise<ProcessExit> {
  if (ending.kind !== "reported") {
    child.kill();
    return child.exited;
  }
  const cancel = clock.after(exitGraceSeconds * 1000, () => child.kill());
  const exit = await child.exited;
  cancel();
  return exit;
}

function parseMessage(raw: unknown): ChildMessage | Extract<Ending, { kind: "garbled" }> {
  const parsed = childMessageSchema.safeParse(raw);
  return parsed.success
    ? parsed.data
    : { kind: "garbled", detail: z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, " ") };
}
