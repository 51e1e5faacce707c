import { z } from "zod";
import { modelSpecSchema, type ModelSpec } from "./model-spec.ts";
import { networkSchema, type Network } from "./network.ts";
import { interfaceParts, labelsSchema, onnxInterfaceSchema, statedBySchema } from "./onnx-interface.ts";

const specModelInfoSchema = z.strictObject({
  /** Left out: the first kind there was. */
  kind: z.literal("spec").optional(),
  /** The network that ran. Networks of one name may stand here with several numbers of classes. */
  spec: modelSpecSchema,
  /** As the network is written, where its last layer was made for the classes of a dataset. */
  classesAsWritten: z.int().exactOptional(),
  parameters: z.int(),
  /** Multiply and add counted as two, one forward pass of one sample. */
  flopsPerSample: z.number(),
});

/** A network of which every layer is known. */
export type SpecModelInfo = z.infer<typeof specModelInfoSchema>;

/** An ONNX file: identity by content. */
const onnxModelInfoSchema = z.strictObject({
  kind: z.literal("onnx"),
  network: networkSchema,
  /** Of the file's initializers; constants that are nodes of the graph do not count. */
  parameters: z.int().nonnegative(),
  file: z.strictObject({
    /** Without its place on the machine. */
    name: z.string(),
    sha256: z.string(),
    bytes: z.int().positive(),
    /** What the file says of itself; null where it does not. */
    producer: z.string().nullable(),
    author: z.string().nullable(),
    licence: z.string().nullable(),
    /** By domain; the standard operators' is `ai.onnx`. */
    operatorSets: z.record(z.string(), z.int()),
  }),
  interface: onnxInterfaceSchema,
  /** What its outputs stand for, in their order; null where nobody says: the dataset's classes, in its order. */
  labels: labelsSchema.nullable(),
  /** How each part of the interface is known. */
  stated: z.record(z.enum(interfaceParts), statedBySchema),
});
export type OnnxModelInfo = z.infer<typeof onnxModelInfoSchema>;

/** A model of a run, by where it comes from. */
export const modelInfoSchema = z.discriminatedUnion("kind", [specModelInfoSchema, onnxModelInfoSchema]);
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** A model that is not made here: all that is known of it stands in what its source says. */
export type GivenModelInfo = Exclude<ModelInfo, { spec: ModelSpec }>;

/** What a model takes and tells apart, wherever it comes from. */
export function networkOf(info: ModelInfo): Network {
  return "spec" in info ? info.spec : info.network;
}

/** The layers of a model; null of one that is known without them. */
export function layersOf(info: ModelInfo): ModelSpec | null {
  return "spec" in info ? info.spec : null;
}

/** What two given models are told apart by: what computes, and how it is called. */
export function givenIdentity({ file, interface: own, labels }: GivenModelInfo): object {
  return { sha256: file.sha256, interface: own, labels };
}

/** Those of a run's models whose layers are known. */
export function specModels(models: readonly ModelInfo[]): SpecModelInfo[] {
  return models.filter((model) => "spec" in model);
}
