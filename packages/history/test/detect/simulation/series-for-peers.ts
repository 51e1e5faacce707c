import { createHash } from "node:crypto";
import { madeUpHistories, models, nightsAfter, noises, type HistoryName } from "./histories.ts";
import { nearby } from "./rates.ts";

/** Histories of each kind and noise that all methods are run on. */
export const comparedHistories = 500;

/** Every cell's histories, with where the change is, in one JSON document. */
export function seriesForPeers(): string {
  const cells = (Object.keys(models) as HistoryName[]).flatMap((history) =>
    noises.map((noise) => ({
      history,
      noise,
      hasStep: models[history].step !== undefined,
      series: madeUpHistories(history, noise, comparedHistories).map((values) => [...values]),
    })),
  );
  return JSON.stringify({ nightsAfter, nearby, cells });
}

export function seriesSha256(): string {
  return createHash("sha256").update(seriesForPeers()).digest("hex");
}
