import { type Tensor, tensor, tidy, type Variable, variable } from "@tensorflow/tfjs-core";
import { BackendError, type HostTensor, hostTensor, type Layer, type ModelSpec, type Weights } from "@evenkeel/core";
import { checkWeights, weightSlots } from "@evenkeel/models";

/** A model's weights as tfjs variables on the current backend. */
export interface VariableWeights {
  readonly trainable: readonly Variable[];
  readonly of: (layer: Layer, slot: string) => Variable;
  /** A copy in host memory, canonical order. */
  read(): Promise<Weights>;
  dispose(): void;
}

/** Uploads weights. Throws `DataError` when they are not those of the model. */
export function uploadWeights(spec: ModelSpec, weights: Weights): VariableWeights {
  checkWeights(spec, weights, `weights of ${spec.name}`);
  const slots = weightSlots(spec);
  const variables = new Map<string, Variable>();
  tidy(() => {
    for (const { name, trainable } of slots) {
      const values = weights.get(name);
      // tfjs-cpu keeps the array it is given, so it gets one of its own.
      if (values !== undefined) variables.set(name, variable(upload(values, "copy"), trainable));
    }
  });
  const find = (name: string): Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new BackendError(`no weight "${name}"`, { where: spec.name });
    return found;
  };
  return {
    trainable: [...variables.values()].filter(({ trainable }) => trainable),
    of: (layer, slot) => find(`${layer.name}.${slot}`),
    read: async () =>
      new Map(await Promise.all(slots.map(async ({ name }) => [name, await download(find(name))] as const))),
    dispose: () => {
      for (const weight of variables.values()) weight.dispose();
    },
  };
}

/** A host tensor on the current backend. `share`: the backend may read the array itself until the tensor is freed. */
export function upload({ shape, data }: HostTensor, ownership: "copy" | "share"): Tensor {
  return tensor(ownership === "copy" ? data.slice() : data, [...shape], "float32");
}

/** The values once they are computed, in an array of their own. */
export async function download(source: Tensor): Promise<HostTensor> {
  return hostTensor([...source.shape], Float32Array.from(await source.data()));
}
