import type { MachineLoad, ProcessorState } from "@evenkeel/core";
import { systemClock, type Clock } from "../clock.ts";
import { machineLimits, memoryWithin } from "../machine/machine-limits.ts";
import { systemProcessors, watchProcessors, type ProcessorGauge } from "../machine/processors.ts";
import { systemGauge, watchLoad, type MachineGauge } from "../machine/machine-load.ts";
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
  /** The machine that the child runs on, unless a test makes one up. */
  readonly machine?: Machine | undefined;
  /** Whether the job is a cell of a run, which `--resume` asks again. */
  readonly resumable?: boolean;
}

/** What is looked at of a machine beside the child itself. */
export interface Machine {
  readonly gauge: MachineGauge;
  /** Left out, nothing is known of them. */
  readonly processors?: ProcessorGauge;
  /** Memory that may be used on it. */
  memoryBytes(): number;
}

const thisMachine: Machine = {
  gauge: systemGauge,
  processors: systemProcessors,
  memoryBytes: () => memoryWithin(machineLimits()),
};

/** What became of a job. */
export type Outcome<Reply> = Observed & {
  readonly machineLoad: MachineLoad;
  readonly processors: ProcessorState | null;
} & (
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
    machine = thisMachine,
    resumable = false,
    ...options
  }: AskOptions,
): Promise<Outcome<Reply>> {
  const watch = watchLoad(machine.gauge, clock);
  const processors = watchProcessors(machine.processors);
  const { ending, ...seen } = await supervise(launcher(childModule, variables), kind, job, { clock, ...options });
  const observed = { ...seen, machineLoad: watch.read(seen.descendantTicks), processors: processors.read() };
  if (ending.kind === "replied") return { ...observed, state: "replied", reply: ending.reply };
  const memory = { kills: watch.memoryKills(), bytes: machine.memoryBytes() };
  const reason = failureOf(ending, { ...observed, limits: options.limits, resumable, memory });
  if (ending.kind !== "killed") return { ...observed, state: "failed", reason };
  return { ...observed, state: ending.why === "interrupted" ? "interrupted" : "over-budget", reason };
}
