import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackendEntry, ModelSpec } from "@evenkeel/core";
import { readDecodedDataset } from "@evenkeel/data";
import { batchOfStep, catalogSource, decodedCache, prepareDataset, probeBackends } from "@evenkeel/harness";
import { initialWeights } from "@evenkeel/models";
import { childSubject, type ParityTask, type Subject } from "@evenkeel/parity";
import { unavailableError } from "@evenkeel/setup/unavailable";
import { namedDataset, namedModel } from "./known-names.ts";
import { listenForSignals } from "./interrupt.ts";
import { ProgressLine } from "./progress.ts";
import { cellModule, projectRoot } from "./project.ts";
import { reasonText } from "./reason-text.ts";
import { defaultBackends } from "./registry.ts";

/** What backends are to train alike, as a command line says it. */
export interface ParityFlags {
  readonly model: string;
  readonly dataset: string;
  readonly steps: number | "epoch";
  readonly seed: number;
  /** Seconds that one training may take. */
  readonly budget: number;
}

/** What `evenkeel diverge` and `evenkeel determinism` work with. */
export interface ParitySetup {
  readonly task: ParityTask;
  /** A backend in processes of its own. */
  readonly subjectOf: (backend: BackendEntry, threads: number | null) => Subject;
  /** Those named, else those of the default that run here. Throws `BackendError` where a named one does not. */
  readonly backendsHere: (named: readonly BackendEntry[]) => Promise<BackendEntry[]>;
  /** Says what is being done from now on. */
  readonly show: (phase: string) => void;
  readonly signal: AbortSignal;
}

/** Prepares data, weights and a place for files that is removed after `work`. */
export async function withParity<T>(flags: ParityFlags, work: (setup: ParitySetup) => Promise<T>): Promise<T> {
  // Wrong use is told before anything is made.
  const written = namedModel(flags.model);
  const dataset = namedDataset(flags.dataset);
  const line = new ProgressLine();
  const { signal, release } = listenForSignals(() => line.log("stopping (again to stop at once)"));
  const scratchFolder = await mkdtemp(join(tmpdir(), "evenkeel-parity-"));
  try {
    return await work(await prepare(written, { ...flags, dataset }, { line, signal, scratchFolder }));
  } finally {
    release();
    line.end();
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
  readonly scratchFolder: string;
}

async function prepare(
  written: ModelSpec,
  flags: ParityFlags,
  { line, signal, scratchFolder }: Surroundings,
): Promise<ParitySetup> {
  const { seed, budget: budgetSeconds } = flags;
  let phase = "preparing the data";
  const show = (next: string) => {
    phase = next;
    line.show(phase, phase);
  };
  show(phase);
  const onProgress = (fraction: number) => line.show(phase, `${phase} ${Math.floor(100 * fraction)}%`);
  const source = await catalogSource(projectRoot)(flags.dataset, written.input, onProgress);
  const cacheFolder = decodedCache(projectRoot);
  const { spec, folder: datasetFolder } = await prepareDataset(source, written, { cacheFolder });
  const dataset = await readDecodedDataset(datasetFolder);
  const size = spec.recipe.batchSize;
  const stepsPerEpoch = Math.ceil(dataset.train.count / size);
  const steps = flags.steps === "epoch" ? stepsPerEpoch : flags.steps;
  return {
    task: {
      spec,
      weights: initialWeights(spec, seed),
      steps,
      stepsPerEpoch,
      batchOf: (part, step) => batchOfStep(dataset, part, { seed, step, size }),
      onPhase: show,
    },
    subjectOf: ({ id: backend, variables }, threads) =>
      childSubject({
        backend,
        variables,
        childModule: cellModule,
        datasetFolder,
        seed,
        threads,
        budgetSeconds,
        scratchFolder,
        signal,
        onProgress,
      }),
    backendsHere: (named) => backendsHere(named, { signal, show, log: (text) => line.log(text) }),
    show,
    signal,
  };
}

interface Telling {
  readonly signal: AbortSignal;
  /** Says what is being done from now on. */
  readonly show: (phase: string) => void;
  /** Says something that stays on the screen. */
  readonly log: (text: string) => void;
}

async function backendsHere(named: readonly BackendEntry[], { signal, show, log }: Telling): Promise<BackendEntry[]> {
  const asked = named.length > 0 ? named : defaultBackends();
  const probed = await probeBackends(asked, cellModule, { signal, onProbe: ({ id }) => show(`probing ${id}`) });
  return asked.filter((_, index) => {
    const availability = probed[index]?.availability;
    if (availability === undefined || availability.state === "available") return true;
    const id = asked[index]?.id ?? "";
    if (named.length > 0) throw unavailableError(id, availability);
    log(`left out: ${id}: ${reasonText(availability)}`);
    return false;
  });
}
