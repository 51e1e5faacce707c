import { LazyMap, UsageError, type ModelSpec } from "@evenkeel/core";
import { parseModelSpec } from "../parse.ts";
import { kerasCifar10Cnn } from "./keras-cifar10-cnn.ts";
import { kerasMlp } from "./keras-mlp.ts";
import { kerasMnistCnnSmall } from "./keras-mnist-cnn-small.ts";
import { kerasMnistCnn } from "./keras-mnist-cnn.ts";
import { lenet5 } from "./lenet-5.ts";
import { resnet8 } from "./resnet-8.ts";
import { torchCatsdogsCnn } from "./torch-catsdogs-cnn.ts";
import { torchMlp, torchMlpSingleSoftmax } from "./torch-mlp.ts";

/** As their files say them. */
const written: readonly ModelSpec[] = [
  kerasCifar10Cnn,
  torchCatsdogsCnn,
  kerasMlp,
  torchMlp,
  torchMlpSingleSoftmax,
  kerasMnistCnn,
  kerasMnistCnnSmall,
  lenet5,
  resnet8,
];

/** Every network there is, by name. Each is checked when it is asked for: one that is wrong fails alone. */
export const zoo: ReadonlyMap<string, ModelSpec> = zooOf(written);

/** The same of other specs. A value throws `ModelSpecError` where its spec is none. */
export function zooOf(specs: readonly ModelSpec[]): ReadonlyMap<string, ModelSpec> {
  return new LazyMap(() => new Map(specs.map((spec) => [spec.name, () => parseModelSpec(spec)])));
}

/** The network of that name. Throws `UsageError` with the known ones. */
export function findModel(name: string): ModelSpec {
  const spec = zoo.get(name);
  if (spec === undefined) {
    throw new UsageError("unknown model", { where: "--model", expected: [...zoo.keys()].join(", "), got: `"${name}"` });
  }
  return spec;
}
