import { z } from "zod";
import { labelAnswer } from "./pick-classes.ts";
import type { ImageAnswer } from "./protocol.ts";

const tokenSchema = z.looseObject({ token: z.string(), logprob: z.number().max(0.001) });
const choiceSchema = z.looseObject({
  finish_reason: z.string().nullish(),
  message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }),
  logprobs: z.looseObject({ content: z.array(tokenSchema).max(100_000).nullish() }).nullish(),
});
export type Choice = z.infer<typeof choiceSchema>;

const count = z.int().nonnegative();

/** A chat completion as far as it is read; servers leave out or add what they like. */
export const completionSchema = z.looseObject({
  choices: z.tuple([choiceSchema], z.unknown()),
  usage: z.looseObject({ prompt_tokens: count, completion_tokens: count }).nullish(),
  model: z.string().max(200).nullish(),
  system_fingerprint: z.string().max(200).nullish(),
});

const contentSchema = z.looseObject({ label: z.string() });
/** Of a refusal or an invalid answer, what is kept. */
const longestWords = 200;

/**
 * What a model's message says of the image: one of the labels, a refusal, or something that is no label, also where it
 * was cut off before its end.
 */
export function choiceAnswer(
  { message, finish_reason: finish, logprobs }: Choice,
  labels: readonly string[],
): ImageAnswer {
  if (message.refusal != null && message.refusal !== "") return refused(message.refusal);
  if (finish === "content_filter") return refused("stopped by a content filter");
  const content = message.content ?? "";
  const label = labelIn(content);
  if (label === null) return invalid(finish === "length" ? `cut off at its longest: ${content}` : content);
  const index = labels.indexOf(label);
  return index < 0 ? invalid(label) : labelAnswer(index, confidenceIn(content, label, logprobs?.content ?? []));
}

function labelIn(content: string): string | null {
  try {
    const parsed = contentSchema.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data.label : null;
  } catch {
    return null;
  }
}

/**
 * The probability of the tokens that hold the label, given what stands before them; null where the tokens are not those
 * of the content.
 */
function confidenceIn(content: string, label: string, tokens: readonly z.infer<typeof tokenSchema>[]): number | null {
  if (tokens.map(({ token }) => token).join("") !== content) return null;
  const written = JSON.stringify(label).slice(1, -1);
  const start = content.lastIndexOf(written);
  if (start < 0 || written === "") return null;
  const end = start + written.length;
  let at = 0;
  let sum = 0;
  for (const { token, logprob } of tokens) {
    if (at < end && at + token.length > start) sum += logprob;
    at += token.length;
  }
  return Math.min(1, Math.exp(sum));
}

function refused(words: string): ImageAnswer {
  return { state: "refused", words: words.slice(0, longestWords) };
}

function invalid(words: string): ImageAnswer {
  return { state: "invalid", words: words.slice(0, longestWords) };
}
