import type { BackendIdentity, Environment } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import type { Clock } from "./clock.ts";
import type { Decide } from "./decision.ts";
import type { GpuWatch } from "./device/gpu-watch.ts";
import type { Machine } from "./launcher/ask.ts";
import type { Launcher } from "./launcher/launcher.ts";
import type { DatasetSource } from "./prepare/datasets.ts";
import type { KnownModel } from "./prepare/given-model.ts";
import type { RunProgress } from "./progress.ts";

/** What a run needs from its caller, whether it begins or goes on. */
export interface SharedRunOptions {
  /** The project's root: decoded datasets are cached in its `.cache/decoded`, and its git commit is recorded. */
  readonly root: string;
  /** Every backend there is. */
  readonly registry: readonly BackendIdentity[];
  /** The module a cell's process runs; it calls `serveCell`. */
  readonly childModule: URL;
  /** What the closed folder's samples let claim: goes into `run.json`. Left out, nothing is claimed. */
  readonly makeClaims?: (folder: string) => Promise<Run["claims"]>;
  /** Bytes on the disk of a backend's libraries; null where nothing tells. Left out, nothing is recorded. */
  readonly installedBytes?: (backend: string) => Promise<number | null>;
  /** Renders `index.html` from the finished folder, before the manifest is written. */
  readonly renderReport: (folder: string) => Promise<string>;
  /** Whether a run whose experiment is `untilDecided` needs another round. */
  readonly decide?: Decide;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Aborting ends the running cell's process tree; the run stays resumable. */
  readonly signal?: AbortSignal;
  /** Where datasets come from: by default the catalog of `@evenkeel/data`. */
  readonly datasets?: DatasetSource;
  /** For tests: time, processes and machine. */
  readonly clock?: Clock;
  readonly launcher?: Launcher;
  readonly watchDevice?: (device: string) => Promise<GpuWatch | null>;
  readonly environment?: () => Promise<Environment>;
  /** In place of the reference kernel: its time in ms, or null. */
  readonly referenceTime?: () => Promise<number | null>;
  readonly machine?: Machine;
}

export interface StartRunOptions extends SharedRunOptions {
  readonly experiment: Experiment;
  /** The experiment's models: networks of the zoo, and those from elsewhere. */
  readonly models: readonly KnownModel[];
  /** A folder of its own is made here for the run, unless `out` names one. */
  readonly runsFolder: string;
  readonly out?: string;
  /** The run's id, and its folder's name in `runsFolder`: a new one. By default from the time, numbered if need be. */
  readonly runId?: string;
  /** The command line, recorded so that it can be run again. */
  readonly command: readonly string[];
  /** The file that the experiment stands in: the commit of a repository of one's own that it lies in is recorded. */
  readonly experimentFile?: string;
  /** What people call the machine. */
  readonly machineName?: string;
  /** Flags by which the command line changed the experiment: its title stands only where there are none. */
  readonly changes?: readonly string[];
}

export interface ResumeRunOptions extends SharedRunOptions {
  readonly folder: string;
  /** Also run cells again that failed by their own report or went over their budget, and gates whose checks failed. */
  readonly redoTroubled?: boolean;
}
