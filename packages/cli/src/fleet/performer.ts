import type { Following, Performer } from "@evenkeel/fleet";
import { withStore } from "../commands/history/store-option.ts";
import { applyFlags } from "../experiment-flags.ts";
import type { ProgressLine } from "../progress.ts";
import { runExitCode } from "../run-exit-code.ts";
import { beginExperiment, resumeExperiment, type Watching } from "../run-experiment.ts";

/** How a worker runs what it was handed: as `evenkeel run` does, and then into the history at `store`. */
export function performerHere({
  progress,
  store,
  runs,
  machine,
}: {
  readonly progress: ProgressLine;
  readonly store: string;
  /** Where run folders lie. */
  readonly runs: string;
  /** What people call this machine, where it was said. */
  readonly machine: string | undefined;
}): Performer {
  const watching = ({ signal, onSettled }: Following): Watching => ({
    signal,
    progress,
    onProgress: (event) => {
      if (event.kind === "settled") onSettled(event.of);
    },
  });
  return {
    begin: async ({ experiment, command, changes }, runId, following) =>
      // Names that this checkout does not know are refused.
      beginExperiment(
        {
          experiment: applyFlags(experiment, {}),
          runsIn: runs,
          runId,
          command,
          changes,
          ...(machine !== undefined && { machineName: machine }),
        },
        watching(following),
      ),
    resume: (folder, following) => resumeExperiment(folder, false, watching(following)),
    isGood: (run) => runExitCode(run) === 0,
    keep: async (folder) => {
      const { importNight, nightOfRunFolder } = await import("@evenkeel/history");
      const keep = async (...[opened, base]: Parameters<Parameters<typeof withStore>[1]>) => {
        const night = await nightOfRunFolder(folder, base);
        const named = machine === undefined ? night : { ...night, machine: { ...night.machine, name: machine } };
        await importNight(opened, named);
        return opened.shown;
      };
      return withStore({ store }, keep, { create: true });
    },
  };
}
