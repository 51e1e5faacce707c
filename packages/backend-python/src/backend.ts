import {
  BackendError,
  runtimeInfoSchema,
  specOf,
  type Availability,
  type Backend,
  type LoadOptions,
  type ModelSource,
  type RuntimeInfo,
  type TrainingRecipe,
} from "@evenkeel/core";
import { missingNvidiaDriver, nvidiaDriverRemedy } from "@evenkeel/setup";
import { z } from "zod";
import { withPinnedVersion, type PythonBackendId } from "./environments.ts";
import { interpreterOf, pythonVariable } from "./interpreter.ts";
import { pythonLayers } from "./layers.ts";
import { PythonModel } from "./python-model.ts";
import { Worker, WorkerRefusal } from "./worker.ts";

export interface PythonBackendOptions {
  readonly id: PythonBackendId;
  readonly title: string;
  /** Of the module `python/<framework>_model.py`. */
  readonly framework: "torch" | "torch_best" | "keras";
  readonly device: "cpu" | "cuda";
}

const readySchema = z.object({ runtime: runtimeInfoSchema });

interface Running {
  readonly worker: Worker;
  readonly runtime: RuntimeInfo;
}

/** A Python framework as a backend: its models live in one Python process for each number of threads. */
export function pythonBackend(options: PythonBackendOptions): Backend {
  const { id, title, device } = options;
  const running = new Map<number | null, Promise<Running>>();
  const workerFor = async ({ threads }: LoadOptions): Promise<Running> => {
    const known = await running.get(threads)?.catch(() => null);
    if (known?.worker.alive) return known;
    const started = start(options, threads);
    running.set(threads, started);
    return started;
  };
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
  const python = interpreterOf(id);
  if (python === null) throw new BackendError("not installed", { where: id, remedy: `run evenkeel setup ${id}` });
  const args = [framework, device, ...(threads === null ? [] : [String(threads)])];
  const worker = new Worker({ id, python, args });
  try {
    const { header } = await worker.ready();
    return { worker, runtime: withPinnedVersion(readySchema.parse(header).runtime) };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

/** Starts Python only where there is one to start, and a device for it. */
async function probe(options: PythonBackendOptions): Promise<Availability> {
  const noDevice = options.device === "cuda" ? await missingNvidiaDriver() : null;
  if (noDevice !== null) {
    return { state: "unavailable", reason: "no-device", message: noDevice, remedy: nvidiaDriverRemedy };
  }
  const remedy = `evenkeel setup ${options.id}`;
  if (interpreterOf(options.id) === null) {
    return { state: "unavailable", reason: "not-installed", message: "not set up", remedy };
  }
  try {
    const { worker, runtime } = await start(options, null);
    await worker.stop();
    return { state: "available", runtime };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof WorkerRefusal ? error.kind : "failed";
    if (kind === "no-device") return { state: "unavailable", reason: "no-device", message, remedy: null };
    const reason = kind === "missing" ? "not-installed" : "broken";
    return { state: "unavailable", reason, message, remedy: repairOf(options.id) };
  }
}

/** What helps where the Python that is there does not do. */
function repairOf(id: PythonBackendId): string {
  const own = process.env[pythonVariable];
  return own === undefined || own === ""
    ? `delete .cache/backends/${id}, then evenkeel setup ${id}`
    : `install what is missing into ${own}, or unset ${pythonVariable} and run evenkeel setup ${id}`;
}
