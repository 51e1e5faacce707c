import { inspect } from "node:util";
import { EvenkeelError, type Backend } from "@evenkeel/core";
import { systemClock } from "../clock.ts";
import { serveExercises } from "../exercise/serve-exercises.ts";
import { ownPeakRssBytes } from "../memory.ts";
import { jobSchema, type ChildMessage, type FinalMessage, type Job } from "../messages.ts";
import type { RunChecks } from "../tasks/gradients.ts";
import { readDataset } from "../store/read-dataset.ts";
import { runFolderStore } from "../store/run-folder-store.ts";
import { Reporter } from "./reporter.ts";
import { probe } from "./probe.ts";
import { runCell } from "./run-cell.ts";

export interface ServeCellOptions {
  /** Imports the module of a backend and gives it; called for the one backend that the cell is about. */
  readonly loadBackend: (id: string) => Promise<Backend>;
  /** The gradient gate. */
  readonly runChecks: RunChecks;
}

/**
 * The whole life of a cell's process: takes one job from its parent, does it, reports, exits. When the parent vanishes,
 * so does the process, as soon as the backend lets go of the thread.
 */
export function serveCell(options: ServeCellOptions): void {
  process.once("disconnect", () => process.exit(1));
  // Where Ctrl-C reaches the child too (Windows), it is the parent's to end it.
  process.on("SIGINT", () => undefined);
  process.once("message", (raw) => {
    void serve(raw, options).then(async (message) => {
      await send(message);
      process.exit(0);
    });
  });
}

async function serve(raw: unknown, options: ServeCellOptions): Promise<FinalMessage> {
  try {
    const job = jobSchema.parse(raw);
    return await perform(job, options);
  } catch (error) {
    return errorMessage(error);
  }
}

async function perform(job: Job, { loadBackend, runChecks }: ServeCellOptions): Promise<FinalMessage> {
  const reporter = new Reporter(send, systemClock);
  switch (job.kind) {
    case "probe":
      return { kind: "probed", availability: await probe(() => loadBackend(job.backend)) };
    case "baseline":
      return baseline(job);
    case "exercises":
      return serveExercises(job, await loadBackend(job.backend), reporter);
    case "checks":
      return check(job, await loadBackend(job.backend), runChecks, reporter);
    default:
      return runCell(job, { loadBackend, runChecks, store: runFolderStore(job), clock: systemClock, reporter });
  }
}

/** What `evenkeel check` asks of one backend. */
async function check(
  { layers, models, threads }: Extract<Job, { kind: "checks" }>,
  backend: Backend,
  runChecks: RunChecks,
  reporter: Reporter,
): Promise<FinalMessage> {
  const checks = await runChecks(backend, {
    layers: new Set(layers),
    models,
    threads,
    onCheck: ({ subject }, done, of) => reporter.tell(subject, done / of, () => ({})),
  });
  return { kind: "checked", checks };
}

/** Holds what every cell holds, and reports its memory. */
async function baseline(job: Extract<Job, { kind: "baseline" }>): Promise<FinalMessage> {
  const dataset = await readDataset(job);
  const peakRssBytes = await ownPeakRssBytes();
  if (dataset.train.count === 0) throw new Error(`${job.datasetFolder}: no training images`);
  return { kind: "baselined", peakRssBytes };
}

/** The error as the parent's one line; what it came from goes to the log. */
function errorMessage(error: unknown): FinalMessage {
  const known = error instanceof EvenkeelError;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${inspect(error)}\n`);
  const message = text.replaceAll(/\s*\n\s*/g, " ");
  return { kind: "error", code: known ? error.code : "unexpected", message, remedy: null };
}

/** Settles when the message has left this process. */
async function send(message: ChildMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
