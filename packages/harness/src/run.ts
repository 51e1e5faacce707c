import { join, resolve } from "node:path";
import {
  allBackends,
  RunFolderError,
  takesSource,
  UsageError,
  type BackendIdentity,
  type Environment,
} from "@evenkeel/core";
import {
  lockRunFolder,
  readRun,
  repairRunFolder,
  runIdOf,
  runVersion,
  schemaVersion,
  stageRunFolder,
  type Run,
} from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { systemClock } from "./clock.ts";
import { repositoryState } from "./code-state.ts";
import { collectEnvironment } from "./environment.ts";
import { watchLoad } from "./machine/machine-load.ts";
import { planCells, refuseTooMany } from "./plan.ts";
import { referenceBefore } from "./reference-time.ts";
import { prepareAgain } from "./prepare/prepare-again.ts";
import { modelsOf, prepareWorkloads } from "./prepare/prepare.ts";
import { rememberSources, reportedDataset, reportedExperiment, reportedWord } from "./prepare/sources.ts";
import { refuseUndecidable, withFirstRounds, withMostRounds } from "./until-decided.ts";
import { backendRecords, plannedBackend, probeBackends, type ProbedBackend } from "./probes.ts";
import { proceed, type RunOutcome } from "./proceed.ts";
import { keptCells, planAgain } from "./resume-cells.ts";
import { refuseOtherMachine } from "./same-machine.ts";
import { refuseInterrupted } from "./interrupted.ts";
import type { ResumeRunOptions, SharedRunOptions, StartRunOptions } from "./run-options.ts";

/**
 * Plans an experiment and runs its cells, each in a process of its own. The run folder appears only when everything is
 * prepared, and stays readable from then on whatever is killed.
 * Throws `UsageError` for an experiment that does not fit, `DataError` for its data, `RunFolderError` for the folder.
 */
export async function startRun(options: StartRunOptions): Promise<RunOutcome> {
  const { experiment, clock = systemClock, machine, machineName } = options;
  const watch = watchLoad(machine?.gauge, clock);
  const backends = chooseBackends(experiment, options.registry);
  refuseUndecidable(experiment, options.decide);
  refuseTooMany(withMostRounds(experiment), backends);
  const startedAt = clock.date().toISOString();
  const { out, runsFolder, runId = runIdOf(startedAt, experiment.name) } = options;
  const numbered = out === undefined && options.runId === undefined;
  const staged = await stageRunFolder(resolve(out ?? join(runsFolder, runId)), { numbered });
  try {
    const environment = await environmentOf(options);
    const prepared = await prepareWorkloads(staged.folder, options);
    const probed = await probe(backends, options);
    const machineLoad = watch.read();
    options.onProgress?.({ kind: "machine", load: machineLoad });
    const reference = await referenceBefore(options);
    refuseInterrupted(options.signal);
    const run: Run = {
      schemaVersion,
      runId,
      state: "running",
      startedAt,
      finishedAt: null,
      fingerprint: environment.fingerprint,
      environment: {
        ...withLibraries(environment, probed),
        machineLoad,
        ...(machineName !== undefined && { machineName }),
      },
      experiment: reportedExperiment(experiment),
      command: options.command.map(reportedWord),
      changes: [...(options.changes ?? [])],
      models: modelsOf(prepared),
      workloads: prepared.map(({ info }) => info),
      backends: await backendRecords(probed, options.installedBytes),
      ...reference,
      plan: planCells(withFirstRounds(experiment), probed.map(plannedBackend)).map(reportedDataset),
      cells: [],
      claims: [],
    };
    const published = await staged.publish(run);
    await rememberSources(options.root, published.run.runId, {
      workloads: experiment.workloads,
      models: options.models,
    });
    return await locked(published.folder, () => proceed(published.folder, published.run, prepared, options));
  } finally {
    await staged.discard();
  }
}

/** The machine and the code, with that of the experiment's own repository where it lies in one. */
async function environmentOf({ environment, root, experimentFile }: StartRunOptions): Promise<Environment> {
  const found = await (environment ?? collectEnvironment)(root);
  const repository = experimentFile === undefined ? undefined : await repositoryState(experimentFile, root);
  return { ...found, ...(repository !== undefined && { repository }) };
}

