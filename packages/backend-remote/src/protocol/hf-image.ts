import { createHash } from "node:crypto";
import type { HostTensor } from "@evenkeel/core";
import { z } from "zod";
import { classLabels } from "../endpoint/classes.ts";
import type { EndpointOf } from "../endpoint/index.ts";
import type { WireRequest } from "../transport/wire.ts";
import { AnswerError } from "./answer-error.ts";
import { errorWordsOf, parseBody } from "./json-body.ts";
import { labelAnswer } from "./pick-classes.ts";
import { encodePng } from "./png.ts";
import type { ImageAnswer, Protocol } from "./protocol.ts";

const answerSchema = z.array(z.looseObject({ label: z.string(), score: z.number().min(0).max(1.0001) })).max(100_000);
type Scored = z.infer<typeof answerSchema>;

/**
 * Image classification as Hugging Face's API and its inference servers serve it: the bytes of an image in, a list of
 * labels with scores out, in any order.
 */
export function hfImage(endpoint: EndpointOf<"hf-image">): Protocol {
  const labels = classLabels(endpoint);
  return {
    outputs: endpoint.outputs,
    imagesPerRequest: 1,
    request: (images) => imageRequest(endpoint, images),
    answer: ({ body }) => {
      const scored = parseBody(answerSchema, body, "a list of labels with scores");
      const image = endpoint.outputs === "labels" ? bestLabel(scored, labels) : probabilities(scored, labels);
      return { images: [image], tokens: null, servedBy: null };
    },
    errorWords: errorWordsOf,
  };
}

async function imageRequest({ topK }: EndpointOf<"hf-image">, images: HostTensor): Promise<WireRequest> {
  const { bytes, pixels } = await encodePng(images);
  const png = createHash("sha256").update(pixels).digest("hex");
  const canonical = JSON.stringify({ png, shape: images.shape.slice(1), ...(topK !== undefined && { topK }) });
  const about = { method: "POST", path: "", canonical, images: 1 } as const;
  if (topK === undefined) return { ...about, headers: { "content-type": "image/png" }, body: bytes };
  const body = Buffer.from(JSON.stringify({ inputs: bytes.toString("base64"), parameters: { top_k: topK } }));
  return { ...about, headers: { "content-type": "application/json" }, body };
}

function probabilities(scored: Scored, labels: readonly string[]): ImageAnswer {
  const scores = new Map(scored.map(({ label, score }) => [label, score]));
  if (scores.size < scored.length) throw new AnswerError({ expected: "each label once", got: "one twice" });
  const missing = labels.filter((label) => !scores.has(label)).length;
  if (missing > 0) {
    throw new AnswerError({
      expected: `a score for each of ${labels.length} labels`,
      got: `none for ${missing} of them`,
      remedy: 'ask for more by topK in the endpoint file, or say outputs: "labels" where a server lists the best alone',
    });
  }
  const values = Float32Array.from(labels, (label) => scores.get(label) ?? 0);
  return { state: "predicted", values, confidence: null };
}

/** The first one of equal scores. */
function bestLabel(scored: Scored, labels: readonly string[]): ImageAnswer {
  const [first, ...rest] = scored;
  if (first === undefined) return { state: "invalid", words: "no label at all" };
  const best = rest.reduce((top, entry) => (entry.score > top.score ? entry : top), first);
  const index = labels.indexOf(best.label);
  return index < 0 ? { state: "invalid", words: best.label } : labelAnswer(index, Math.min(1, best.score));
}
