import { add, scalar, tidy } from "@tensorflow/tfjs-core";
import {
  type Availability,
  type Backend,
  BackendError,
  brokenBy,
  type ModelSource,
  UnsupportedError,
} from "@evenkeel/core";
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
    probe: () => probe(runtime),
    load: async (source, options) => {
      await runtime.start?.(options);
      return onBackend(backendName, () => {
        refuseUnknownLayers(id, source);
        return new TfjsModel(runtime, source);
      });
    },
    loadTrainable: async (source, options, recipe) => {
      await runtime.start?.(options);
      return onBackend(backendName, () => {
        refuseUnknownLayers(id, source);
        requireGradientKernels(source.spec, backendName);
        return new TfjsTrainableModel(runtime, source, recipe);
      });
    },
  };
}

async function probe(runtime: TfjsRuntime): Promise<Availability> {
  try {
    await runtime.start?.({ threads: 1 });
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

function refuseUnknownLayers(id: string, { spec }: ModelSource): void {
  for (const { name, kind } of spec.layers) {
    if (!layerKinds.has(kind)) {
      throw new UnsupportedError(`${id} has no layer of this kind`, {
        where: `${spec.name}, layer "${name}"`,
        got: kind,
      });
    }
  }
}
