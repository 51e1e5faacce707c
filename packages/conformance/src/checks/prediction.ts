import { referenceBackend } from "@evenkeel/backend-reference";
import type { Backend, HostTensor, Model, ModelSource } from "@evenkeel/core";
import { logitsDifference, type Difference } from "./difference.ts";

/** The thread count of every check. */
export const options = { threads: 1 } as const;

/** Logits of a loaded model against the oracle's, for each batch of images on the same model object. */
export async function comparePredictions(
  backend: Backend,
  source: ModelSource,
  imageBatches: readonly HostTensor[],
): Promise<Difference[]> {
  return using(referenceBackend.load(source, options), (oracle) =>
    using(backend.load(source, options), async (model) => {
      const differences: Difference[] = [];
      for (const images of imageBatches) {
        const [actual, expected] = [await model.predict(images), await oracle.predict(images)];
        differences.push(logitsDifference(`logits of batch ${images.shape[0]}`, actual.value, expected.value));
      }
      return differences;
    }),
  );
}

/** Uses a model and disposes of it, whatever happens. */
export async function using<M extends Model, T>(loading: Promise<M>, use: (model: M) => Promise<T>): Promise<T> {
  const model = await loading;
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}
