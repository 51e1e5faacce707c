import type { Backend, TrainableModel } from "@evenkeel/core";
import { float32Backend } from "./faulty-backend.ts";

/** What stands in place of a right model's parts. `initial` never trains; `load` makes another of the same. */
export type Replace = (
  model: TrainableModel,
  initial: TrainableModel,
  load: (weights: Awaited<ReturnType<TrainableModel["exportWeights"]>>) => Promise<TrainableModel>,
) => Partial<TrainableModel>;

/** A right backend with parts of its trainable model replaced. */
export function wrapped(replace: Replace, honest: Backend = float32Backend()): Backend {
  return {
    ...honest,
    async loadTrainable(source, options, recipe) {
      if (source.kind !== "spec") throw new Error("only a spec can be trained");
      const load = async (weights = source.weights) => {
        const model = await honest.loadTrainable?.({ ...source, weights }, options, recipe);
        if (model === undefined) throw new Error("not a backend that trains");
        return model;
      };
      const [model, initial] = [await load(), await load()];
      return {
        runtime: model.runtime,
        outputs: model.outputs,
        predict: async (images) => model.predict(images),
        train: async (batches) => model.train(batches),
        exportWeights: async () => model.exportWeights(),
        memory: async () => model.memory(),
        dispose: async () => model.dispose(),
        ...replace(model, initial, load),
      };
    },
  };
}
