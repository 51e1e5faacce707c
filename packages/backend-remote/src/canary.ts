import { createHash } from "node:crypto";
import { elementCount, randomStream, type HostTensor } from "@evenkeel/core";
import { energyTest, type TwoReadings } from "@evenkeel/stats";
import { z } from "zod";
import { outcomeDistance } from "./outcome-distance.ts";
import type { ImageOutcome, RemoteModel } from "./remote-model.ts";
import { perImage } from "./repeatability.ts";

const answerSchema = z.union([
  z.strictObject({ values: z.array(z.number()).min(1) }),
  z.strictObject({ state: z.enum(["refused", "invalid"]) }),
]);

/** What an endpoint said of the same few images at one time, several times each; to be kept and compared over runs. */
export const canaryReadingSchema = z.strictObject({
  endpoint: z.string(),
  /** When it began, by this machine's clock. */
  at: z.iso.datetime(),
  /** What the provider called the model, in the order in which names came; empty where it does not say. */
  servedBy: z.array(z.string()),
  /** Images that were answered every time: the hash of their values, and each answer. */
  images: z.array(z.strictObject({ sha256: z.string(), answers: z.array(answerSchema).min(1) })),
});
export type CanaryReading = z.infer<typeof canaryReadingSchema>;

/** Whether an endpoint answers otherwise than before. */
export interface CanaryFinding {
  /** Images of both readings. */
  readonly images: number;
  /** How much farther answers of the two times are apart than answers of one time, a mean over images. */
  readonly estimate: number;
  /** Of no change, one-sided; 1 where an image was asked once a time. */
  readonly p: number;
  /** Names of the model that only one of the readings has: the provider says itself that something changed. */
  readonly otherNames: readonly string[];
}

/** Asks about the images so many times, uncached. Images that were not answered every time are left out. */
export async function readCanary(
  model: RemoteModel,
  endpoint: string,
  images: HostTensor,
  times: number,
): Promise<CanaryReading> {
  const at = new Date().toISOString();
  const outcomes: (readonly ImageOutcome[])[] = [];
  const names = new Set<string>();
  for (let repeat = 0; repeat < times; repeat += 1) {
    const { images: predicted, records } = await model.predictEach(images, repeat);
    outcomes.push(predicted);
    for (const { servedBy } of records) if (servedBy !== null) names.add(servedBy);
  }
  const hashes = imageHashes(images);
  const numbered = outcomes.map((repeat) =>
    repeat.map((outcome, index) => ({ ...outcome, sha256: hashes[index] ?? "" })),
  );
  return {
    endpoint,
    at,
    servedBy: [...names],
    images: perImage(numbered).map((answers) => ({
      sha256: (answers[0] as (typeof numbered)[number][number]).sha256,
      answers: answers.map(storedAnswer),
    })),
  };
}

/** Holds two readings of one endpoint against each other. The seed deals the permutations of the test. */
export function compareCanaries(before: CanaryReading, now: CanaryReading, seed = 0): CanaryFinding {
  const earlier = new Map(before.images.map(({ sha256, answers }) => [sha256, answers]));
  const both = now.images.flatMap(({ sha256, answers }) => {
    const known = earlier.get(sha256);
    return known === undefined ? [] : [twoReadings(known.map(outcomeOf), answers.map(outcomeOf))];
  });
  const { estimate, p } = energyTest(both, randomStream(seed, `canary:${now.endpoint}`));
  const names = [...before.servedBy, ...now.servedBy];
  const otherNames = names.filter((name) => !before.servedBy.includes(name) || !now.servedBy.includes(name));
  const isTold = before.servedBy.length > 0 && now.servedBy.length > 0;
  return { images: both.length, estimate, p, otherNames: isTold ? otherNames : [] };
}

function twoReadings(before: readonly ImageOutcome[], now: readonly ImageOutcome[]): TwoReadings {
  const all = [...before, ...now];
  return { before: before.length, distances: all.map((one) => all.map((other) => outcomeDistance(one, other))) };
}

function storedAnswer(outcome: ImageOutcome): z.infer<typeof answerSchema> {
  if (outcome.state === "predicted") return { values: [...outcome.values] };
  return { state: outcome.state === "refused" ? "refused" : "invalid" };
}

function outcomeOf(answer: z.infer<typeof answerSchema>): ImageOutcome {
  if ("state" in answer) return { state: answer.state, words: "" };
  return { state: "predicted", values: Float32Array.from(answer.values), confidence: null };
}

function imageHashes({ shape, data }: HostTensor): string[] {
  const size = elementCount(shape.slice(1));
  return Array.from({ length: shape[0] ?? 0 }, (_, index) => {
    const values = data.subarray(index * size, (index + 1) * size);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return createHash("sha256").update(bytes).digest("hex");
  });
}
