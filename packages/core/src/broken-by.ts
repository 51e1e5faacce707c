import type { Unavailable } from "./availability.ts";
import { explainError } from "./explain-error.ts";

/** What a probe says of a backend whose first operation threw this. The remedy is the error's own, if it has one. */
export function brokenBy(error: unknown): Unavailable {
  return { state: "unavailable", reason: "broken", ...explainError(error) };
}
