import { z } from "zod";
import { byProbability, logProbabilities } from "../class-scores.ts";
import { base64Bytes } from "../data-url.ts";
import { knownModel } from "../known-model.ts";
import type { Incoming, PredictionRoute, Protocol } from "../protocol.ts";
import { parseBody, Refusal } from "../refusal.ts";
import { jsonReply } from "../reply.ts";
import type { ServedModel } from "../served-model.ts";

/** As many labels as Hugging Face's pipeline gives where nothing is asked. */
const defaultTopK = 5;

/**
 * Image classification as Hugging Face's inference endpoints do it: the bytes of a picture in, or JSON with them in
 * base64, and the likeliest labels with their probabilities out.
 */
export const hfImage: Protocol = {
  title: "Hugging Face image classification",
  bodyLimit: 8 * 2 ** 20,
  owns: (path) => path === "/" || path.startsWith("/models/"),
  routes: (served) => ["/", "/models/:model"].map((path) => classification(path, served)),
  refusal: ({ message }) => ({ error: message }),
  address: (url, { name }) => `${url}/models/${name}`,
  example: (url, { name }) => `curl -s ${url}/models/${name} --data-binary @picture.png`,
};

function classification(path: string, served: ServedModel): PredictionRoute {
  return {
    method: "POST",
    path,
    reply: async (incoming, { decode, predict }) => {
      knownModel(incoming.params["model"] ?? served.name, served);
      const { picture, topK } = parse(incoming);
      const logs = logProbabilities(await predict(await decode(picture)), served);
      const scores = byProbability(logs)
        .slice(0, topK)
        .map((index) => ({ label: served.labels[index], score: Math.exp(logs[index] ?? 0) }));
      return jsonReply(scores);
    },
  };
}

const topKSchema = z.int().positive();

const jsonSchema = z.object({
  /** Base64, or a data URL. */
  inputs: z.string(),
  parameters: z
    .object({
      top_k: topKSchema.nullish(),
      function_to_apply: z.literal("softmax", "only softmax is applied here").nullish(),
    })
    .nullish(),
});

function parse({ headers, query, body }: Incoming): { picture: Uint8Array; topK: number } {
  if (!/^application\/json\b/.test(String(headers["content-type"] ?? ""))) {
    return { picture: body, topK: topKOf(query["top_k"]) };
  }
  const { inputs, parameters } = parseBody(jsonSchema, body);
  return { picture: base64Bytes(inputs, "inputs"), topK: parameters?.top_k ?? defaultTopK };
}

function topKOf(asked: unknown): number {
  if (asked === undefined) return defaultTopK;
  const parsed = topKSchema.safeParse(Number(asked));
  if (parsed.success) return parsed.data;
  throw new Refusal(400, "top_k: expected a whole number from 1");
}
