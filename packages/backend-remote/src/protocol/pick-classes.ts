import type { Outputs } from "@evenkeel/core";
import { classOutputs, outputCount } from "../endpoint/classes.ts";
import type { Endpoint } from "../endpoint/index.ts";
import { AnswerError } from "./answer-error.ts";
import type { ImageAnswer } from "./protocol.ts";

/** Rounding lets a probability lie this far outside of 0–1. */
const slack = 1e-4;

/**
 * The values of the classes out of an output vector of the endpoint. Throws `AnswerError` for values that are not
 * finite, and for probabilities that are none.
 */
export function pickClasses(endpoint: Endpoint, meaning: Outputs, row: ArrayLike<number>): ImageAnswer {
  if (row.length !== outputCount(endpoint)) {
    throw new AnswerError({ expected: `${outputCount(endpoint)} values an image`, got: String(row.length) });
  }
  const values = Float32Array.from(classOutputs(endpoint), (place) => Number(row[place]));
  if (!values.every(Number.isFinite)) throw new AnswerError({ expected: "finite outputs", got: "others" });
  if (meaning === "probabilities" && values.some((value) => value < -slack || value > 1 + slack)) {
    throw new AnswerError({ expected: "probabilities of 0 to 1", got: "others" });
  }
  return { state: "predicted", values, confidence: null };
}

/** A class index as a prediction. */
export function labelAnswer(classIndex: number, confidence: number | null = null): ImageAnswer {
  return { state: "predicted", values: Float32Array.of(classIndex), confidence };
}
