import type { AnyJob } from "../protocol/define-job.ts";

/** A child process, as far as its supervisor needs to know it. */
export interface CellProcess {
  /** Hands over the job. Does not reject when the process is gone: `exited` tells. */
  send(job: AnyJob): Promise<void>;
  /** Called for each message, in order; the message is not yet checked. */
  onMessage(listener: (message: unknown) => void): void;
  /** Settles when the process is gone, its descendants with it, and its last message was delivered. */
  readonly exited: Promise<ProcessExit>;
  /**
   * Sum of the peaks of the process and its descendants as the kernel counts them; null where the system does not say.
   */
  treePeakRssBytes(): Promise<number | null>;
  /** Processor time of its descendants, as far as they were seen, in clock ticks; 0 where the system does not say. */
  descendantTicks(): Promise<number>;
  /** Ids of the process and of its descendants, as far as they were seen. */
  treePids(): ReadonlySet<number>;
  /** Ends the process and all of its descendants, at once; `exited` tells when they are gone. */
  kill(): void;
}

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of what it wrote on stdout and stderr. */
  readonly log: string;
}

/** Environment variables beside those of this process. */
export type Variables = Readonly<Record<string, string>>;

/** Starts a child process that serves one job (`serveCell`). */
export type Launcher = (childModule: URL, variables?: Variables) => CellProcess;
