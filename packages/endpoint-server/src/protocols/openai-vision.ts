import { logProbabilities } from "../class-scores.ts";
import { knownModel } from "../known-model.ts";
import { chatReply } from "../openai/chat-reply.ts";
import { parseChat } from "../openai/chat-request.ts";
import type { Protocol, Route } from "../protocol.ts";
import type { Refusal } from "../refusal.ts";
import { jsonReply } from "../reply.ts";
import type { ServedModel } from "../served-model.ts";

/**
 * OpenAI's chat completions about one picture, answered with a label, in a JSON schema where the request has one. A
 * twin of a prompted vision model: it reads no prompt, and its token counts are by rule.
 */
export const openaiVision: Protocol = {
  title: "OpenAI chat completions about a picture",
  bodyLimit: 12 * 2 ** 20,
  owns: (path) => path === "/v1" || path.startsWith("/v1/"),
  routes,
  refusal: ({ message, status, param, code }: Refusal) => ({
    error: {
      message,
      type: errorTypes[status] ?? (status < 500 ? "invalid_request_error" : "server_error"),
      param,
      code,
    },
  }),
  address: (url) => `${url}/v1`,
  example: (url, { name }) => {
    const picture = "data:image/png;base64,$(base64 < picture.png | tr -d '\\n')";
    const content = `[{"type":"image_url","image_url":{"url":"${picture}"}}]`;
    const json = `{"model":"${name}","messages":[{"role":"user","content":${content}}]}`;
    return `curl -s ${url}/v1/chat/completions -d "${json.replaceAll('"', String.raw`\"`)}"`;
  },
};

const errorTypes: Readonly<Record<number, string>> = { 401: "authentication_error", 429: "rate_limit_error" };

function routes(served: ServedModel): Route[] {
  const model = { id: served.name, object: "model", created: 0, owned_by: "evenkeel" };
  return [
    { method: "GET", path: "/v1/models", reply: () => jsonReply({ object: "list", data: [model] }) },
    {
      method: "GET",
      path: "/v1/models/:model",
      reply: ({ params }) => {
        knownModel(params["model"] ?? "", served);
        return jsonReply(model);
      },
    },
    {
      method: "POST",
      path: "/v1/chat/completions",
      reply: async ({ body }, { decode, predict }) => {
        const parsed = parseChat(body, served);
        const predicted = await predict(await decode(parsed.picture));
        return chatReply(parsed, logProbabilities(predicted, served), served);
      },
    },
  ];
}
