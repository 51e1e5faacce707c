import { createHash } from "node:crypto";
import type { HostTensor } from "@evenkeel/core";
import { classLabels } from "../endpoint/classes.ts";
import type { EndpointOf } from "../endpoint/index.ts";
import type { WireRequest } from "../transport/wire.ts";
import { errorWordsOf, parseBody } from "./json-body.ts";
import { choiceAnswer, completionSchema } from "./openai-answer.ts";
import { encodePng } from "./png.ts";
import type { Protocol } from "./protocol.ts";

/**
 * OpenAI-compatible chat completions: the prompt and one image in, a JSON object with one of the labels out, by a
 * strict JSON schema.
 */
export function openaiVision(endpoint: EndpointOf<"openai-vision">): Protocol {
  const labels = classLabels(endpoint);
  return {
    outputs: "labels",
    imagesPerRequest: 1,
    request: (images) => chatRequest(endpoint, labels, images),
    answer: ({ body }) => {
      const {
        choices,
        usage,
        model,
        system_fingerprint: fingerprint,
      } = parseBody(completionSchema, body, "a chat completion");
      const tokens = usage == null ? null : { input: usage.prompt_tokens, output: usage.completion_tokens };
      const servedBy = [model, fingerprint].filter((part) => part != null && part !== "").join(" ");
      return { images: [choiceAnswer(choices[0], labels)], tokens, servedBy: servedBy === "" ? null : servedBy };
    },
    errorWords: errorWordsOf,
  };
}

async function chatRequest(
  endpoint: EndpointOf<"openai-vision">,
  labels: readonly string[],
  images: HostTensor,
): Promise<WireRequest> {
  const { bytes, pixels } = await encodePng(images);
  const body = (image: string) => JSON.stringify(chatBody(endpoint, labels, image));
  const shape = images.shape.slice(1).join("×");
  const hash = createHash("sha256").update(pixels).digest("hex");
  return {
    method: "POST",
    path: "/chat/completions",
    headers: { "content-type": "application/json" },
    body: Buffer.from(body(`data:image/png;base64,${bytes.toString("base64")}`)),
    canonical: body(`png of ${shape} pixels ${hash}`),
    images: 1,
  };
}

function chatBody(
  { model, prompt, temperature, seed, detail, tokenLimit, maxOutputTokens, logprobs }: EndpointOf<"openai-vision">,
  labels: readonly string[],
  url: string,
): object {
  const image = { url, ...(detail !== undefined && { detail }) };
  return {
    model: model.name,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: prompt },
          { type: "image_url", image_url: image },
        ],
      },
    ],
    response_format: {
      type: "json_schema",
      json_schema: { name: "classification", strict: true, schema: labelSchema(labels) },
    },
    [tokenLimit]: maxOutputTokens,
    n: 1,
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(logprobs && { logprobs: true }),
  };
}

/** The subset of JSON Schema that strict mode takes. */
function labelSchema(labels: readonly string[]): object {
  return {
    type: "object",
    properties: { label: { type: "string", enum: labels } },
    required: ["label"],
    additionalProperties: false,
  };
}
