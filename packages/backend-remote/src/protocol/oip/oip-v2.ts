import { classLabels, classOutputs } from "../../endpoint/classes.ts";
import type { EndpointOf } from "../../endpoint/index.ts";
import type { WireRequest, WireResponse } from "../../transport/wire.ts";
import { AnswerError } from "../answer-error.ts";
import { errorWordsOf } from "../json-body.ts";
import { labelAnswer, pickClasses } from "../pick-classes.ts";
import type { Answer, ImageAnswer, Protocol } from "../protocol.ts";
import { readInferAnswer, type OutputTensor } from "./infer-answer.ts";
import { inferRequest } from "./infer-request.ts";
import { introduce } from "./introduce.ts";

/** The Open Inference Protocol, version 2: KServe, Triton, MLServer, OpenVINO Model Server. */
export function oipV2(endpoint: EndpointOf<"oip-v2">): Protocol {
  return {
    outputs: endpoint.output.meaning,
    imagesPerRequest: endpoint.imagesPerRequest,
    request: async (images) => inferRequest(endpoint, images),
    answer: (response, request) => answerOf(endpoint, response, request),
    errorWords: errorWordsOf,
    introduce: (ask) => introduce(endpoint, ask),
  };
}

function answerOf(endpoint: EndpointOf<"oip-v2">, response: WireResponse, request: WireRequest): Answer {
  const { id, servedBy, output } = readInferAnswer(response, endpoint.output.name);
  const asked = askedId(request);
  // A server may leave the id out, or make one of its own where it got none.
  if (id !== null && id !== "" && id !== asked)
    throw new AnswerError({ expected: `the id "${asked}"`, got: `"${id}"` });
  const images =
    endpoint.output.meaning === "labels" ? labelsOf(endpoint, output, request) : rowsOf(endpoint, output, request);
  return { images, tokens: null, servedBy };
}

/** The id stands first in what was asked. */
function askedId({ body }: WireRequest): string {
  const head = Buffer.from((body ?? new Uint8Array()).subarray(0, 64)).toString("latin1");
  return /^\{"id":"([0-9a-f]+)"/.exec(head)?.[1] ?? "";
}

function rowsOf(
  endpoint: EndpointOf<"oip-v2">,
  { shape, values }: OutputTensor,
  { images }: WireRequest,
): ImageAnswer[] {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  if (shape[0] !== images || !(values instanceof Float64Array)) {
    throw new AnswerError({ expected: `numbers for ${images} images`, got: `[${shape.join(", ")}]` });
  }
  return Array.from({ length: images }, (_, image) =>
    pickClasses(endpoint, endpoint.output.meaning, values.subarray(image * width, (image + 1) * width)),
  );
}

function labelsOf(
  endpoint: EndpointOf<"oip-v2">,
  { shape, values }: OutputTensor,
  { images }: WireRequest,
): ImageAnswer[] {
  if (values.length !== images || shape[0] !== images) {
    throw new AnswerError({ expected: `a label for each of ${images} images`, got: `[${shape.join(", ")}]` });
  }
  const labels = classLabels(endpoint);
  const places = classOutputs(endpoint);
  return Array.from(values as ArrayLike<string | number>, (value) => {
    const index = typeof value === "string" ? labels.indexOf(value) : places.indexOf(value);
    return index < 0 ? { state: "invalid", words: String(value).slice(0, 200) } : labelAnswer(index);
  });
}