/**
 * Goes on with a run that was interrupted or killed: the cells that are not settled, or whose process died, run on the
 * same data, weights and order. Throws `RunFolderError` when the folder is damaged or a run is going on in it, or when
 * data, weights or machine are no longer the same.
 */
export async function resumeRun(options: ResumeRunOptions): Promise<RunOutcome> {
  const folder = resolve(options.folder);
  // Before the lock, whose file would otherwise be left in a folder that is then refused.
  await readRun(folder);
  await refuseOlder(folder);
  return locked(folder, () => goOn(folder, options));
}

async function goOn(folder: string, options: ResumeRunOptions): Promise<RunOutcome> {
  const recorded = await readRun(folder);
  refuseUndecidable(recorded.experiment, options.decide);
  await repairRunFolder(folder);
  refuseOtherMachine(folder, recorded.environment, await (options.environment ?? collectEnvironment)(options.root));
  const prepared = await prepareAgain(folder, recorded, options);
  const cells = keptCells(recorded, options.redoTroubled === true);
  const probed = await probeAgain(recorded.backends, options);
  const found = probed.filter(({ availability }) => availability.state === "available");
  const records = await backendRecords(probed, options.installedBytes);
  const run: Run = {
    ...recorded,
    plan: planAgain(recorded, found.map(plannedBackend)),
    environment: withLibraries(recorded.environment, probed),
    backends: recorded.backends.map((old) => records.find(({ id }) => id === old.id) ?? old),
    cells,
    claims: [],
    state: "running",
    finishedAt: null,
  };
  return proceed(folder, run, prepared, options);
}

/** Asks those backends again that could not run: what they lacked may have been set up, or their probe was killed. */
function probeAgain(recorded: Run["backends"], options: SharedRunOptions): Promise<ProbedBackend[]> {
  const missing = new Set(recorded.flatMap(({ id, runtime }) => (runtime === null ? [id] : [])));
  const again = options.registry.filter(({ id }) => missing.has(id));
  return probe(again, options);
}

/** An older run can be read, but its files lie under other names. */
async function refuseOlder(folder: string): Promise<void> {
  const version = await runVersion(folder);
  if (version === schemaVersion) return;
  throw new RunFolderError("the run began with an older Evenkeel", {
    where: folder,
    expected: `schema version ${schemaVersion}`,
    got: `schema version ${version}`,
    remedy: "begin a new run; npx -y pnpm@12 evenkeel report still renders this one",
  });
}

/** Does the work while no other run may touch the folder. */
async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const unlock = lockRunFolder(folder);
  try {
    return await work();
  } finally {
    unlock();
  }
}

/** Of all backends those that some workload's model can go to; of named ones each. */
function chooseBackends(
  { backends: wanted, workloads }: Experiment,
  registry: readonly BackendIdentity[],
): readonly BackendIdentity[] {
  if (wanted === "all") {
    return allBackends(registry).filter((backend) =>
      workloads.some(({ source }) => takesSource(backend, source?.kind ?? "spec")),
    );
  }
  return wanted.map((id) => {
    const known = registry.find((backend) => backend.id === id);
    if (known !== undefined) return known;
    const expected = registry.map((backend) => backend.id).join(", ");
    throw new UsageError("unknown backend", { where: "backends", expected, got: `"${id}"` });
  });
}

async function probe(backends: readonly BackendIdentity[], options: SharedRunOptions): Promise<ProbedBackend[]> {
  const { childModule, onProgress, signal } = options;
  const progress = { kind: "working", of: backends.length, phase: "probing", fraction: 0, etaSeconds: null } as const;
  const probed = await probeBackends(backends, childModule, {
    ...options,
    onProbe: ({ id }, index) => onProgress?.({ ...progress, index: index + 1, id }),
  });
  refuseInterrupted(signal);
  return probed;
}

/** The environment's packages with the libraries that the backends were found to be. */
function withLibraries(environment: Environment, probed: readonly ProbedBackend[]): Environment {
  const libraries = probed.flatMap(({ availability }) =>
    availability.state === "available" ? [[availability.runtime.library, availability.runtime.version] as const] : [],
  );
  return { ...environment, packages: { ...environment.packages, ...Object.fromEntries(libraries) } };
}
