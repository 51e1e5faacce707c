import {
  leastSpec,
  loadTrainable,
  recipeOf,
  sampleBatch,
  sampleWeights,
  smallSpecNamed,
  smoothAdam,
} from "@evenkeel/gate";
import { tfjsWebgpu } from "../../src/webgpu.ts";

/** A process of its own: one model is disposed, one is left with its state on the device. */
const spec = smallSpecNamed(leastSpec);
const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
const batch = sampleBatch(spec, 2, "real");
const disposed = await tfjsWebgpu.load(source, { threads: 1 });
await disposed.predict(batch.images);
await disposed.dispose();
const left = await loadTrainable(tfjsWebgpu, source, { threads: 1 }, recipeOf(smoothAdam));
await left.train([batch, batch]);
process.stdout.write("done\n");
