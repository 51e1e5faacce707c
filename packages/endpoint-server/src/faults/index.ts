import { cachedResponses } from "./cached-responses.ts";
import { driftingLabels } from "./drifting-labels.ts";
import { droppedConnection } from "./dropped-connection.ts";
import type { FaultDefinition } from "./fault.ts";
import { modelSwap } from "./model-swap.ts";
import { quantisedWeights } from "./quantised-weights.ts";
import { serverError } from "./server-error.ts";
import { slowFirstByte } from "./slow-first-byte.ts";
import { tooManyRequests } from "./too-many-requests.ts";

/** What can be made to go wrong, in the order of lists. */
export const faultKinds = [
  "model-swap",
  "quantised-weights",
  "drifting-labels",
  "cached-responses",
  "too-many-requests",
  "server-error",
  "slow-first-byte",
  "dropped-connection",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultDefinitions: Readonly<Record<FaultKind, FaultDefinition>> = {
  "model-swap": modelSwap,
  "quantised-weights": quantisedWeights,
  "drifting-labels": driftingLabels,
  "cached-responses": cachedResponses,
  "too-many-requests": tooManyRequests,
  "server-error": serverError,
  "slow-first-byte": slowFirstByte,
  "dropped-connection": droppedConnection,
};
