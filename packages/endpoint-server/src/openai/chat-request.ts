import { dataUrlBytes } from "../data-url.ts";
import { knownModel } from "../known-model.ts";
import { parseBody, Refusal } from "../refusal.ts";
import type { ServedModel } from "../served-model.ts";
import { chatRequestSchema, type ChatRequest, type ContentPart } from "./chat-schema.ts";
import { labelChoice, type LabelChoice } from "./label-choice.ts";

export interface ParsedChat {
  readonly picture: Uint8Array;
  readonly choice: LabelChoice;
  /** Alternatives at the label; null where no log probabilities are asked for. */
  readonly topLogprobs: number | null;
  /** Characters of all texts. */
  readonly textLength: number;
}

/** A request for a completion about one picture. Throws `Refusal` for anything that a classifier cannot do. */
export function parseChat(body: Uint8Array, served: ServedModel): ParsedChat {
  const request = parseBody(chatRequestSchema, body);
  knownModel(request.model, served);
  const parts = partsOf(request);
  return {
    picture: onlyPicture(parts),
    choice: labelChoice(request.response_format, served.labels),
    topLogprobs: topLogprobs(request),
    textLength: parts.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 0), 0),
  };
}

function partsOf({ messages }: ChatRequest): ContentPart[] {
  return messages.flatMap(({ content }) =>
    typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
  );
}

function onlyPicture(parts: readonly ContentPart[]): Uint8Array {
  const pictures = parts.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));
  const [url, another] = pictures;
  if (url !== undefined && another === undefined) return dataUrlBytes(url, "image_url");
  throw new Refusal(400, `expected one picture in the messages; got ${pictures.length}`, { param: "messages" });
}

function topLogprobs({ logprobs, top_logprobs: top }: ChatRequest): number | null {
  if (logprobs === true) return top ?? 0;
  if (top == null) return null;
  throw new Refusal(400, "top_logprobs without logprobs", { param: "top_logprobs" });
}
