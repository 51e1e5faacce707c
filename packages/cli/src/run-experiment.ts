import { decideByClaims, readRunData } from "@evenkeel/analysis";
import {
  resumeRun,
  startRun,
  usableCores,
  type RunOutcome,
  type RunProgress,
  type SharedRunOptions,
  type StartRunOptions,
} from "@evenkeel/harness";
import type { Experiment } from "@evenkeel/tasks";
import { installedBytes } from "./installed-bytes.ts";
import { renderWithPictures } from "./keep-pictures.ts";
import { openModels } from "./open-models.ts";
import type { ProgressLine } from "./progress.ts";
import { cellModule, projectRoot, runsFolder } from "./project.ts";
import { registry, registryHere } from "./registry.ts";
import { showProgress } from "./run-progress.ts";
import { tooManyThreads } from "./thread-notes.ts";

/** How a run is followed and ended. */
export interface Watching {
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Beside what the progress line shows. */
  readonly onProgress?: (event: RunProgress) => void;
}

type Recorded = "experimentFile" | "out" | "runId" | "machineName" | "command" | "changes";

/** What is to be run, and what its run folder says of how it came to that. */
export interface Order extends Pick<StartRunOptions, Recorded> {
  readonly experiment: Experiment;
  /** Where run folders lie, instead of reports/runs. */
  readonly runsIn?: string;
}

/** Begins an experiment's run, here. Throws as `startRun` does. */
export async function beginExperiment(
  { runsIn = runsFolder, ...order }: Order,
  watching: Watching,
): Promise<RunOutcome> {
  const { experiment, models } = await openModels(order.experiment);
  for (const text of tooManyThreads(experiment, usableCores())) watching.progress.log(text);
  return startRun({
    ...sharedOptions(watching),
    ...order,
    experiment,
    registry: experiment.backends === "all" ? registryHere() : registry,
    models,
    runsFolder: runsIn,
  });
}

/** Goes on with a run that was interrupted or killed. Throws as `resumeRun` does. */
export async function resumeExperiment(folder: string, redoTroubled: boolean, watching: Watching): Promise<RunOutcome> {
  return resumeRun({ ...sharedOptions(watching), folder, redoTroubled });
}

function sharedOptions({ signal, progress, onProgress }: Watching): SharedRunOptions {
  return {
    root: projectRoot,
    registry,
    childModule: cellModule,
    makeClaims: async (of) => (await readRunData(of)).run.claims,
    renderReport: renderWithPictures,
    decide: decideByClaims,
    installedBytes,
    signal,
    onProgress: (event) => {
      showProgress(progress, event);
      onProgress?.(event);
    },
  };
}
