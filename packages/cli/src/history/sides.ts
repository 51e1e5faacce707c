import { join } from "node:path";
import { isOwnData } from "@evenkeel/data";
import { knownSources } from "@evenkeel/harness";
import type { Series } from "@evenkeel/history";
import type { Run } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { CommitError } from "../commits/commit-error.ts";
import { commitsBetween, gitIn } from "../commits/git.ts";
import { evenkeelSource } from "../commits/evenkeel-source.ts";
import { ownSource } from "../commits/own-source.ts";
import { evenkeelHere, evenkeelOf } from "../commits/programs.ts";
import type { Turn } from "../commits/take-turns.ts";
import { worktreesOf, type Worktrees } from "../commits/worktree.ts";
import { loadExperiment } from "../experiment-file.ts";
import { projectRoot } from "../project.ts";
import { rerunExperiment } from "./rerun-experiment.ts";
import type { Suspect } from "./suspects.ts";

/** How a commit is run for a series. */
export interface Side extends Pick<Turn, "commit" | "program" | "cwd"> {
  readonly experiment: Experiment;
}

/** Commits of one repository, made ready to be run when they are asked for. */
export interface Sides {
  /** Throws `EvenkeelError` for a commit that cannot be run, or does not measure the series. */
  at(commit: string): Promise<Side>;
  /** After the good one up to the suspect, the oldest first. */
  between(suspect: Suspect): Promise<string[]>;
}

/** Everything that reruns check out: taken away together. */
export interface Checkouts {
  sidesOf(suspect: Suspect, series: Series, run: Run): Sides;
  remove(): Promise<void>;
}

export interface CheckoutOptions {
  /** A folder in the repository that keeps experiments of one's own. */
  readonly checkout: string;
  readonly signal: AbortSignal;
}

export function checkoutsOf({ checkout, signal }: CheckoutOptions): Checkouts {
  const evenkeel = worktreesOf(evenkeelSource, signal);
  const own = new Map<string, Promise<Worktrees>>();
  const ownSides = (experiment: string, series: Series): Sides => {
    const worktrees = own.get(experiment) ?? ownWorktrees(checkout, experiment, signal);
    own.set(experiment, worktrees);
    return {
      at: async (commit) => ownSide(await (await worktrees).at(commit), { experiment, series, signal }),
      between: async (range) => commitsBetween((await worktrees).repository, range, signal),
    };
  };
  const evenkeelSides = (series: Series, run: Run): Sides => {
    const { repository } = run.environment;
    return {
      at: async (commit) => {
        const program = evenkeelOf(await evenkeel.at(commit));
        if (repository === undefined) return { commit, ...program, experiment: await experimentOf(run, series) };
        const { experiment } = await ownSides(repository.experiment, series).at(repository.commit);
        return { commit, ...program, experiment };
      },
      between: (range) => commitsBetween(projectRoot, range, signal),
    };
  };
  return {
    sidesOf: ({ whose }, series, run) => {
      const { repository } = run.environment;
      return whose === "experiment" && repository !== undefined
        ? ownSides(repository.experiment, series)
        : evenkeelSides(series, run);
    },
    remove: async () => {
      for (const worktrees of own.values()) await (await worktrees.catch(() => null))?.remove();
      await evenkeel.remove();
    },
  };
}

async function ownWorktrees(checkout: string, experiment: string, signal: AbortSignal): Promise<Worktrees> {
  const { stdout, failed } = await gitIn(checkout, ["rev-parse", "--show-toplevel"], signal);
  if (!failed) return worktreesOf(ownSource(stdout.trim(), experiment), signal);
  throw new CommitError("not the repository that keeps the experiment", {
    where: "--checkout",
    expected: `a git checkout that has ${experiment}`,
    got: checkout,
    remedy: "type the command in it, or name it with --checkout",
  });
}

interface OwnSide {
  readonly experiment: string;
  readonly series: Series;
  readonly signal: AbortSignal;
}

/** The experiment's file as the commit has it, run by Evenkeel as it stands here. */
async function ownSide(
  { commit, folder }: { readonly commit: string; readonly folder: string },
  { experiment: path, series, signal }: OwnSide,
): Promise<Side> {
  const file = join(folder, path);
  const experiment = rerunExperiment(await loadExperiment(file, signal), series);
  if (experiment === null) throw lacking(commit, series);
  return { commit, ...evenkeelHere(folder), experiment };
}

/** As the run folder keeps it; data of one's own, which it names without their place, where they lay when it ran. */
async function experimentOf({ experiment, runId }: Run, series: Series): Promise<Experiment> {
  const part = rerunExperiment(experiment, series);
  if (part === null) throw lacking(runId, series);
  const sources = await knownSources(projectRoot, runId);
  const workloads = part.workloads.map(({ source, ...workload }) => {
    const places = sources[workload.id] ?? {};
    const dataset = isOwnData(workload.dataset) ? places.dataset : workload.dataset;
    const file = places.model?.file;
    if (dataset !== undefined && (source === undefined || file !== undefined)) {
      return { ...workload, ...(source && file !== undefined && { source: { ...source, file } }), dataset };
    }
    throw new CommitError("where its images or its model lie is not known in this checkout", {
      where: workload.id,
      got: workload.dataset,
    });
  });
  return { ...part, workloads };
}

function lacking(where: string, { workload, task }: Series): CommitError {
  return new CommitError("its experiment does not measure this", { where, expected: `${task} of ${workload}` });
}
