import { relative, resolve, sep } from "node:path";
import { obtainedRuntime, type Run } from "@evenkeel/analysis";
import { RunFolderError, type Environment } from "@evenkeel/core";
import { quarantineOf, readRun, resultsSha256 } from "@evenkeel/run-folder";
import type { Night } from "../night.ts";
import { machineOfRun } from "./machine-of-run.ts";
import { installPointsOfRun, pointsOfRun } from "./run-points.ts";

/** A run that goes on or was interrupted: it brings nothing before it has ended. */
export class UnfinishedRunError extends RunFolderError {}

/**
 * What a finished run folder brings to a history. `base` is the folder that the run's own is kept relative to. Throws
 * `RunFolderError` for a folder that holds no run or is damaged, `UnfinishedRunError` for a run that has not ended.
 */
export async function nightOfRunFolder(folder: string, base: string): Promise<Night> {
  const run = await readRun(folder);
  if (run.state !== "finished") {
    throw new UnfinishedRunError("the run has not ended", {
      where: folder,
      expected: "a finished run",
      got: run.state === "running" ? "one that is going on, or was killed" : run.state,
      remedy: "go on with it by `evenkeel run --resume`, then import it",
    });
  }
  const { runId, startedAt, fingerprint, environment, experiment } = run;
  return {
    run: {
      id: runId,
      at: Date.parse(startedAt),
      fingerprint,
      experiment: experiment.name,
      ...codeOf(environment),
      folder: relative(resolve(base), resolve(folder)).split(sep).join("/"),
      resultsSha256: await resultsSha256(folder),
      source: "evenkeel",
      quarantined: quarantineOf(run),
    },
    machine: machineOfRun(run),
    versions: versionsOfRun(run),
    points: [...pointsOfRun(run), ...installPointsOfRun(run)],
  };
}

/** Of the repository that keeps the experiment, where that is one of its own; else of Evenkeel. */
function codeOf({ repository, evenkeelCommit, dirty }: Environment): Pick<Night["run"], "commit" | "dirty"> {
  return repository === undefined
    ? { commit: evenkeelCommit, dirty }
    : { commit: repository.commit, dirty: repository.dirty };
}

/** Where the commit is another repository's, Evenkeel is one more thing that is upgraded. */
function evenkeelOf({ repository, evenkeelVersion, evenkeelCommit }: Environment): Record<string, string> {
  const version = [evenkeelVersion, evenkeelCommit?.slice(0, 12)].filter((part) => part !== undefined).join(" ");
  return repository === undefined || version === "" ? {} : { Evenkeel: version };
}

/** Of Node, the packages that the run recorded, and the libraries of backends with what drives their devices. */
function versionsOfRun(run: Run): Record<string, string> {
  const { node, packages } = run.environment;
  const versions: Record<string, string> = {
    ...packages,
    node: node.replace(/^v/, ""),
    ...evenkeelOf(run.environment),
  };
  const own = new Map<string, Set<string>>();
  for (const { id } of run.backends) {
    const runtime = obtainedRuntime(run, id);
    if (runtime === null) continue;
    for (const [name, version] of [
      [runtime.library, runtime.version],
      ...Object.entries(runtime.deviceVersions ?? {}),
    ] as const) {
      own.set(name, (own.get(name) ?? new Set()).add(version));
    }
  }
  for (const [name, found] of own) versions[name] = [...found].toSorted().join(", ");
  return versions;
}
