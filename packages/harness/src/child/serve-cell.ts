import { inspect } from "node:util";
import { EvenkeelError, explainError, type Backend } from "@evenkeel/core";
import { systemClock } from "../clock.ts";
import type { AnyJob } from "../protocol/define-job.ts";
import type { ChildMessage } from "../protocol/messages.ts";
import type { RunChecks } from "../tasks/gradients.ts";
import type { ChildTools, JobHandler } from "./job-handler.ts";
import { ownJobs } from "./own-jobs.ts";
import { Reporter } from "./reporter.ts";

export interface ServeCellOptions {
  /** Imports the module of a backend and gives it; called for the one backend that the job is about. */
  readonly loadBackend: (id: string) => Promise<Backend>;
  /** The gradient gate. */
  readonly runChecks: RunChecks;
  /** What else a parent may ask for beside the harness's own jobs. */
  readonly jobs?: readonly JobHandler[];
}

/**
 * The whole life of a cell's process: takes one job from its parent, does it, replies, exits. When the parent vanishes,
 * so does the process, as soon as the backend lets go of the thread.
 */
export function serveCell({ loadBackend, runChecks, jobs = [] }: ServeCellOptions): void {
  process.once("disconnect", () => process.exit(1));
  // Where Ctrl-C reaches the child too (Windows), it is the parent's to end it.
  process.on("SIGINT", () => undefined);
  const tools = { loadBackend, reporter: new Reporter(send, systemClock) };
  process.once("message", (raw) => {
    void serve(raw, [...ownJobs(runChecks), ...jobs], tools).then(async (message) => {
      await send(message);
      process.exit(0);
    });
  });
}

async function serve(raw: unknown, handlers: readonly JobHandler[], tools: ChildTools): Promise<ChildMessage> {
  try {
    const asked = (raw as AnyJob | null)?.kind;
    const handler = handlers.find(({ kind }) => kind === asked);
    if (handler === undefined) throw new Error(`unknown job ${JSON.stringify(asked)}`);
    return { kind: "reply", reply: await handler.serve(raw, tools) };
  } catch (error) {
    return errorMessage(error);
  }
}

/** The error as the parent's one line, its remedy apart; what it came from goes to the log. */
function errorMessage(error: unknown): ChildMessage {
  process.stderr.write(`${inspect(error)}\n`);
  return { kind: "error", code: error instanceof EvenkeelError ? error.code : "unexpected", ...explainError(error) };
}

/** Settles when the message has left this process. */
async function send(message: ChildMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
