import {
  explainError,
  runtimeInfoSchema,
  specOf,
  type Availability,
  type Backend,
  type LoadOptions,
  type ModelSource,
  type RuntimeInfo,
  type TrainingRecipe,
  type Unavailable,
} from "@evenkeel/core";
import { damageOf, missingNvidiaDriver } from "@evenkeel/setup";
import {
  brokenPython,
  damagedSetup,
  missingPythonPackage,
  noPython,
  noUsableGpu,
  unavailableError,
} from "@evenkeel/setup/unavailable";
import { z } from "zod";
import { environments, withPinnedVersion } from "./environments.ts";
import type { PythonBackendId } from "./identities.ts";
import { interpreterOf, type Interpreter } from "./interpreter.ts";
import { pythonLayers } from "./layers.ts";
import { PythonModel } from "./python-model.ts";
import { Worker, WorkerRefusal } from "./worker.ts";

export interface PythonBackendOptions {
  readonly id: PythonBackendId;
  readonly title: string;
  readonly device: "cpu" | "cuda";
  /** Of the module `python/<framework>_model.py`. */
  readonly framework: "torch" | "torch_best" | "keras" | "onnx";
}

const readySchema = z.object({ runtime: runtimeInfoSchema });

/** A Python process that is ready, and what it runs on. */
export interface Running {
  readonly worker: Worker;
  readonly runtime: RuntimeInfo;
}

/** Gives the process of a number of threads, started when it is first asked for, and anew where it died. */
export function workersOf(options: PythonBackendOptions): (asked: LoadOptions) => Promise<Running> {
  const running = new Map<number | null, Promise<Running>>();
  return async ({ threads }) => {
    const known = await running.get(threads)?.catch(() => null);
    if (known?.worker.alive) return known;
    const started = start(options, threads);
    running.set(threads, started);
    return started;
  };
}

/** A Python framework as a backend: its models live in one Python process for each number of threads. */
export function pythonBackend(options: PythonBackendOptions): Backend {
  const { id, title, device } = options;
  const workerFor = workersOf(options);
  const create = async (source: ModelSource, loadOptions: LoadOptions, recipe: TrainingRecipe | null) => {
    const ours = specOf(source, id);
    return PythonModel.create(await workerFor(loadOptions), ours, recipe);
  };
  return {
    id,
    title,
    device,
    supports: { sources: new Set(["spec"]), layers: pythonLayers, training: true, threads: true },
    probe: () => probe(options),
    load: (source, loadOptions) => create(source, loadOptions, null),
    loadTrainable: create,
  };
}

async function start({ id, framework, device }: PythonBackendOptions, threads: number | null): Promise<Running> {
  const found = interpreterOf(id);
  if (found === null) throw unavailableError(id, noPython(id));
  const args = [framework, device, ...(threads === null ? [] : [String(threads)])];
  const worker = new Worker({ id, python: found.python, args });
  try {
    const { header } = await worker.ready();
    return { worker, runtime: withPinnedVersion(readySchema.parse(header).runtime) };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

/** Starts Python only where there is one to start, and a device for it. */
export async function probe(options: PythonBackendOptions): Promise<Availability> {
  const noDevice = options.device === "cuda" ? await missingNvidiaDriver() : null;
  if (noDevice !== null) return noDevice;
  const found = interpreterOf(options.id);
  if (found === null) return noPython(options.id);
  const damaged = found.isOwn ? null : await damageOf(environments[options.id]);
  if (damaged !== null) return damagedSetup(options.id, damaged);
  try {
    const { worker, runtime } = await start(options, null);
    await worker.stop();
    return { state: "available", runtime };
  } catch (error) {
    return whyNot(options.id, found, error);
  }
}

function whyNot(id: PythonBackendId, { isOwn }: Interpreter, error: unknown): Unavailable {
  const { message } = explainError(error);
  switch (error instanceof WorkerRefusal ? error.kind : "failed") {
    case "no-device":
      return noUsableGpu(message);
    case "missing":
      return missingPythonPackage(id, message, isOwn);
    default:
      return brokenPython(id, message, isOwn);
  }
}
