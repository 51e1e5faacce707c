import { networkSchema } from "@evenkeel/core";
import { z } from "zod";
import { dataHandlingSchema } from "./declared.ts";
import { limitsSchema } from "./limits.ts";
import { pricesSchema } from "./prices.ts";
import { tensorInputSchema, tensorOutputSchema } from "./tensor.ts";
import { urlObjection } from "./url.ts";

const urlSchema = z.string().superRefine((text, context) => {
  const objection = urlObjection(text);
  if (objection !== null) context.addIssue({ code: "custom", message: objection });
});

/** Where the key comes from and how it is sent. The key itself stands in no file. */
const authSchema = z.strictObject({
  /** Of the environment. */
  variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable"),
  /** `authorization` sends "Bearer" before the key, another header the key alone. */
  header: z.enum(["authorization", "x-api-key", "api-key"]),
});

/** A class of the dataset, in the order of its class indices, and what the endpoint calls it. */
const classSchema = z.strictObject({
  class: z.string().min(1).max(200),
  /** Left out where it is the class's own name. */
  label: z.string().min(1).max(200).exactOptional(),
  /** Its place in the output vector; left out where it is the class's own index. */
  output: z.int().nonnegative().exactOptional(),
});

const common = {
  /** For editors; nothing reads it. */
  $schema: z.string().exactOptional(),
  schemaVersion: z.literal(1),
  name: networkSchema.shape.name,
  title: z.string().min(1),
  url: urlSchema,
  auth: authSchema.nullable(),
  model: z.strictObject({ name: z.string().min(1), version: z.string().min(1).nullable() }),
  /** Size of the images that are sent. */
  input: networkSchema.shape.input,
  classes: z.array(classSchema).min(2).max(10_000),
  /** Null where nothing is charged, or nothing is known of it. */
  prices: pricesSchema.nullable(),
  limits: limitsSchema,
  dataHandling: dataHandlingSchema,
};
/** How images are encoded; lossless alone, so that every backend predicts the same pixels. */
const image = z.strictObject({ encoding: z.literal("png") });

/** The Open Inference Protocol, version 2, over HTTP: `url` is the server's, without `/v2`. */
const oipSchema = z.strictObject({
  ...common,
  protocol: z.literal("oip-v2"),
  division: z.literal("tensor"),
  tensor: tensorInputSchema,
  output: tensorOutputSchema,
  /** `binary` is the binary tensor extension. */
  encoding: z.enum(["json", "binary"]),
  imagesPerRequest: z.int().min(1).max(4096),
});

/** OpenAI-compatible chat completions with an image; `url` ends before `/chat/completions`. */
const openaiSchema = z.strictObject({
  ...common,
  protocol: z.literal("openai-vision"),
  division: z.literal("prompted"),
  prompt: z.string().min(1).max(10_000),
  image,
  /** Sent where it is stated; some models refuse one. */
  temperature: z.number().min(0).max(2).exactOptional(),
  seed: z.int().nonnegative().exactOptional(),
  detail: z.enum(["low", "high", "auto"]).exactOptional(),
  /** The field that bounds what is generated, by `maxOutputTokens`. */
  tokenLimit: z.enum(["max_completion_tokens", "max_tokens"]),
  maxOutputTokens: z.int().positive().max(100_000),
  /** Asks for the log-probabilities of what is generated. */
  logprobs: z.boolean(),
});

/** Image classification as Hugging Face serves it: an image's bytes in, a list of labels with scores out. */
const huggingFaceSchema = z.strictObject({
  ...common,
  protocol: z.literal("hf-image"),
  division: z.literal("tensor"),
  image,
  /** `probabilities` where the list holds every class; else the label with the best score counts. */
  outputs: z.enum(["probabilities", "labels"]),
  /** So many labels are asked for, in JSON with the image in base64; left out, the image's bytes are sent alone. */
  topK: z.int().positive().max(100_000).exactOptional(),
});

/** One file of `benchmarks/endpoints/`: a served or closed model, how it is asked and what it may cost. */
export const endpointSchema = z.discriminatedUnion("protocol", [oipSchema, openaiSchema, huggingFaceSchema]);
export type Endpoint = Readonly<z.infer<typeof endpointSchema>>;
export type ProtocolName = Endpoint["protocol"];
export type EndpointOf<P extends ProtocolName> = Extract<Endpoint, { protocol: P }>;
