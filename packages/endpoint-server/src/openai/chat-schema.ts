import { z } from "zod";

const text = z.object({ type: z.literal("text"), text: z.string() });
const image = z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) });
const part = z.discriminatedUnion("type", [text, image]);
export type ContentPart = z.infer<typeof part>;

const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant"]),
  content: z.union([z.string(), z.array(part).max(100)]),
});

const properties = z.record(z.string(), z.looseObject({ enum: z.array(z.unknown()).max(10_000).optional() }));
export type SchemaProperties = z.infer<typeof properties>;

const responseFormat = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string(),
      schema: z.object({
        type: z.literal("object"),
        properties,
        required: z.array(z.string()).max(100).optional(),
      }),
    }),
  }),
]);
export type ResponseFormat = z.infer<typeof responseFormat>;

/**
 * A request for a chat completion, as far as it means something to an image classifier; sampling settings and other
 * fields are passed over.
 */
export const chatRequestSchema = z.object({
  model: z.string(),
  messages: z.array(message).min(1).max(100),
  stream: z.literal(false, "this server does not stream: leave stream out").nullish(),
  n: z.literal(1, "one choice alone: leave n out").nullish(),
  tools: z.array(z.unknown()).max(0, "no tools here").nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  response_format: responseFormat.nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;
