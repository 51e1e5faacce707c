import { BackendError } from "@evenkeel/core";
import { z } from "zod";
import type { EndpointOf } from "../../endpoint/index.ts";
import type { WireRequest, WireResponse } from "../../transport/wire.ts";
import { errorWordsOf, parseBody } from "../json-body.ts";
import type { Ask } from "../protocol.ts";
import { modelPath } from "./infer-request.ts";

const tensorSchema = z.looseObject({
  name: z.string(),
  datatype: z.string().nullish(),
  /** −1 where any size goes. */
  shape: z.array(z.int()).nullish(),
});

/** Lists that a server leaves empty or null, as MLServer and KServe do, say nothing. */
const metadataSchema = z.looseObject({
  name: z.string(),
  versions: z.array(z.union([z.string(), z.number()])).nullish(),
  platform: z.string().nullish(),
  inputs: z.array(tensorSchema).nullish(),
  outputs: z.array(tensorSchema).nullish(),
});
type Metadata = z.infer<typeof metadataSchema>;
type Tensor = z.infer<typeof tensorSchema>;

/** Health answers are empty, or say `live` or `ready`. */
const healthSchema = z.looseObject({ live: z.boolean().nullish(), ready: z.boolean().nullish() });

/** What no server has to have: then nothing is observed. */
const notServed = new Set([404, 405, 501]);

/**
 * Asks whether the server and the model are ready, and whether the model is the one that the endpoint file describes.
 *
 * @throws {BackendError} it is not.
 */
export async function introduce(endpoint: EndpointOf<"oip-v2">, ask: Ask): Promise<void> {
  await checkReady(endpoint, "/v2/health/ready", ask);
  await checkReady(endpoint, `${modelPath(endpoint)}/ready`, ask);
  const response = await ask(get(modelPath(endpoint)));
  if (notServed.has(response.status)) return;
  checkStatus(endpoint, response, "its metadata");
  checkMetadata(endpoint, parseBody(metadataSchema, response.body, "metadata of a model"));
}

function get(path: string): WireRequest {
  return { method: "GET", path, headers: {}, body: null, canonical: "", images: 0 };
}

async function checkReady(endpoint: EndpointOf<"oip-v2">, path: string, ask: Ask): Promise<void> {
  const response = await ask(get(path));
  if (notServed.has(response.status)) return;
  checkStatus(endpoint, response, path);
  if (saysNo(response)) throw notAsDescribed(endpoint, `${path} to say ready`, "that it is not");
}

function saysNo({ body }: WireResponse): boolean {
  try {
    const { live, ready } = healthSchema.parse(JSON.parse(Buffer.from(body).toString()));
    return live === false || ready === false;
  } catch {
    return false;
  }
}

function checkStatus(endpoint: EndpointOf<"oip-v2">, response: WireResponse, what: string): void {
  if (response.status >= 200 && response.status < 300) return;
  const words = errorWordsOf(response);
  throw notAsDescribed(endpoint, what, `HTTP ${response.status}${words === "" ? "" : `: ${words}`}`);
}

function checkMetadata(endpoint: EndpointOf<"oip-v2">, { name, versions, inputs, outputs }: Metadata): void {
  const { model, tensor, output } = endpoint;
  if (name !== model.name) throw notAsDescribed(endpoint, `the model "${model.name}"`, `"${name}"`);
  if (
    model.version !== null &&
    versions != null &&
    versions.length > 0 &&
    !versions.map(String).includes(model.version)
  ) {
    throw notAsDescribed(endpoint, `version ${model.version}`, versions.join(", "));
  }
  const input = named(endpoint, "input", tensor.name, inputs);
  checkInput(endpoint, input);
  named(endpoint, "output", output.name, outputs);
}

function named(endpoint: EndpointOf<"oip-v2">, what: string, name: string, tensors: Metadata["inputs"]): Tensor | null {
  if (tensors == null || tensors.length === 0) return null;
  const found = tensors.find((tensor) => tensor.name === name);
  if (found !== undefined) return found;
  throw notAsDescribed(endpoint, `an ${what} named "${name}"`, tensors.map((tensor) => tensor.name).join(", "));
}

function checkInput(endpoint: EndpointOf<"oip-v2">, input: Tensor | null): void {
  if (input === null) return;
  const { tensor } = endpoint;
  if (input.datatype != null && input.datatype !== tensor.datatype) {
    throw notAsDescribed(endpoint, `an input of ${tensor.datatype}`, input.datatype);
  }
  const wanted = imageShape(endpoint);
  if (input.shape == null || input.shape.length === 0) return;
  // With or without the dimension of the batch: Triton leaves it out where it batches by itself.
  const shape = input.shape.length === wanted.length + 1 ? input.shape.slice(1) : input.shape;
  const fits = shape.length === wanted.length && shape.every((size, axis) => size < 0 || size === wanted[axis]);
  if (!fits) throw notAsDescribed(endpoint, `an input of [N, ${wanted.join(", ")}]`, `[${input.shape.join(", ")}]`);
}

/** Of one image. */
function imageShape({ input: { height, width, channels }, tensor }: EndpointOf<"oip-v2">): number[] {
  if (tensor.layout === "flat") return [height * width * channels];
  return tensor.layout === "NHWC" ? [height, width, channels] : [channels, height, width];
}

function notAsDescribed({ name }: EndpointOf<"oip-v2">, expected: string, got: string): BackendError {
  const remedy = "correct the endpoint file, or start the server with the model";
  return new BackendError("is not as its file says", { where: `endpoint ${name}`, expected, got, remedy });
}
