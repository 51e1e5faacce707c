import { systemClock, type Clock } from "../clock.ts";
import type { AnyJob, JobKind } from "../protocol/define-job.ts";
import { failureOf, type Failure } from "./failure.ts";
import type { Launcher, Variables } from "./launcher.ts";
import { processLauncher } from "./process-launcher.ts";
import { supervise, type Observed, type SuperviseOptions } from "./supervise.ts";

export interface AskOptions extends Omit<SuperviseOptions, "clock"> {
  /** The module that the child runs; it calls `serveCell`. */
  readonly childModule: URL;
  /** A process of its own, unless another launcher is given. */
  readonly launcher?: Launcher | undefined;
  /** Of the backend's catalogue entry. */
  readonly variables?: Variables | undefined;
  readonly clock?: Clock | undefined;
  /** Whether the job is a cell of a run, which `--resume` asks again. */
  readonly resumable?: boolean;
}

/** What became of a job. */
export type Outcome<Reply> = Observed &
  (
    | { readonly state: "replied"; readonly reply: Reply }
    /** `over-budget`: killed for its time or its memory. `interrupted`: the signal was aborted. */
    | { readonly state: "failed" | "over-budget" | "interrupted"; readonly reason: Failure }
  );

/** Starts a child, has it do one job and waits for its end. Never rejects. */
export async function ask<Job extends AnyJob, Reply>(
  kind: JobKind<Job, Reply>,
  job: Job,
  {
    childModule,
    variables,
    launcher = processLauncher,
    clock = systemClock,
    resumable = false,
    ...options
  }: AskOptions,
): Promise<Outcome<Reply>> {
  const { ending, ...observed } = await supervise(launcher(childModule, variables), kind, job, { clock, ...options });
  if (ending.kind === "replied") return { ...observed, state: "replied", reply: ending.reply };
  const reason = failureOf(ending, { ...observed, limits: options.limits, resumable });
  if (ending.kind !== "killed") return { ...observed, state: "failed", reason };
  return { ...observed, state: ending.why === "interrupted" ? "interrupted" : "over-budget", reason };
}
