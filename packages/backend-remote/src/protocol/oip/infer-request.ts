import { createHash } from "node:crypto";
import type { HostTensor } from "@evenkeel/core";
import type { EndpointOf } from "../../endpoint/index.ts";
import type { WireRequest } from "../../transport/wire.ts";
import { encodeTensor } from "./datatype.ts";
import { inputTensor } from "./input-tensor.ts";

/** Says how many bytes of the body are JSON; what follows are the binary tensors. */
export const jsonLengthHeader = "inference-header-content-length";

/** Where the model of an endpoint lies on its server. */
export function modelPath({ model: { name, version } }: EndpointOf<"oip-v2">): string {
  const versions = version === null ? "" : `/versions/${encodeURIComponent(version)}`;
  return `/v2/models/${encodeURIComponent(name)}${versions}`;
}

/**
 * Images as an inference request. Its id is made from what it asks: KServe wants one, and an answer that bears another
 * is not the answer.
 */
export function inferRequest(endpoint: EndpointOf<"oip-v2">, images: HostTensor): WireRequest {
  const { tensor, output, encoding } = endpoint;
  const { shape, values } = inputTensor(images, tensor);
  const described = { name: tensor.name, shape, datatype: tensor.datatype };
  const binary = encoding === "binary";
  const raw = binary ? encodeTensor(tensor.datatype, values) : null;
  const json = JSON.stringify({
    id: requestId(images),
    inputs: [
      raw === null
        ? { ...described, data: [...values] }
        : { ...described, parameters: { binary_data_size: raw.length } },
    ],
    outputs: [{ name: output.name, ...(binary && { parameters: { binary_data: true } }) }],
  });
  const head = Buffer.from(json);
  const body = raw === null ? head : Buffer.concat([head, raw]);
  const headers = binary
    ? { "content-type": "application/octet-stream", [jsonLengthHeader]: String(head.length) }
    : { "content-type": "application/json" };
  const count = images.shape[0] ?? 0;
  return { method: "POST", path: `${modelPath(endpoint)}/infer`, headers, body, canonical: body, images: count };
}

/** The same for the same images. */
export function requestId({ data }: HostTensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
