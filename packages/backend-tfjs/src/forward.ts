import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { BackendError, type ModelSpec } from "@evenkeel/core";
import { type Pass, runLayer } from "./layers.ts";

/** Runs the layer graph on images [N, H, W, C] and gives the logits [N, classes]. Call it inside of a `tidy`. */
export function forward(spec: ModelSpec, images: Tensor, pass: Pass): Tensor2D {
  const results = new Map<string, Tensor>([["input", images]]);
  let last = images;
  for (const layer of spec.layers) {
    const inputs = layer.inputs.map((name) => {
      const input = results.get(name);
      if (input === undefined) throw new BackendError(`layer "${layer.name}" has an unknown input "${name}"`);
      return input;
    });
    last = runLayer(layer, inputs as [Tensor, ...Tensor[]], pass);
    results.set(layer.name, last);
  }
  return last as Tensor2D;
}
