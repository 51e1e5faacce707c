import type {
  Availability,
  Backend,
  BackendIdentity,
  LoadOptions,
  Model,
  ModelSource,
  TrainableModel,
  TrainingRecipe,
  Unavailable,
} from "@evenkeel/core";
import { BackendError, brokenBy, EvenkeelError, specOf } from "@evenkeel/core";
import { FileModel } from "./file-model.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { compiledLayers } from "./inference/emit-layer.ts";
import { InferenceModel } from "./inference-model.ts";
import type { OnnxRuntime } from "./session.ts";
import { float32Data, float32Tensor } from "./session.ts";
import { TrainingModel } from "./training-model.ts";
import type { Choices } from "./training/choices.ts";
import { defaultChoices } from "./training/choices.ts";

/** What sets one ONNX Runtime package apart from another. */
export interface OnnxBackendOptions extends BackendIdentity {
  /** Starts the runtime with the threads asked for. */
  readonly open: (options: LoadOptions) => Promise<OnnxRuntime>;
  /** Why it cannot run here, where its first operation threw this. Left out where it needs its npm package alone. */
  readonly whyBroken?: (error: unknown) => Unavailable;
  /** How the training graph is written; what is left out is chosen for speed. */
  readonly choices?: Partial<Choices>;
}

/** A backend that compiles model specs to ONNX graphs and runs them on a runtime. */
export function onnxBackend(options: OnnxBackendOptions): Backend {
  const { id, title, device, sources = ["spec"], open, whyBroken = brokenBy, choices } = options;
  return {
    id,
    title,
    device,
    supports: { sources: new Set(sources), layers: compiledLayers, training: true, threads: true },
    probe: (asked) => probe(id, open, asked).catch(whyBroken),
    load: (source: ModelSource, asked: LoadOptions): Promise<Model> =>
      refusing(id, async () => {
        if (source.kind === "onnx") return FileModel.create(await open(asked), source);
        const { spec, weights } = specOf(source, id);
        return InferenceModel.create(await open(asked), spec, weights);
      }),
    loadTrainable: (source: ModelSource, asked: LoadOptions, recipe: TrainingRecipe): Promise<TrainableModel> =>
      refusing(id, async () => {
        const { spec, weights } = specOf(source, id);
        const runtime = await open(asked);
        const chosen = { ...defaultChoices, ...runtime.choices, ...choices };
        return TrainingModel.create(runtime, spec, weights, recipe, chosen);
      }),
  };
}

/** Doubles a number on the device. */
async function probe(
  id: string,
  open: OnnxBackendOptions["open"],
  options: LoadOptions = { threads: 1 },
): Promise<Availability> {
  const runtime = await open(options);
  const graph = new GraphBuilder();
  const x = graph.input("x", [1]);
  graph.output("y", graph.op("Add", [x, x]), [1]);
  const session = await runtime.createSession(graph.build("probe"));
  const outputs = await session.run({ x: float32Tensor(runtime, Float32Array.of(21), [1]) });
  await session.release();
  const [sum] = float32Data(outputs, "y");
  if (sum !== 42) throw new BackendError("computes wrongly", { where: id, expected: "21 + 21 = 42", got: String(sum) });
  return { state: "available", runtime: runtime.info };
}

/** Turns what the runtime throws while a model is loaded into a `BackendError`. */
async function refusing<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof EvenkeelError) throw cause;
    throw new BackendError("ONNX Runtime refused the model", { where: id, got: String(cause), cause });
  }
}
