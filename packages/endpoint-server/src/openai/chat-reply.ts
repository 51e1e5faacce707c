import { randomUUID } from "node:crypto";
import { byProbability } from "../class-scores.ts";
import { jsonReply, type Reply } from "../reply.ts";
import type { ServedModel } from "../served-model.ts";
import type { ParsedChat } from "./chat-request.ts";
import type { LabelChoice } from "./label-choice.ts";

/** Stands where OpenAI says which backend computed: every completion of this server names itself a twin's. */
export const systemFingerprint = "evenkeel-twin";
/** Tokens that a picture counts as, and characters of text that one token counts as: no tokenizer is at work here. */
const tokensPerPicture = 85;
const charactersPerToken = 4;
/** What OpenAI gives in place of −∞. */
const leastLogprob = -9999;

interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
}

/**
 * A completion that names the likeliest label. Its tokens are what stands before the label, the label, and what stands
 * after; the label alone has a probability to speak of.
 */
export function chatReply(parsed: ParsedChat, logs: Float64Array, served: ServedModel): Reply {
  const { choice, topLogprobs, textLength } = parsed;
  const tokens = completionTokens(choice, logs, served.labels, topLogprobs ?? 0);
  const promptTokens = Math.ceil(textLength / charactersPerToken) + tokensPerPicture;
  return jsonReply({
    id: `chatcmpl-${randomUUID()}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: served.name,
    system_fingerprint: systemFingerprint,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: tokens.map(({ token }) => token).join(""), refusal: null },
        logprobs: topLogprobs === null ? null : { content: tokens, refusal: null },
        finish_reason: "stop",
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: tokens.length,
      total_tokens: promptTokens + tokens.length,
    },
  });
}

function completionTokens(
  { before, after, quoted, candidates }: LabelChoice,
  logs: Float64Array,
  labels: readonly string[],
  alternatives: number,
): TokenLogprob[] {
  const among = normalised(candidates.map((index) => logs[index] ?? Number.NEGATIVE_INFINITY));
  const ranked = byProbability(among).map((at) => {
    const label = labels[candidates[at] ?? 0] ?? "";
    return tokenOf(quoted ? JSON.stringify(label) : label, among[at] ?? 0);
  });
  const certain = (token: string) => (token === "" ? [] : [{ ...tokenOf(token, 0), top_logprobs: [] }]);
  const label = ranked.slice(0, 1).map((token) => ({ ...token, top_logprobs: ranked.slice(0, alternatives) }));
  return [...certain(before), ...label, ...certain(after)];
}

/** Log probabilities of some classes, as if there were no others. */
function normalised(logs: readonly number[]): Float64Array {
  const largest = Math.max(...logs);
  if (largest === Number.NEGATIVE_INFINITY) return Float64Array.from(logs, () => -Math.log(logs.length));
  const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
  return Float64Array.from(logs, (log) => log - largest - Math.log(sum));
}

function tokenOf(token: string, logprob: number): TokenLogprob {
  return { token, logprob: Math.max(leastLogprob, logprob), bytes: [...Buffer.from(token)] };
}
