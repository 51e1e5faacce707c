import type { Availability, RuntimeInfo } from "./availability.ts";
import type { ModelSource } from "./model-source.ts";
import type { LayerKind, TrainingRecipe } from "./model-spec.ts";
import type { Outputs } from "./outputs.ts";
import type { HostTensor, Timed, Weights } from "./tensor.ts";

/** What a backend computes on. */
export const devices = ["cpu", "wasm", "cuda", "webgpu", "remote"] as const;
export type Device = (typeof devices)[number];

export interface LoadOptions {
  /** Threads to compute with; null leaves the backend's own default. */
  readonly threads: number | null;
}

export interface MemoryReport {
  /** Size of the WebAssembly linear memory, or null where there is none. */
  readonly wasmBytes: number | null;
  /** Memory held on a device of its own, or null. */
  readonly deviceBytes: number | null;
}

/** One training batch; the last one of an epoch may be smaller. */
export interface Batch {
  /** [N, H, W, C], preprocessed. */
  readonly images: HostTensor;
  /** N class indices. */
  readonly labels: Int32Array;
  /** By dropout layer name, [N, …shape of the layer], values 0 or 1/(1−rate). Empty for a model without dropout. */
  readonly dropoutMasks: ReadonlyMap<string, HostTensor>;
  /** Of this step, in place of the optimizer's: there where the recipe has a schedule, and only there. */
  readonly learningRate?: number;
}

export interface Model {
  readonly runtime: RuntimeInfo;
  /** What `predict` gives. */
  readonly outputs: Outputs;
  /** [N, H, W, C] to [N, classes], or to [N] where the outputs are labels; any N ≥ 1. */
  predict(images: HostTensor): Promise<Timed<HostTensor>>;
  memory(): Promise<MemoryReport>;
  /** Frees everything; calling it again does nothing. */
  dispose(): Promise<void>;
}

export interface TrainableModel extends Model {
  readonly outputs: "logits";
  /** One optimizer step a batch, in order; gives each step's loss before its update. State stays on the device. */
  train(batches: readonly Batch[]): Promise<Timed<Float64Array>>;
  /** The weights as they are now, canonical layout, batch-norm statistics included. `predict` uses the same ones. */
  exportWeights(): Promise<Weights>;
  /** Where the library runs in this process. The calls use the weights as they are now until it trains. */
  byHand?(): Promise<CallsByHand>;
}

/**
 * The library called by hand on what a model holds, as a program without this interface would, to measure what the
 * interface costs. Whatever can be made ready before a call is; what is left any program has to do for each new batch.
 */
export interface CallsByHand {
  /** A call that predicts these images. */
  predicting(images: HostTensor): () => Promise<unknown>;
  /** A call that does one optimizer step with this batch. */
  training(batch: Batch): () => Promise<unknown>;
}

/**
 * A library on a device. One object, stateless until `load`; what a backend cannot do it leaves out of `supports`.
 * `load` and `loadTrainable` throw `UnsupportedError` for a source or a layer outside of it and `BackendError` when the
 * runtime refuses.
 */
export interface Backend {
  /** For example `onnx-wasm`. */
  readonly id: string;
  readonly title: string;
  readonly device: Device;
  readonly supports: {
    readonly sources: ReadonlySet<ModelSource["kind"]>;
    readonly layers: ReadonlySet<LayerKind>;
    readonly training: boolean;
    /** False where the runtime always computes on one thread, whatever is asked. */
    readonly threads: boolean;
  };
  /** Needs about a second to train on one image: checks then show it one image of a whole network instead of three. */
  readonly slow?: true;
  /**
   * Runs one tiny operation on the device; never rejects. Where threads belong to the process it starts with those of
   * `options`, or with one: a process that is there to probe alone asks for the default, and learns how many that is.
   */
  probe(options?: LoadOptions): Promise<Availability>;
  load(source: ModelSource, options: LoadOptions): Promise<Model>;
  loadTrainable?(source: ModelSource, options: LoadOptions, recipe: TrainingRecipe): Promise<TrainableModel>;
}

/** What `evenkeel setup` does for a backend that is too heavy for the plain install. */
export interface BackendSetup {
  /** What is fetched, for people: "TensorFlow 2.21 from PyPI, about 250 MB". */
  readonly description: string;
  /** The folder that it fills; absolute. Left out where it fills none of its own. */
  readonly folder?: string;
  /**
   * Installs what is missing; what is there and whole stays. Throws an `EvenkeelError` with a remedy. A stop by
   * `signal` leaves nothing that would be taken for a finished install. Two at once, of any process, wait for each
   * other.
   */
  install(options: {
    readonly signal: AbortSignal;
    /** Sets up anew what seems to be whole, too. */
    readonly repair?: boolean;
    /** `fraction` is null while it is not known. */
    readonly onProgress: (step: string, fraction: number | null) => void;
  }): Promise<void>;
  /**
   * What was set up, for a bundle to take along; null where that is not done. Left out where it works on no other
   * machine than the one where it was made.
   */
  portable?(): readonly PortableFiles[] | null;
  /** What a bundle cannot take along, and the other machine has to have, for people. */
  readonly neededElsewhere?: string;
}

/** A part of what `evenkeel setup` brought that works on any Linux x64 machine. */
export interface PortableFiles {
  /** A file or folder inside the checkout; absolute. */
  readonly path: string;
  /** Libraries of the device's maker, which a machine with the device may have already. */
  readonly isDeviceLibrary: boolean;
}

/** What a backend is called and where it computes. Written once, in its package, for catalogue entry and backend. */
export interface BackendIdentity {
  readonly id: string;
  readonly title: string;
  readonly device: Device;
  /** What of this project's own code computes beside the library's, for people; left out where nothing does. */
  readonly ours?: string;
  /** Not one of "all" backends (`allBackends`): it needs setup or a device, or is there to be compared with. */
  readonly byNameOnly?: true;
  /** Where its models may come from; left out, model specs alone. */
  readonly sources?: readonly ModelSource["kind"][];
  /** The runtime that other backends are held against where no gate can be: for models of this source. */
  readonly referenceFor?: ModelSource["kind"];
  /** Variables that its process must be started with: read before any code of ours runs there. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** An entry of a package's catalogue: a backend before its library is imported. `load` fails where that is missing. */
export interface BackendEntry extends BackendIdentity {
  /** npm packages that it runs on: a bundle holds only those that a chosen backend names. */
  readonly libraries?: readonly string[];
  load(): Promise<Backend>;
  /** Where the plain install lacks something that `evenkeel setup <id>` brings. */
  setup?(): Promise<BackendSetup>;
}

/** What "all" backends are, for every command: those that come with the plain install. Others are asked for by name. */
export function allBackends<T extends Pick<BackendIdentity, "byNameOnly">>(registry: readonly T[]): T[] {
  return registry.filter(({ byNameOnly }) => byNameOnly !== true);
}

/** Whether a backend takes models from such a source, as far as its identity says. */
export function takesSource(
  { sources = ["spec"] }: Pick<BackendIdentity, "sources">,
  kind: ModelSource["kind"],
): boolean {
  return sources.includes(kind);
}
