import { add, scalar, tidy } from "@tensorflow/tfjs-core";
import { BackendError, brokenBy, specOf, type Availability, type Backend, type LoadOptions } from "@evenkeel/core";
import { onBackend } from "./engine.ts";
import { requireGradientKernels } from "./gradient-kernels.ts";
import { layerKinds } from "./layers.ts";
import { TfjsModel } from "./model.ts";
import type { TfjsRuntime } from "./runtime.ts";
import { TfjsTrainableModel } from "./trainable-model.ts";

/** A tfjs backend as a backend of Evenkeel. */
export function tfjsBackend(runtime: TfjsRuntime): Backend {
  const { id, title, device, backendName } = runtime;
  return {
    id,
    title,
    device,
    supports: { sources: new Set(["spec"]), layers: layerKinds, training: true, threads: runtime.threads === true },
    probe: (options) => probe(runtime, options),
    load: async (source, options) => {
      const ours = specOf(source, id);
      await runtime.start?.(options);
      return onBackend(backendName, () => new TfjsModel(runtime, ours));
    },
    loadTrainable: async (source, options, recipe) => {
      const ours = specOf(source, id);
      await runtime.start?.(options);
      return onBackend(backendName, () => {
        requireGradientKernels(ours.spec, backendName);
        return new TfjsTrainableModel(runtime, ours, recipe);
      });
    },
  };
}

async function probe(runtime: TfjsRuntime, options: LoadOptions = { threads: 1 }): Promise<Availability> {
  try {
    await runtime.start?.(options);
    return await onBackend(runtime.backendName, async () => {
      const result = tidy(() => add(scalar(20), scalar(22)));
      const [sum] = await result.data();
      result.dispose();
      if (sum === 42) return { state: "available", runtime: runtime.describe() };
      throw new BackendError("computes wrongly", { where: runtime.id, expected: "20 + 22 = 42", got: String(sum) });
    });
  } catch (error) {
    return runtime.whyBroken?.(error) ?? brokenBy(error);
  }
}
