import type { ImageOutcome } from "./remote-model.ts";
import type { Observed } from "./observed.ts";
import { outcomeDistance } from "./outcome-distance.ts";

/** How alike an endpoint answers about the same images, asked several times, uncached. */
export interface Repeatability {
  /** Images that were answered every time. */
  readonly images: number;
  readonly repeats: number;
  /** Share of them whose class, or refusal, was the same every time. */
  readonly sameClass: Observed<number>;
  /** Share of them whose outputs were the same every time, to the last bit. */
  readonly sameOutputs: Observed<number>;
}

/** Of the outcomes of each repeat, for the same images in the same order. */
export function repeatability(repeats: readonly (readonly ImageOutcome[])[]): Repeatability {
  const images = perImage(repeats);
  const share = (isSame: (one: ImageOutcome, other: ImageOutcome) => boolean): Observed<number> => {
    if (images.length === 0 || repeats.length < 2) return { value: null, basis: "not-observable" };
    const same = images.filter(
      ([first, ...rest]) => first !== undefined && rest.every((other) => isSame(first, other)),
    );
    return { value: same.length / images.length, basis: "measured" };
  };
  return {
    images: images.length,
    repeats: repeats.length,
    sameClass: share((one, other) => classOf(one) === classOf(other)),
    sameOutputs: share((one, other) => outcomeDistance(one, other) === 0),
  };
}

/** The outcomes of each image that was answered every time. */
export function perImage(repeats: readonly (readonly ImageOutcome[])[]): ImageOutcome[][] {
  const [first = []] = repeats;
  return first
    .map((_, index) => repeats.flatMap((outcomes) => outcomes[index] ?? []))
    .filter((outcomes) => outcomes.length === repeats.length && outcomes.every(isAnswer));
}

function isAnswer({ state }: ImageOutcome): boolean {
  return state !== "failed" && state !== "unasked";
}

function classOf(outcome: ImageOutcome): number | string {
  if (outcome.state !== "predicted") return outcome.state;
  const { values } = outcome;
  if (values.length === 1) return values[0] ?? -1;
  return values.indexOf(values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
}
