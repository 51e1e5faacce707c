import { add, scalar, tidy } from "@tensorflow/tfjs-core";
import { type Availability, type Backend, BackendError, EvenkeelError } from "@evenkeel/core";
import { onBackend } from "./engine.ts";
import { layerKinds } from "./layers.ts";
import { TfjsModel } from "./model.ts";
import type { TfjsRuntime } from "./runtime.ts";
import { TfjsTrainableModel } from "./trainable-model.ts";

/** A tfjs backend as a backend of Evenkeel. */
export function tfjsBackend(runtime: TfjsRuntime): Backend {
  const { id, title, device, backendName } = runtime;
  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return await onBackend(backendName, work);
    } catch (error) {
      if (error instanceof EvenkeelError) throw error;
      throw new BackendError("tfjs could not load the model", { where: id, got: messageOf(error), cause: error });
    }
  };
  return {
    id,
    title,
    device,
    supports: { sources: new Set(["spec"]), layers: layerKinds, training: true, threads: false },
    probe: () => probe(runtime),
    load: (source) => guarded(() => new TfjsModel(runtime, source)),
    loadTrainable: (source, _options, recipe) => guarded(() => new TfjsTrainableModel(runtime, source, recipe)),
  };
}

async function probe(runtime: TfjsRuntime): Promise<Availability> {
  try {
    const sum = await onBackend(runtime.backendName, () => tidy(() => add(scalar(20), scalar(22)).dataSync()[0]));
    if (sum !== 42) return broken(`20 + 22 gave ${String(sum)}`);
    return { state: "available", runtime: await onBackend(runtime.backendName, () => runtime.describe()) };
  } catch (error) {
    return broken(messageOf(error));
  }
}

function broken(message: string): Availability {
  return { state: "unavailable", reason: "broken", message, remedy: "Reinstall with: pnpm install --force" };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
